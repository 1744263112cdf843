/** Where an upload stands. `interrupted` can be retried; `failed` and `rejected` carry a reason and are over. */
export type Stage = "waiting" | "uploading" | "checking" | "available" | "rejected" | "interrupted" | "failed" | "cancelled";

/** What the server answers about an upload. */
interface Answer {
  id?: string;
  offset?: number;
  state?: "uploading" | "checking" | "available" | "rejected";
  reason?: string;
  has_preview?: boolean;
  preview_text?: string;
}

/** Everything outside: the network, waiting, and who is told of each change. */
export interface Outside {
  base: string;
  ask(url: string, options: RequestInit): Promise<Response>;
  pause(ms: number): Promise<void>;
  changed(transfer: Transfer): void;
  /** The sentence of a refusal. */
  reason(answer: Response): Promise<string>;
}

/** The server refuses this file, whatever is tried. */
class Refused extends Error {}

/** The upload is no longer there: it is begun anew. */
class Gone extends Error {}

const FIRST_PIECE = 256 * 1024;
const LARGEST_PIECE = 4 * 1024 * 1024;
const TRIES = 5;
const FAST = 700;
const STALLED = 60_000;

/** One file on its way, in pieces; after a break it goes on from what the server says that it has. */
export class Transfer {
  stage: Stage = "waiting";
  /** Bytes that the server has. */
  offset = 0;
  id = "";
  reason = "";
  /** Whether `{base}/{id}/preview` gives a picture of it. */
  pictured = false;
  /** The beginning of its text, where there is no picture. */
  excerpt = "";
  #stop = new AbortController();
  #piece = FIRST_PIECE;

  constructor(readonly file: File, readonly outside: Outside) {}

  /** Runs until the file is there, refused, cancelled or, after five tries in a row without a byte, interrupted. */
  async run(): Promise<void> {
    let tries = 0;
    let unsure = this.id !== "";
    this.#to("uploading");
    while (this.stage === "uploading") {
      const before = this.offset;
      try {
        if (!this.id) await this.#create();
        else if (unsure) await this.#learn();
        while (this.#under() && this.offset < this.file.size) await this.#send();
        await this.#watch();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (error instanceof Refused) return this.#to("failed", error.message);
        if (error instanceof Gone) [this.id, this.offset] = ["", 0];
        unsure = true;
        tries = this.offset > before ? 1 : tries + 1;
        if (tries > TRIES) return this.#to("interrupted");
        await this.outside.pause(Math.min(500 * 2 ** tries, 8_000));
      }
    }
  }

  /** Stops and takes the file away from the server. */
  async cancel(): Promise<void> {
    this.#to("cancelled");
    this.#stop.abort();
    if (this.id) await this.outside.ask(this.url, { method: "DELETE" }).catch(() => null);
  }

  #under(): boolean {
    return this.stage === "uploading";
  }

  /** Where the server keeps it. */
  get url(): string {
    return `${this.outside.base}/${this.id}`;
  }

  #to(stage: Stage, reason = ""): void {
    if (this.stage === "cancelled") return;
    this.stage = stage;
    this.reason = reason;
    this.outside.changed(this);
  }

  async #ask(url: string, options: RequestInit): Promise<Response> {
    const answer = await this.#within(url, options);
    if (answer.status === 404 || answer.status === 410) throw new Gone();
    if (answer.status >= 400 && answer.status < 500 && ![408, 409, 425, 429].includes(answer.status)) {
      throw new Refused(await this.outside.reason(answer));
    }
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  /** A request that is cut off when it stalls, or when the upload is cancelled. */
  async #within(url: string, options: RequestInit): Promise<Response> {
    const cut = new AbortController();
    const stop = (): void => cut.abort();
    const timer = setTimeout(stop, STALLED);
    this.#stop.signal.addEventListener("abort", stop, { once: true });
    try {
      return await this.outside.ask(url, { ...options, signal: cut.signal });
    } finally {
      clearTimeout(timer);
      this.#stop.signal.removeEventListener("abort", stop);
    }
  }

  async #create(): Promise<void> {
    const answer = await this.#ask(this.outside.base, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ file_name: this.file.name, size: this.file.size }),
    }).catch((error: unknown) => {
      throw error instanceof Gone ? new Refused("") : error;
    });
    this.#take((await answer.json()) as Answer);
  }

  async #learn(): Promise<void> {
    const answer = await this.#ask(this.url, { method: "HEAD" });
    this.#take({ offset: Number(answer.headers.get("upload-offset")) });
  }

  async #send(): Promise<void> {
    const [began, before] = [Date.now(), this.offset];
    const answer = await this.#ask(this.url, {
      method: "PATCH",
      headers: { "upload-offset": String(this.offset), "content-type": "application/octet-stream", accept: "application/json" },
      body: this.file.slice(this.offset, this.offset + this.#piece),
    }).catch((error: unknown) => {
      this.#piece = FIRST_PIECE;
      throw error;
    });
    if (Date.now() - began < FAST) this.#piece = Math.min(this.#piece * 2, LARGEST_PIECE);
    this.#take((await answer.json()) as Answer);
    if (this.#under() && this.offset <= before) throw new Error("no byte was taken");
  }

  #take(answer: Answer): void {
    if (answer.id) this.id = answer.id;
    this.pictured = answer.has_preview ?? this.pictured;
    this.excerpt = answer.preview_text ?? this.excerpt;
    if (answer.offset !== undefined) this.offset = answer.offset;
    if (answer.state && answer.state !== "uploading") this.#to(answer.state, answer.reason);
    else this.outside.changed(this);
  }

  /** Everything is there: waits for the check's result. */
  async #watch(): Promise<void> {
    if (this.stage === "uploading") this.#to("checking");
    for (let wait = 400; this.stage === "checking"; wait = Math.min(wait * 1.5, 5_000)) {
      await this.outside.pause(wait);
      if (this.#stop.signal.aborted) return;
      const answer = await this.#within(this.url, { headers: { accept: "application/json", "x-background": "1" } }).catch(() => null);
      if (answer?.status === 404) return this.#to("interrupted");
      if (answer?.ok) this.#take((await answer.json()) as Answer);
    }
  }
}

import { all, announce, ask, icon, make, one, problem, state } from "./page.ts";
import { Transfer, type Stage } from "./transfer.ts";
import { say, size } from "./words.ts";

const AT_ONCE = 2;

/** What a file field allows, from its data attributes. */
interface Limits {
  bytes: number;
  files: number;
  kinds: string[];
  words: string;
}

/** One row of the list: what is shown, and what it shows. */
interface Row {
  item: HTMLElement;
  transfer: Transfer;
  told: Stage;
}

/** Uploads in pieces for `<input type=file data-upload="/staff/uploads">`, with a row for each file (M28). */
export function upload(input: HTMLInputElement): void {
  const { form } = input;
  const list = one(input.dataset["list"]) ?? make("ul", { class: "uploads" });
  if (!list.isConnected) (input.closest(".drop, .field") ?? input).after(list);
  const limits: Limits = {
    bytes: Number(input.dataset["maxBytes"] ?? Infinity),
    files: Number(input.dataset["maxFiles"] ?? Infinity),
    kinds: input.accept.toLowerCase().split(",").map((kind) => kind.trim()).filter(Boolean),
    words: input.dataset["acceptWords"] ?? input.accept,
  };
  const rows: Row[] = [];
  const field = input.dataset["field"] ?? "attachment_ids";
  input.removeAttribute("name");

  const next = (): void => {
    const running = rows.filter(({ transfer }) => transfer.stage === "uploading").length;
    for (const { transfer } of rows.filter((row) => row.transfer.stage === "waiting").slice(0, Math.max(0, AT_ONCE - running))) {
      void transfer.run().then(next);
    }
  };
  const add = (file: File): void => {
    const kept = rows.filter(({ item }) => item.isConnected).length;
    const item = make("li", { class: "upload" });
    list.append(item);
    const refusal = refused(file, kept, limits);
    const transfer = new Transfer(file, {
      base: input.dataset["upload"] ?? "", ask,
      pause: (ms) => new Promise((done) => setTimeout(done, ms)),
      changed: () => show(row, field, list, next),
      reason: (answer) => problem(answer, say("upload_failed")),
    });
    const row: Row = { item, transfer, told: "waiting" };
    if (refusal) [transfer.stage, transfer.reason] = ["failed", refusal];
    rows.push(row);
    show(row, field, list, next);
  };
  const take = (files: Iterable<File>): void => {
    for (const file of files) add(file);
    next();
  };
  input.addEventListener("change", () => {
    take([...(input.files ?? [])]);
    input.value = "";
  });
  drops(input, form ?? document.body, take);
  form?.addEventListener("submit", (event) => waits(event, rows, list), { capture: true });
  addEventListener("online", () => {
    for (const { transfer } of rows) if (transfer.stage === "interrupted") void transfer.run().then(next);
  });
}

/** Why a file is not even begun, or "". */
function refused(file: File, kept: number, limits: Limits): string {
  const name = file.name.toLowerCase();
  const kind = limits.kinds.length === 0 || limits.kinds.some((one) =>
    one.startsWith(".") ? name.endsWith(one) : one.endsWith("/*") ? file.type.startsWith(one.slice(0, -1)) : file.type === one);
  if (!kind) return say("wrong_kind", { kinds: limits.words });
  if (file.size === 0) return say("empty_file");
  if (file.size > limits.bytes) return say("too_big", { size: size(limits.bytes) });
  if (kept >= limits.files) return say("too_many", { n: limits.files });
  return "";
}

/** Builds the row once, then only changes what differs, so that focus stays where it is. */
function show(row: Row, field: string, list: HTMLElement, next: () => void): void {
  const { item, transfer } = row;
  const { file, stage } = transfer;
  if (!item.firstChild) build(row, next);
  const percent = Math.floor((100 * transfer.offset) / Math.max(1, file.size));
  const bad = stage === "failed" || stage === "rejected" || stage === "interrupted";
  item.classList.toggle("bad", bad);
  const bar = one<HTMLProgressElement>("progress", item);
  if (bar) {
    bar.value = percent;
    bar.hidden = stage !== "uploading" && stage !== "waiting";
  }
  const words: Record<Stage, string> = {
    waiting: say("waiting"), uploading: say("uploading", { percent }), checking: say("checking"), available: `${say("ready")}, ${size(file.size)}`,
    rejected: transfer.reason || say("upload_failed"), failed: transfer.reason || say("upload_failed"), interrupted: say("interrupted"), cancelled: "",
  };
  const shown = bad ? "bad" : stage === "available" ? "ok" : "";
  state(one(".state", item), shown, bad ? "warn" : stage === "available" ? "ok" : "clock", words[stage]);
  const retry = one("[data-retry]", item);
  if (retry) retry.hidden = stage !== "interrupted";
  const cancel = one("[data-cancel]", item);
  if (cancel) cancel.replaceChildren(...naming(stage === "uploading" || stage === "waiting" ? say("cancel") : say("remove_short"), file.name));
  if (row.told === stage) return;
  row.told = stage;
  if (stage === "checking" || stage === "available") claim(item, field, transfer.id);
  if (stage === "available") preview(item, transfer);
  if (stage === "available") announce(say("file_ready", { name: file.name }));
  if (bad) announce(say("file_failed", { name: file.name, reason: words[stage] }));
  if (stage === "rejected") one("input", item)?.remove();
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function naming(words: string, name: string): (string | Node)[] {
  return [words, make("span", { class: "sr" }, ` ${name}`)];
}

function build({ item, transfer }: Row, next: () => void): void {
  const cancel = make("button", { class: "btn quiet small", type: "button", "data-cancel": true });
  const retry = make("button", { class: "btn small", type: "button", "data-retry": true }, icon("retry"), ...naming(say("retry"), transfer.file.name));
  const bar = make("progress", { max: "100", "aria-label": transfer.file.name });
  const words = make("div", {}, make("b", {}, transfer.file.name), make("span", { class: "state" }), bar);
  item.append(icon("file"), words, make("div", { class: "line" }, retry, cancel));
  retry.onclick = () => void transfer.run().then(next);
  cancel.onclick = () => {
    const beside = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector<HTMLElement>("[data-cancel]");
    void transfer.cancel();
    const { parentElement } = item;
    item.remove();
    parentElement?.dispatchEvent(new Event("change", { bubbles: true }));
    beside?.focus();
    next();
  };
}

/** What arrived, to be recognised before it is sent (M32): a small picture, or how the text begins. */
function preview(item: HTMLElement, { pictured, excerpt, url }: Transfer): void {
  if (pictured) one(":scope > .icon", item)?.replaceWith(make("img", { src: `${url}/preview`, alt: "", class: "thumb" }));
  else if (excerpt) item.append(make("p", { class: "excerpt muted small" }, excerpt));
}

/** From now on the form names the file. */
function claim(item: HTMLElement, name: string, value: string): void {
  if (!one("input", item)) item.append(make("input", { type: "hidden", name, value }));
}

/** Files dropped anywhere on the form; elsewhere a drop does nothing, rather than leaving the page. */
function drops(input: HTMLInputElement, target: HTMLElement, take: (files: Iterable<File>) => void): void {
  const zone = input.closest<HTMLElement>(".drop");
  const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (yes: boolean): void => {
    if (zone) yes ? (zone.dataset["over"] = "") : delete zone.dataset["over"];
  };
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(target.contains(event.target as Node));
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && over(false));
  document.addEventListener("drop", (event) => {
    over(false);
    if (!carries(event)) return;
    event.preventDefault();
    if (target.contains(event.target as Node)) take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** The form is not sent while files are still on their way; refused ones do not hold it up. */
function waits(event: SubmitEvent, rows: Row[], list: HTMLElement): void {
  const busy = rows.some(({ item, transfer }) => item.isConnected && ["waiting", "uploading", "interrupted"].includes(transfer.stage));
  const draft = event.submitter?.hasAttribute("formnovalidate");
  if (!busy || draft) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  let note = one(".note", list.parentElement ?? list);
  if (!note?.dataset["waits"]) {
    note = make("div", { class: "note", role: "alert", "data-waits": "1" });
    list.after(note);
  }
  note.replaceChildren(icon("warn"), make("div", {}, make("p", {}, say("wait_files"))));
  const settled = setInterval(() => {
    if (rows.some(({ item, transfer }) => item.isConnected && ["waiting", "uploading", "interrupted"].includes(transfer.stage))) return;
    clearInterval(settled);
    note?.remove();
  }, 500);
  all("[data-cancel]", list)[0]?.focus();
}

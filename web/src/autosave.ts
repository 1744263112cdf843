import { ask, make, one, state } from "./page.ts";
import { clock, say } from "./words.ts";

/** What a saved draft answers; `url` and `page` only when the save made it. */
interface Saved {
  version: number;
  saved_at: number;
  url?: string;
  page?: string;
}

const AFTER_TYPING = 1_000;
const KEEPALIVE_LIMIT = 60_000;

/** Saves a form's draft 1 s after typing stops, on blur and on page hide, one save at a time, and says how it stands. */
export function autosave(form: HTMLFormElement): void {
  const shown = one("[data-autosave-state]", form) ?? one("[data-autosave-state]");
  let kept = content(form);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;
  let leaving = false;
  let stuck = false;
  let failing = false;

  const failed = (): void => {
    failing = true;
    const again = make("button", { class: "btn link", type: "button" }, say("retry"));
    again.onclick = () => void save();
    state(shown, "bad", "warn", `${say("unsaved")} - `, again);
  };
  const conflict = (page: string): void => {
    stuck = true;
    const compare = form.dataset["compare"];
    const way = compare
      ? make("button", { class: "btn link", formaction: compare }, say("compare"))
      : make("a", { href: page }, say("reload"));
    state(shown, "bad", "warn", `${say("changed")} - `, way);
  };
  const store = async (): Promise<void> => {
    const now = content(form);
    const body = fields(form).toString();
    const answer = await ask(form.dataset["autosave"] ?? "", {
      method: "POST", body, keepalive: body.length < KEEPALIVE_LIMIT,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    });
    if (answer.status === 409) return conflict(location.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const saved = (await answer.json()) as Saved;
    kept = now;
    failing = false;
    version(form, saved.version);
    if (saved.url) form.dataset["autosave"] = saved.url;
    if (saved.page) history.replaceState(history.state, "", saved.page);
    state(shown, "ok", "ok", say("saved", { time: clock(saved.saved_at) }));
    document.dispatchEvent(new Event("draft-saved"));
  };
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    if (leaving || stuck || !form.isConnected || content(form) === kept) return;
    if (saving) return saving.then(() => (failing ? undefined : save()));
    state(shown, "", "clock", say("saving"));
    saving = store().catch(failed).finally(() => (saving = null));
    await saving;
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), AFTER_TYPING);
  };

  let clean = true;
  form.addEventListener("editor-before", () => (clean = content(form) === kept));
  form.addEventListener("editor-after", () => (kept = clean ? content(form) : kept));
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("focusout", () => void save());
  form.addEventListener("submit", (event) => {
    // A save that is under way makes the version that this form must name.
    if (saving && !event.defaultPrevented) {
      const { submitter } = event;
      event.preventDefault();
      return void saving.then(() => form.requestSubmit(submitter));
    }
    leaving = !event.defaultPrevented;
  });
  document.addEventListener("session-over", () => void save().finally(() => (leaving = true)));
  document.addEventListener("visibilitychange", () => document.hidden && void save());
  addEventListener("pagehide", () => void save());
  addEventListener("pageshow", (event) => event.persisted && (leaving = false));
  addEventListener("beforeunload", (event) => {
    const now = content(form);
    if (leaving || !form.isConnected || now === kept) return;
    if (failing || stuck || saving || now.length >= KEEPALIVE_LIMIT) event.preventDefault();
    else void save();
  });
}

/** Asks before leaving a form whose fields changed (settings, M64). */
export function guard(form: HTMLFormElement): void {
  const before = content(form);
  let leaving = false;
  form.addEventListener("submit", () => (leaving = true));
  addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && content(form) !== before) event.preventDefault();
  });
}

/** The fields as they would be sent, without files. */
function fields(form: HTMLFormElement): URLSearchParams {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") pairs.append(name, value);
  return pairs;
}

/** What the person wrote and chose, to tell whether it changed. */
function content(form: HTMLFormElement): string {
  const pairs = fields(form);
  pairs.delete("version");
  return pairs.toString();
}

function version(form: HTMLFormElement, number: number): void {
  let field = one<HTMLInputElement>('input[name="version"]', form);
  if (!field) {
    field = make("input", { type: "hidden", name: "version" });
    form.append(field);
  }
  field.value = String(number);
}

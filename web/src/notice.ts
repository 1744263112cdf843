import { all, announce, one } from "./page.ts";
import { beyondGsm7, count, type Count } from "./segments.ts";

type Sample = { value: string; longest: string };

/** A notification template as it is typed: the preview and what it costs follow, as the server would show them. */
export function notice(form: HTMLFormElement): void {
  const subject = one<HTMLInputElement>("#subject", form);
  const body = one<HTMLTextAreaElement>("#body", form);
  if (!body) return;
  const samples = new Map<string, Sample>();
  for (const { dataset } of all("[data-field]")) {
    samples.set(dataset["field"] ?? "", { value: dataset["value"] ?? "", longest: dataset["longest"] ?? "" });
  }
  const { ending = "", cost = "" } = form.dataset;
  const filled = (text: string, which: keyof Sample): string =>
    text.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (whole, name: string) => samples.get(name)?.[which] ?? whole);
  const words = (found: Count): string => cost.replace(/\{(\w+)\}/g, (_, name: keyof Count) => String(found[name]));
  const shows = (name: string): HTMLElement | null => one(`[data-shows="${name}"]`);
  let segments = shows("cost")?.textContent;

  const show = (): void => {
    const [typed, heading] = [tidy(body.value), (subject?.value ?? "").trim().replace(/\s+/g, " ")];
    const [text, title] = [filled(typed, "value") + ending, filled(heading, "value")];
    shows("lock")?.replaceChildren(subject ? `${title} – ${begins(text)}` : text);
    shows("subject")?.replaceChildren(title);
    shows("text")?.replaceChildren(text);
    const unknown = (`${heading}\n${typed}`.match(/\{\{[^{}]*\}\}/g) ?? []).filter((one) => !samples.has(one.slice(2, -2).trim()));
    const says = shows("unknown");
    const warned = unknown.length ? `${says?.dataset["words"] ?? ""} ${[...new Set(unknown)].join(" ")}` : "";
    if (says && says.textContent !== warned) says.textContent = warned;
    const dear = shows("beyond");
    if (!dear?.parentElement) return;
    const now = words(count(text));
    shows("cost")?.replaceChildren(now);
    shows("most")?.replaceChildren(words(count(filled(typed, "longest") + ending)));
    dear.textContent = beyondGsm7(text).join(" ");
    dear.parentElement.hidden = !dear.textContent;
    const before = segments;
    segments = now;
    if (before && before.split("·")[0] !== now.split("·")[0]) announce(now);
  };

  form.addEventListener("input", show);
  // What is shown follows by itself: the button is for browsers without scripts.
  for (const button of all("[data-preview]", form)) button.hidden = true;
  inserts(subject, body);
}

/** As much of an email's text as a locked telephone shows. */
function begins(text: string): string {
  const all = [...text.replace(/\s+/g, " ")];
  return all.slice(0, 120).join("") + (all.length > 120 ? "…" : "");
}

/** A text as the server keeps it. */
function tidy(typed: string): string {
  const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u2028\u2029]/g;
  return typed.replace(/\r\n?/g, "\n").replace(unseen, "").trim();
}

/** Buttons that put a field where one writes: into the subject when the caret was there last, else into the text. */
function inserts(subject: HTMLInputElement | null, body: HTMLTextAreaElement): void {
  let last: HTMLInputElement | HTMLTextAreaElement = body;
  subject?.addEventListener("focus", () => (last = subject));
  body.addEventListener("focus", () => (last = body));
  for (const button of all<HTMLButtonElement>("[data-fields] [data-insert]")) {
    button.hidden = false;
    button.onclick = () => {
      last.setRangeText(button.dataset["insert"] ?? "", last.selectionStart ?? last.value.length, last.selectionEnd ?? last.value.length, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    };
  }
}

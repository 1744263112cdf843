import { all, one } from "./page.ts";

/** Buttons that put words (`data-insert`) where one writes: into the subject when the caret was there last, else into the text. */
export function inserts(list: HTMLElement): void {
  const subject = one<HTMLInputElement>("#subject");
  const body = one<HTMLTextAreaElement>("textarea[data-editor]");
  if (!body) return;
  let last: HTMLElement = body;
  document.addEventListener("focusin", (event) => {
    const at = event.target as HTMLElement;
    if (at.closest("form")?.contains(body)) last = at === subject ? subject : body;
  });
  for (const button of all<HTMLButtonElement>("[data-insert]", list)) {
    button.hidden = false;
    button.onclick = () => {
      const words = button.dataset["insert"] ?? "";
      if (last === subject && subject) {
        subject.setRangeText(words, subject.selectionStart ?? subject.value.length, subject.selectionEnd ?? subject.value.length, "end");
        subject.dispatchEvent(new Event("input", { bubbles: true }));
        subject.focus();
      } else body.dispatchEvent(new CustomEvent("editor-insert", { detail: words }));
    };
  }
}

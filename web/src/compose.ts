import { each, one } from "./page.ts";
import { picker } from "./picker.ts";
import { inserts } from "./inserts.ts";
import { upload } from "./upload.ts";

each<HTMLInputElement>("input[data-upload]", upload);
each("[data-picker]", picker);
each("[data-inserts]", inserts);
each<HTMLTextAreaElement>("textarea[data-editor]", (textarea) => {
  const kept = textarea.form ? one<HTMLInputElement>('input[name="body_html"]', textarea.form) : null;
  if (kept?.value) keep(textarea, kept);
  import("./editor.ts").then(({ edit }) => edit(textarea)).catch(() => {
    if (kept?.value) plain(textarea, kept);
  });
});

/** Until the editor is there, a draft's formatted text is what is sent, and the plain field only shows it. */
function keep(textarea: HTMLTextAreaElement, kept: HTMLInputElement): void {
  textarea.form?.dispatchEvent(new Event("editor-before"));
  const page = new DOMParser().parseFromString(kept.value, "text/html");
  textarea.value = [...page.body.children].map((block) => block.textContent).join("\n\n");
  textarea.disabled = true;
  kept.disabled = false;
  textarea.form?.dispatchEvent(new Event("editor-after"));
}

/** The editor could not be had: the formatted text stands until somebody changes the plain one. */
function plain(textarea: HTMLTextAreaElement, kept: HTMLInputElement): void {
  const { name } = textarea;
  textarea.removeAttribute("name");
  textarea.disabled = false;
  textarea.addEventListener("input", () => {
    textarea.name = name;
    kept.disabled = true;
  }, { once: true, capture: true });
}

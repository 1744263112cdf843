import { Editor } from "@tiptap/core";
import { make, one } from "./page.ts";
import { address } from "./links.ts";
import { counted, marked, subjectOf } from "./gaps.ts";
import { cleaned } from "./paste.ts";
import { schema } from "./schema.ts";
import { toolbar } from "./toolbar.ts";
import { say } from "./words.ts";

/** Room, in pixels, for what sticks to the page's top and bottom: the caret never hides under it. */
const UNDER_BARS = { top: 120, bottom: 100, left: 0, right: 0 };

/** Puts the rich editor in the textarea's place (M19); what was typed meanwhile, the caret and the focus are carried over. */
export function edit(textarea: HTMLTextAreaElement): void {
  const { form, id } = textarea;
  form?.dispatchEvent(new Event("editor-before"));
  const typed = !textarea.disabled;
  const field = hidden(textarea);
  const focused = document.activeElement === textarea;
  const caret = textarea.selectionStart;
  const fields = (textarea.dataset["gaps"] ?? "").split(" ").filter(Boolean);
  const place = make("div");
  const box = make("div", { class: "editor" }, place);
  const editor = new Editor({
    element: place, injectCSS: false, extensions: fields.length > 0 ? [...schema, marked(fields)] : schema,
    content: typed ? paragraphs(textarea.value) : field.value,
    editorProps: {
      attributes: described(textarea),
      transformPastedHTML: cleaned, scrollThreshold: UNDER_BARS, scrollMargin: UNDER_BARS,
      handleKeyDown: (_view, event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return linkDialog(editor), true;
        if (event.altKey && event.key === "F10") return one('[tabindex="0"]', bar)?.focus(), true;
        return false;
      },
    },
  });
  const extra = [...(form?.querySelectorAll<HTMLElement>("[data-editor-tools]") ?? [])];
  const bar = toolbar(editor, `${id}-rich`, () => linkDialog(editor), extra);
  box.prepend(bar);
  if (fields.length > 0) box.append(counted(editor, subjectOf(form), fields));
  textarea.after(box);
  textarea.hidden = textarea.disabled = true;
  for (const label of document.querySelectorAll<HTMLElement>(`label[for="${CSS.escape(id)}"]`)) {
    label.removeAttribute("for");
    label.onclick = () => editor.commands.focus();
  }
  carry(editor, textarea, field);
  form?.dispatchEvent(new Event("editor-after"));
  if (focused) editor.commands.focus(typed ? Math.min(caret + 1, editor.state.doc.content.size) : "end");
}

/** Keeps the hidden field true: soon after each change, and at the latest when the form's data are read. */
function carry(editor: Editor, textarea: HTMLTextAreaElement, field: HTMLInputElement): void {
  let written = editor.state.doc;
  let timer: ReturnType<typeof setTimeout> | undefined;
  field.value = editor.isEmpty ? "" : editor.getHTML();
  const write = (): boolean => {
    if (written === editor.state.doc) return false;
    written = editor.state.doc;
    field.value = editor.isEmpty ? "" : editor.getHTML();
    return true;
  };
  editor.on("update", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (write()) field.dispatchEvent(new Event("change", { bubbles: true }));
    }, 300);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  textarea.form?.addEventListener("formdata", (event) => {
    if (write()) event.formData.set(field.name, field.value);
  });
  textarea.form?.addEventListener("submit", write, { capture: true });
  textarea.addEventListener("editor-insert", (event) => {
    editor.chain().focus().insertContent((event as CustomEvent<string>).detail).run();
  });
}

function hidden(textarea: HTMLTextAreaElement): HTMLInputElement {
  const known = textarea.form ? one<HTMLInputElement>('input[name="body_html"]', textarea.form) : null;
  if (known) {
    known.disabled = false;
    return known;
  }
  const made = make("input", { type: "hidden", name: "body_html" });
  textarea.after(made);
  return made;
}

/** The textarea's label, description and error, for the field that takes its place. */
function described(textarea: HTMLTextAreaElement): Record<string, string> {
  const labels = [...(textarea.labels ?? [])];
  for (const [index, label] of labels.entries()) label.id ||= `${textarea.id}-label-${index}`;
  const attributes: Record<string, string> = { id: `${textarea.id}-rich`, class: "prose", role: "textbox", "aria-multiline": "true" };
  if (labels.length > 0) attributes["aria-labelledby"] = labels.map((label) => label.id).join(" ");
  else attributes["aria-label"] = textarea.ariaLabel ?? "";
  for (const name of ["aria-describedby", "aria-invalid", "data-key", "lang", "dir"]) {
    const value = textarea.getAttribute(name);
    if (value) attributes[name] = value;
  }
  if (textarea.required || textarea.ariaRequired === "true") attributes["aria-required"] = "true";
  textarea.removeAttribute("data-key");
  return attributes;
}

/** Plain text as the server would read it: a blank line begins a paragraph, a line break stays one. */
function paragraphs(text: string): string {
  const holder = document.createElement("div");
  for (const part of text.split(/\n{2,}/)) {
    const paragraph = make("p");
    part.split("\n").forEach((line, index) => paragraph.append(...(index ? [make("br")] : []), line));
    holder.append(paragraph);
  }
  return holder.innerHTML;
}

/** Asks for a link's address; what is none is explained beside the field, and kept. */
function linkDialog(editor: Editor): void {
  const input = make("input", { id: "link-address", type: "text", inputmode: "url", autocomplete: "off", "aria-describedby": "link-hint" });
  const why = make("p", { class: "why", id: "link-why", hidden: true }, say("link_wrong"));
  const box = make("div", { class: "field" }, make("label", { for: "link-address" }, say("link_address")),
    make("p", { class: "hint", id: "link-hint" }, say("link_hint")), why, input);
  const set = make("button", { class: "btn main" }, say("link_set"));
  const remove = make("button", { class: "btn", type: "button" }, say("link_remove"));
  const cancel = make("button", { class: "btn", type: "button" }, say("cancel"));
  const form = make("form", { class: "stack", method: "dialog", novalidate: true }, box, make("div", { class: "line end" }, set, remove, cancel));
  const dialog = make("dialog", { "aria-labelledby": "link-title" }, make("h2", { id: "link-title" }, say("link")), form);
  input.value = String(editor.getAttributes("link")["href"] ?? "");
  remove.hidden = !editor.isActive("link");
  form.onsubmit = (event) => {
    event.preventDefault();
    const href = address(input.value);
    if (!href) {
      box.classList.add("wrong");
      why.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", "link-why link-hint");
      return input.focus();
    }
    dialog.close();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: input.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
  };
  remove.onclick = () => {
    dialog.close();
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
  };
  cancel.onclick = () => dialog.close();
  dialog.onclose = () => {
    dialog.remove();
    editor.commands.focus();
  };
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}

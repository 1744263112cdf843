import { Extension, type Editor } from "@tiptap/core";
import { Plugin, PluginKey, type EditorState } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import type { Node } from "@tiptap/pm/model";
import { icon, make, one } from "./page.ts";
import { say } from "./words.ts";

/** A place in the text that a template left open. */
export interface Gap {
  from: number;
  to: number;
}

const key = new PluginKey<DecorationSet>("gaps");

/** The gaps of a text: `{{field}}` for the fields that there are. */
export function gaps(doc: Node, fields: string[]): Gap[] {
  const found: Gap[] = [];
  if (fields.length === 0) return found;
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    // One sign for each leaf that is no text, so that places in the words are places in the document.
    const words = node.textBetween(0, node.content.size, undefined, "\ufffc");
    for (const match of words.matchAll(marker(fields))) found.push({ from: at + 1 + match.index, to: at + 1 + match.index + match[0].length });
    return false;
  });
  return found;
}

function marker(fields: string[]): RegExp {
  return new RegExp(`\\{\\{\\s*(?:${fields.join("|")})\\s*\\}\\}`, "g");
}

function drawn(state: EditorState, fields: string[]): DecorationSet {
  return DecorationSet.create(state.doc, gaps(state.doc, fields).map(({ from, to }) => Decoration.inline(from, to, { class: "gap" })));
}

/** Marks the gaps while one writes. What is stored stays as it is typed. */
export function marked(fields: string[]): Extension {
  return Extension.create({
    name: "gaps",
    addProseMirrorPlugins: () => [new Plugin<DecorationSet>({
      key,
      state: {
        init: (_, state) => drawn(state, fields),
        apply: (change, before, _, state) => (change.docChanged ? drawn(state, fields) : before),
      },
      props: { decorations: (state) => key.getState(state) },
    })],
  });
}

/** Says how many gaps are left, in the subject and the text, and goes to the next one. */
export function counted(editor: Editor, subject: HTMLInputElement | null, fields: string[]): HTMLElement {
  const words = make("span", { role: "status" });
  const next = make("button", { class: "btn small", type: "button" }, say("gap_next"));
  const line = make("p", { class: "gaps line small", hidden: true }, icon("warn"), words, next);
  const inSubject = (): RegExpExecArray | null => (subject ? marker(fields).exec(subject.value) : null);
  const count = (): void => {
    const subjects = subject ? [...subject.value.matchAll(marker(fields))].length : 0;
    const left = subjects + gaps(editor.state.doc, fields).length;
    const told = left === 0 ? "" : say("gaps", { n: left });
    if (words.textContent !== told) words.textContent = told;
    line.hidden = left === 0;
    // What the server said when the page was made is no longer so.
    for (const note of document.querySelectorAll<HTMLElement>("#gaps")) note.hidden = left === 0;
  };
  next.onclick = () => {
    const all = gaps(editor.state.doc, fields);
    const { from } = editor.state.selection;
    const ahead = all.find((gap) => gap.from > from || (gap.from === from && editor.state.selection.empty));
    const open = ahead ? null : inSubject();
    if (open && subject) {
      subject.focus();
      return subject.setSelectionRange(open.index, open.index + open[0].length);
    }
    const gap = ahead ?? all[0];
    if (gap) editor.chain().focus().setTextSelection(gap).scrollIntoView().run();
  };
  editor.on("update", count);
  subject?.addEventListener("input", count);
  count();
  return line;
}

/** The subject's field of the form that an editor stands in. */
export function subjectOf(form: HTMLFormElement | null): HTMLInputElement | null {
  return form ? one<HTMLInputElement>('input[name="subject"]', form) : null;
}

import type { ChainedCommands, Editor } from "@tiptap/core";
import { icon, make } from "./page.ts";
import { say, type Word } from "./words.ts";

/** One button: its icon (or its words shown), what it does, when it is pressed, when it is there. */
interface Tool {
  word: Word;
  icon?: string;
  keys?: string;
  run(chain: ChainedCommands): ChainedCommands;
  on?(editor: Editor): boolean;
  when?(editor: Editor): boolean;
}

const align = (to: string | null) => (chain: ChainedCommands): ChainedCommands =>
  chain.updateAttributes("paragraph", { align: to }).updateAttributes("heading", { align: to });
const aligned = (to: string | null) => (editor: Editor): boolean =>
  ((editor.getAttributes("paragraph")["align"] ?? editor.getAttributes("heading")["align"] ?? null) as string | null) === to;
const inTable = (editor: Editor): boolean => editor.isActive("table");
const outside = (editor: Editor): boolean => !inTable(editor);

const groups: Tool[][] = [
  [
    { word: "bold", icon: "b", keys: "Control+B", run: (chain) => chain.toggleBold(), on: (editor) => editor.isActive("bold") },
    { word: "italic", icon: "i", keys: "Control+I", run: (chain) => chain.toggleItalic(), on: (editor) => editor.isActive("italic") },
    { word: "underline", icon: "u", keys: "Control+U", run: (chain) => chain.toggleUnderline(), on: (editor) => editor.isActive("underline") },
    { word: "strike", icon: "s", keys: "Control+Shift+S", run: (chain) => chain.toggleStrike(), on: (editor) => editor.isActive("strike") },
  ],
  [
    { word: "heading", icon: "h2", keys: "Control+Alt+2", run: (chain) => chain.toggleHeading({ level: 2 }), on: (editor) => editor.isActive("heading", { level: 2 }) },
    { word: "subheading", icon: "h3", keys: "Control+Alt+3", run: (chain) => chain.toggleHeading({ level: 3 }), on: (editor) => editor.isActive("heading", { level: 3 }) },
    { word: "bullets", icon: "list", keys: "Control+Shift+8", run: (chain) => chain.toggleBulletList(), on: (editor) => editor.isActive("bulletList") },
    { word: "numbers", icon: "olist", keys: "Control+Shift+7", run: (chain) => chain.toggleOrderedList(), on: (editor) => editor.isActive("orderedList") },
    { word: "quote", icon: "quote", keys: "Control+Shift+B", run: (chain) => chain.toggleBlockquote(), on: (editor) => editor.isActive("blockquote") },
  ],
  [
    { word: "align_start", icon: "align", run: align(null), on: aligned(null) },
    { word: "align_center", icon: "alignc", run: align("center"), on: aligned("center") },
    { word: "align_end", icon: "aligne", run: align("end"), on: aligned("end") },
  ],
  [
    { word: "table_insert", icon: "table", run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), when: outside },
    { word: "row_add", run: (chain) => chain.addRowAfter(), when: inTable },
    { word: "row_delete", run: (chain) => chain.deleteRow(), when: inTable },
    { word: "column_add", run: (chain) => chain.addColumnAfter(), when: inTable },
    { word: "column_delete", run: (chain) => chain.deleteColumn(), when: inTable },
    { word: "table_delete", run: (chain) => chain.deleteTable(), when: inTable },
  ],
  [
    { word: "undo", icon: "undo", keys: "Control+Z", run: (chain) => chain.undo() },
    { word: "redo", icon: "redo", keys: "Control+Y", run: (chain) => chain.redo() },
  ],
];

/** The formatting toolbar: native buttons, one of them in the tab order, arrows between them, Alt+F10 from the text. */
export function toolbar(editor: Editor, controls: string, link: () => void, extra: HTMLElement[]): HTMLElement {
  const bar = make("div", { class: "tools", role: "toolbar", "aria-label": say("formatting"), "aria-controls": controls });
  const tools = new Map<HTMLButtonElement, Tool>();
  for (const [index, group] of groups.entries()) {
    if (index > 0) bar.append(make("span", { class: "sep", "aria-hidden": "true" }));
    for (const tool of group) {
      const words = say(tool.word);
      const button = make("button", {
        class: tool.icon ? "btn quiet" : "btn quiet small", type: "button", tabindex: "-1", "aria-keyshortcuts": tool.keys,
        title: tool.keys ? `${words} (${tool.keys.replace("Control", "Ctrl")})` : words, "aria-label": tool.icon && words,
        "aria-pressed": tool.on ? "false" : undefined,
      }, tool.icon ? icon(tool.icon) : words);
      button.onclick = () => tool.run(editor.chain().focus()).run();
      tools.set(button, tool);
      bar.append(button);
    }
    if (index === 2) bar.append(linkButton(editor, link));
  }
  if (extra.length > 0) bar.append(make("span", { class: "sep", "aria-hidden": "true" }), ...extra);
  rove(bar);
  const refresh = (): void => {
    for (const [button, tool] of tools) {
      button.hidden = tool.when ? !tool.when(editor) : false;
      if (tool.on) button.ariaPressed = String(tool.on(editor));
    }
    const link = bar.querySelector<HTMLElement>("[data-link]");
    if (link) link.ariaPressed = String(editor.isActive("link"));
    settle(bar);
  };
  editor.on("transaction", refresh);
  refresh();
  return bar;
}

function linkButton(editor: Editor, link: () => void): HTMLButtonElement {
  const words = say("link");
  const button = make("button", {
    class: "btn quiet", type: "button", tabindex: "-1", "data-link": true, "aria-label": words, title: `${words} (Ctrl+K)`,
    "aria-keyshortcuts": "Control+K", "aria-pressed": String(editor.isActive("link")), "aria-haspopup": "dialog",
  }, icon("link"));
  button.onclick = link;
  return button;
}

function stops(bar: HTMLElement): HTMLElement[] {
  return [...bar.querySelectorAll<HTMLElement>("button, a[href], summary")].filter((stop) => !stop.closest("[hidden]") && !stop.closest("details:not([open]) > :not(summary)"));
}

/** Exactly one stop stays in the tab order. */
function settle(bar: HTMLElement): void {
  const all = stops(bar);
  if (all.some((stop) => stop.tabIndex === 0)) return;
  all[0]?.setAttribute("tabindex", "0");
}

function rove(bar: HTMLElement): void {
  for (const stop of stops(bar)) stop.tabIndex = -1;
  bar.addEventListener("keydown", (event) => {
    const all = stops(bar);
    const here = all.indexOf(event.target as HTMLElement);
    const rtl = getComputedStyle(bar).direction === "rtl";
    const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    const next = event.key === "Home" ? all[0] : event.key === "End" ? all[all.length - 1] : step ? all[(here + step + all.length) % all.length] : undefined;
    if (here < 0 || !next) return;
    event.preventDefault();
    for (const stop of all) stop.tabIndex = stop === next ? 0 : -1;
    next.focus();
  });
  bar.addEventListener("focusin", (event) => {
    for (const stop of stops(bar)) stop.tabIndex = stop === event.target ? 0 : -1;
  });
}

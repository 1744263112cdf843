import { all, make, one } from "./page.ts";
import { say } from "./words.ts";

const KEPT = "single-keys";

/**
 * Keys that press (or focus) what carries them: `data-key="c"`; J and K walk the links of `[data-rows]`; `ctrl+enter` works in
 * the form that has the focus; `?` lists them. Single keys can be turned off there, since they disturb speech input (WCAG 2.1.4).
 */
export function keys(): void {
  if (localStorage.getItem(KEPT) === "off") document.body.dataset["keys"] = "off";
  for (const opener of all("[data-shortcuts]")) opener.hidden = false;
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-shortcuts]")) shortcuts();
  });
  // Ahead of the editor, which keeps every Enter for itself.
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") press(event, sendButton(event.target as HTMLElement));
  }, { capture: true });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (document.body.dataset["keys"] === "off" || typing(target) || one("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : "";
    if (!key) return;
    if (key === "j" || key === "k") return walk(event, key === "j" ? 1 : -1);
    if (key === "?") return shortcuts();
    press(event, all(`[data-key="${CSS.escape(key)}"]`).find(seen) ?? null);
  });
}

function typing(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

function seen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function sendButton(target: HTMLElement): HTMLElement | null {
  const form = target.closest("form");
  return all('[data-key="ctrl+enter"]').find((button) => form !== null && (button as HTMLButtonElement).form === form) ?? null;
}

function press(event: KeyboardEvent, element: HTMLElement | null): void {
  if (!element) return;
  event.preventDefault();
  event.stopPropagation();
  if (element.isContentEditable || element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function walk(event: KeyboardEvent, step: 1 | -1): void {
  const links = all("[data-rows] > *").flatMap((row) => one("a", row) ?? []).filter(seen);
  const here = links.findIndex((link) => link === document.activeElement || (!document.activeElement?.closest("[data-rows]") && link.ariaCurrent));
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The list of what works on this page, with the switch for single keys. */
function shortcuts(): void {
  const list = make("dl", { class: "facts" });
  const line = (keys: string[], words: string): void => {
    const shown = keys.flatMap((key) => [make("kbd", {}, key), " "]);
    list.append(make("dt", {}, ...shown), make("dd", {}, words));
  };
  if (one("[data-rows]")) {
    line(["J"], say("next_row"));
    line(["K"], say("previous_row"));
    line(["Enter"], say("open_row"));
  }
  for (const element of all("[data-key]").filter(seen)) {
    const key = element.dataset["key"] ?? "";
    line(key === "ctrl+enter" ? ["Ctrl", "Enter"] : [key.toUpperCase()], named(element));
  }
  line(["?"], say("these_keys"));
  const toggle = make("input", { type: "checkbox", role: "switch" });
  toggle.checked = document.body.dataset["keys"] !== "off";
  toggle.onchange = () => {
    localStorage.setItem(KEPT, toggle.checked ? "on" : "off");
    document.body.dataset["keys"] = toggle.checked ? "on" : "off";
  };
  const words = make("span", {}, say("single_keys"), make("span", { class: "hint" }, say("single_keys_hint")));
  const close = make("button", { class: "btn", type: "button", "data-close": true }, say("close"));
  const dialog = make("dialog", { class: "shortcuts", "aria-labelledby": "shortcuts-title" },
    make("h2", { id: "shortcuts-title" }, say("shortcuts")), list, make("label", { class: "switch" }, toggle, words), make("div", { class: "line end" }, close));
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}

/** What pressing it does, in the page's own words, without the hint of the key. */
function named(element: HTMLElement): string {
  const by = document.getElementById(element.getAttribute("aria-labelledby")?.split(" ")[0] ?? "");
  const label = by ?? (element as HTMLInputElement).labels?.[0] ?? element;
  const copy = label.cloneNode(true) as HTMLElement;
  for (const hint of all("kbd", copy)) hint.remove();
  return element.ariaLabel ?? copy.textContent?.trim() ?? "";
}

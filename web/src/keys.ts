import { all, one } from "./page.ts";

/**
 * Keys that press (or focus) what carries them: `data-key="c"`; J and K walk the links of `[data-rows]`; `ctrl+enter` works in
 * the form that has the focus. `<body data-keys="off">` leaves only Ctrl+Enter: single keys disturb speech input (WCAG 2.1.4).
 */
export function keys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter") press(event, sendButton(target));
      return;
    }
    if (document.body.dataset["keys"] === "off" || typing(target) || one("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : "";
    if (!key) return;
    if (key === "j" || key === "k") return walk(event, key === "j" ? 1 : -1);
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
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function walk(event: KeyboardEvent, step: 1 | -1): void {
  const links = all("[data-rows] h2 a, [data-rows] h3 a").filter(seen);
  const here = links.findIndex((link) => link === document.activeElement || (!document.activeElement?.closest("[data-rows]") && link.ariaCurrent));
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

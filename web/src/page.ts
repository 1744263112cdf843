import { say } from "./words.ts";

/** All elements that match. */
export function all<E extends HTMLElement = HTMLElement>(selector: string, inside: ParentNode = document): E[] {
  return [...inside.querySelectorAll<E>(selector)];
}

/** The first element that matches, or null; no selector (an attribute left out) matches nothing. */
export function one<E extends HTMLElement = HTMLElement>(selector: string | undefined, inside: ParentNode = document): E | null {
  return selector ? inside.querySelector<E>(selector) : null;
}

/** A new element with attributes (`true` = present, `false` and undefined = left out) and children; no markup is parsed. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | boolean | undefined> = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** One of the sprite's icons. */
export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset["icons"] ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** Calls `start` once for every element that matches now or comes into the page later; one that fails stops no other. */
export function each<E extends HTMLElement = HTMLElement>(selector: string, start: (element: E) => void): void {
  const seen = new WeakSet<E>();
  const look = (): void => {
    for (const element of all<E>(selector)) {
      if (seen.has(element)) continue;
      seen.add(element);
      try {
        start(element);
      } catch (error) {
        reportError(error);
      }
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}

/** `fetch` to our own server; a changed session end in the answer is passed on. */
export async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  const seconds = answer.headers.get("x-session-seconds");
  if (seconds) document.dispatchEvent(new CustomEvent("session", { detail: Number(seconds) }));
  return answer;
}

/** The sentence of a problem document, or a general one. */
export async function problem(answer: Response, otherwise: string): Promise<string> {
  try {
    const { detail, title } = (await answer.json()) as { detail?: string; title?: string };
    return detail || title || otherwise;
  } catch {
    return otherwise;
  }
}

/** Shows a state: icon and words in a `.state` element. */
export function state(element: HTMLElement | null, kind: "" | "ok" | "bad" | "warn", name: string, words: string, ...more: Node[]): void {
  if (!element) return;
  element.classList.remove("ok", "bad", "warn");
  if (kind) element.classList.add(kind);
  element.replaceChildren(icon(name), words, ...more);
}

/** Asks in a dialog; the promise gives the answer. */
export function confirmed(question: string, go = say("confirm")): Promise<boolean> {
  return new Promise((resolve) => {
    const yes = make("button", { class: "btn main", type: "button", value: "yes" }, go);
    const no = make("button", { class: "btn", type: "button" }, say("cancel"));
    const title = make("h2", { id: "ask-title" }, question);
    const dialog = make("dialog", { "aria-labelledby": "ask-title" }, title, make("div", { class: "line end" }, yes, no));
    document.body.append(dialog);
    yes.onclick = () => dialog.close("yes");
    no.onclick = () => dialog.close();
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    };
    dialog.showModal();
    yes.focus();
  });
}

/** Tells screen readers, without showing it. */
export function announce(words: string): void {
  let region = one("#announce");
  if (!region) {
    region = make("p", { id: "announce", class: "sr", role: "status" });
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => region.replaceChildren(words), 60);
}

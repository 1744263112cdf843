import { all, announce, confirmed, each, one } from "./page.ts";

/** A form marked `data-once` is sent once; its button shows that it works. Coming back to the page makes it usable again. */
function once(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (form.dataset["busy"] !== undefined) return event.preventDefault();
    form.dataset["busy"] = "";
    event.submitter?.setAttribute("data-pressed", "");
  });
  addEventListener("pageshow", () => {
    for (const form of all("[data-busy]")) {
      delete form.dataset["busy"];
      for (const button of all("[data-pressed]", form)) delete button.dataset["pressed"];
    }
  });
}

/** `data-confirm="words"` on a form or a button asks before the form goes. */
function confirms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    const question = button?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!question || form.dataset["sure"] !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void confirmed(question, button?.textContent?.trim() || undefined).then((yes) => {
      if (!yes) return;
      form.dataset["sure"] = "";
      form.requestSubmit(button);
      delete form.dataset["sure"];
    });
  }, { capture: true });
}

/** `data-dialog="id"` opens a dialog, `data-close` inside closes it; a press outside or Escape closes an open menu. */
function opens(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset["dialog"] ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(target) || target.closest(".menu li > :is(a, button, label)")) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? (event.target as Element).closest<HTMLDetailsElement>("details.menu[open]") : null;
    if (!menu) return;
    menu.open = false;
    one("summary", menu)?.focus();
  });
}

/** `data-countdown="8"`: whole seconds; at 0 the element named by `data-countdown-remove` goes. */
function countdowns(): void {
  each("[data-countdown]", (element) => {
    const ends = Date.now() + Number(element.dataset["countdown"]) * 1_000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1_000));
      if (element.textContent !== String(left)) element.textContent = String(left);
      if (left > 0 && element.isConnected) return;
      clearInterval(timer);
      const gone = element.dataset["countdownRemove"];
      if (gone) one(gone)?.remove();
    }, 250);
  });
}

/** `data-remove` takes its list item away; the form then lacks its fields. */
function removals(): void {
  document.addEventListener("click", (event) => {
    const item = (event.target as Element).closest("[data-remove]")?.closest("li");
    if (!item) return;
    const list = item.parentElement;
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    const next = (beside && one("button, a", beside as HTMLElement)) ?? list?.parentElement?.querySelector<HTMLElement>("summary, button");
    item.remove();
    list?.dispatchEvent(new Event("change", { bubbles: true }));
    next?.focus();
  });
}

/** The error summary takes the focus, so that it is read first; its links go to the fields. */
function errors(): void {
  const summary = one(".errors");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const hash = (event.target as Element).closest("a")?.hash;
    const field = hash ? document.getElementById(hash.slice(1)) : null;
    if (!field) return;
    event.preventDefault();
    (field.hidden ? one("[contenteditable]", field.parentElement ?? field) ?? field : field).focus();
  });
}

/** What both sides use. */
export function small(): void {
  confirms();
  once();
  opens();
  countdowns();
  removals();
  errors();
  const note = one("[data-announce]");
  if (note) announce(note.textContent ?? "");
}

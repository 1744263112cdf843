import { all, announce, ask, icon, make, one } from "./page.ts";
import { say } from "./words.ts";

const AFTER_TYPING = 150;
let number = 0;

/**
 * A search field with suggestions (`data-combobox="/url"`): the server answers `?q=` with `<li role="option">` elements, which
 * carry `data-href` (go there) or `data-value` and `data-label` (collected in `data-combobox-into` as fields named `data-field`).
 */
export function combobox(input: HTMLInputElement): void {
  const list = make("ul", { class: "options", role: "listbox", id: `options-${++number}`, hidden: true, "aria-label": labelOf(input) });
  const box = input.closest(".combo") ?? input.parentElement;
  box?.classList.add("combo");
  box?.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"]] as const) input.setAttribute(name, value);

  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const options = (): HTMLElement[] => all('[role="option"]', list);
  const active = (): HTMLElement | undefined => options().find((option) => option.ariaSelected === "true");
  const open = (yes: boolean): void => {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) input.removeAttribute("aria-activedescendant");
  };
  const mark = (option: HTMLElement | undefined): void => {
    for (const other of options()) other.ariaSelected = String(other === option);
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const choose = (option: HTMLElement): void => {
    const { href, value, label } = option.dataset;
    open(false);
    if (href) return location.assign(href);
    input.value = "";
    collect(input, value ?? "", label ?? option.textContent?.trim() ?? "");
  };
  const load = async (): Promise<void> => {
    const own = ++turn;
    const query = input.value.trim();
    if (!query) return open(false);
    const to = new URL(input.dataset["combobox"] ?? "", location.href);
    to.searchParams.set("q", query);
    const answer = await ask(to.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (own !== turn || !answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = all('[role="option"]', page);
    found.forEach((option, index) => (option.id = `${list.id}-${index}`));
    list.replaceChildren(...found.map((option) => document.adoptNode(option)));
    if (found.length === 0) list.replaceChildren(make("li", { class: "muted", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("no_results")));
    open(true);
    mark(undefined);
    announce(found.length ? say("results", { n: found.length }) : say("no_results"));
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), AFTER_TYPING);
  });
  input.addEventListener("keydown", (event) => {
    const usable = options().filter((option) => option.ariaDisabled !== "true");
    const here = usable.indexOf(active() as HTMLElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void load();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(usable[(here + step + usable.length + (here < 0 && step < 0 ? 1 : 0)) % usable.length]);
    } else if (event.key === "Enter" && !list.hidden && (active() ?? usable.length === 1)) {
      event.preventDefault();
      const option = active() ?? usable[0];
      if (option) choose(option);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => open(false), 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]:not([aria-disabled])');
    if (option) choose(option);
  });
  removals(input);
}

function labelOf(input: HTMLInputElement): string {
  return input.labels?.[0]?.textContent?.trim() ?? input.ariaLabel ?? "";
}

function collect(input: HTMLInputElement, value: string, label: string): void {
  const into = one(input.dataset["comboboxInto"]);
  const name = input.dataset["field"] ?? "";
  if (!into || all<HTMLInputElement>("input", into).some((field) => field.value === value)) return;
  const remove = make("button", { type: "button", "aria-label": say("remove", { name: label }) }, icon("close"));
  into.append(make("li", {}, label, remove, make("input", { type: "hidden", name, value })));
  into.dispatchEvent(new Event("change", { bubbles: true }));
  announce(label);
}

function removals(input: HTMLInputElement): void {
  const into = one(input.dataset["comboboxInto"]);
  into?.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    event.preventDefault();
    button.closest("li")?.remove();
    into.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

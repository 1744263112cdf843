import { all, announce, ask, make, one } from "./page.ts";
import { say, size } from "./words.ts";

/** The attachment picker (M29-M31): what is ticked stays ticked while filters change; the count and the size are told. */
export function picker(section: HTMLElement): void {
  const filters = one<HTMLFormElement>("[data-picker-filters]", section);
  const rows = (): HTMLElement | null => one('[id="picker-rows"]', section);
  const form = rows()?.closest("form");
  const count = one("[data-picker-count]", section);
  if (!form || !rows()) return;
  const chosen = new Map<string, number>();
  const boxes = (): HTMLInputElement[] => all<HTMLInputElement>('input[type="checkbox"][value]', rows() ?? section);
  const elsewhere = make("div", { hidden: true });
  form.append(elsewhere);

  const show = (): void => {
    const here = new Set(boxes().map((box) => box.value));
    const name = boxes()[0]?.name ?? section.dataset["pickerName"] ?? "chart_item_ids";
    elsewhere.replaceChildren(...[...chosen.keys()].filter((id) => !here.has(id))
      .map((value) => make("input", { type: "hidden", name, value })));
    const bytes = [...chosen.values()].reduce((sum, one) => sum + one, 0);
    if (count) count.textContent = chosen.size ? say("chosen", { n: chosen.size, size: size(bytes) }) : say("none_chosen");
  };
  const take = (): void => {
    for (const box of boxes()) {
      if (chosen.has(box.value)) box.checked = true;
      else if (box.checked) chosen.set(box.value, Number(box.dataset["bytes"] ?? 0));
    }
    for (const box of all<HTMLInputElement>('input[type="hidden"][data-bytes]', form)) {
      chosen.set(box.value, Number(box.dataset["bytes"]));
      box.remove();
    }
    show();
  };
  form.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.type !== "checkbox" || !boxes().includes(box)) return;
    if (box.checked) chosen.set(box.value, Number(box.dataset["bytes"] ?? 0));
    else chosen.delete(box.value);
    show();
  });
  if (filters) filter(filters, rows, take);
  take();
}

/** Fetches the rows as filters change; the newest request wins. */
function filter(filters: HTMLFormElement, rows: () => HTMLElement | null, done: () => void): void {
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = async (to: string): Promise<void> => {
    const own = ++turn;
    const old = rows();
    old?.setAttribute("aria-busy", "true");
    const answer = await ask(to, { headers: { accept: "text/html" } }).catch(() => null);
    if (own !== turn || !old) return;
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const fresh = page?.getElementById("picker-rows");
    if (!fresh) return void location.assign(to);
    old.replaceWith(document.adoptNode(fresh));
    for (const link of all("[data-picker-outside]")) {
      const now = page?.querySelector("[data-picker-outside]");
      link.replaceChildren(...(now ? [...document.adoptNode(now).childNodes] : []));
    }
    announce(say("results", { n: all('input[type="checkbox"]', fresh).length }));
    done();
  };
  const query = (): string => {
    const to = new URL(filters.action, location.href);
    for (const [name, value] of new FormData(filters)) if (typeof value === "string") to.searchParams.set(name, value);
    return to.href;
  };
  const soon = (wait: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void load(query()), wait);
  };
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
  filters.addEventListener("input", () => soon(250));
  filters.closest("[data-picker]")?.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-picker-go]");
    if (!link) return;
    event.preventDefault();
    const wanted = new URL(link.href).searchParams;
    for (const field of all<HTMLInputElement | HTMLSelectElement>("input:not([type=hidden]), select", filters)) field.value = wanted.get(field.name) ?? "";
    void load(link.href);
  });
}

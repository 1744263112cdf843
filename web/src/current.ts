import { notice } from "./live.ts";
import { all, each, one } from "./page.ts";

/** Marks the row of the conversation that is open, also when it was opened beside the list without a new page. */
export function current(): void {
  const mark = (): void => {
    for (const link of all<HTMLAnchorElement>("[data-rows] .row :is(h2, h3) > a")) {
      const here = link.pathname === location.pathname;
      link.closest(".row")?.classList.toggle("open", here);
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  each("[data-rows] .row", () => setTimeout(mark));
  document.addEventListener("htmx:after:history:push", () => {
    mark();
    one(".read")?.focus();
    notice("inbox");
  });
  setTimeout(() => one(".row.open")?.scrollIntoView({ block: "nearest" }), 50);
}

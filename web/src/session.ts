import { all, ask, make } from "./page.ts";
import { say } from "./words.ts";

const WARN_AHEAD = 120_000;

/**
 * Warns two minutes before the session ends and extends it at one press; the tabs of one session keep each other informed.
 * At the end, and when the live stream says `session-ended`, drafts are saved (`autosave.ts` hears `session-over`) and the
 * page goes where one signs in again; what was typed in a `form[data-keep]` goes there with it.
 */
export function session(): void {
  const { sessionUntil, sessionSeconds, sessionExtend, sessionOver, liveKey } = document.body.dataset;
  let left = false;
  const over = (): void => {
    if (left) return;
    left = true;
    document.dispatchEvent(new Event("session-over"));
    const typed = all<HTMLFormElement>("form[data-keep]").find(written);
    if (typed) return typed.submit();
    const to = new URL(sessionOver ?? location.pathname, location.href);
    to.searchParams.set("next", location.pathname + location.search);
    setTimeout(() => location.assign(to), 400);
  };
  document.addEventListener("session-ended", over);
  if (!(sessionUntil ?? sessionSeconds) || !sessionExtend) return;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`session-${liveKey ?? ""}`) : null;
  let ends = sessionUntil ? Number(sessionUntil) : Date.now() + Number(sessionSeconds) * 1_000;
  let warning: ReturnType<typeof warn> | null = null;

  const extendTo = (end: number): void => {
    ends = end;
    if (ends - Date.now() > WARN_AHEAD) {
      warning?.close();
      warning = null;
    }
  };
  const extended = (seconds: number): void => {
    extendTo(Date.now() + seconds * 1_000);
    channel?.postMessage(ends);
  };
  const extend = async (): Promise<void> => {
    const answer = await ask(sessionExtend, { method: "POST", headers: { accept: "application/json" } }).catch(() => null);
    if (!answer) return;
    if (!answer.ok) over();
    else if (answer.status !== 204) extended(((await answer.json()) as { seconds: number }).seconds);
  };
  const tick = (): void => {
    const remains = ends - Date.now();
    if (remains <= 0) over();
    else if (remains <= WARN_AHEAD) (warning ??= warn(() => void extend())).show(remains);
  };
  if (channel) channel.onmessage = (event) => extendTo(event.data as number);
  document.addEventListener("session", (event) => extended((event as CustomEvent<number>).detail));
  channel?.postMessage(ends);
  setInterval(tick, 1_000);
  document.addEventListener("visibilitychange", tick);
}

/** Whether somebody wrote in a form. */
function written(form: HTMLFormElement): boolean {
  return all<HTMLInputElement | HTMLTextAreaElement>("input, textarea", form).some((field) => field.value !== field.defaultValue);
}

function warn(extend: () => void): { show(remains: number): void; close(): void } {
  const words = make("p", { id: "ending-words" });
  const stay = make("button", { class: "btn main", type: "button" }, say("stay"));
  const dialog = make(
    "dialog", { "aria-labelledby": "ending-title", "aria-describedby": "ending-words", role: "alertdialog" },
    make("h2", { id: "ending-title" }, say("ending")), words, make("div", { class: "line end" }, stay),
  );
  const before = document.activeElement;
  stay.onclick = extend;
  dialog.oncancel = (event) => {
    event.preventDefault();
    extend();
  };
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
  return {
    show: (remains) => {
      const seconds = Math.ceil(remains / 1_000);
      // Whole half minutes until the last: a screen reader is not made to count along.
      const shown = seconds > 30 ? Math.ceil(seconds / 30) * 30 : Math.ceil(seconds / 10) * 10;
      const text = say("ending_in", { time: `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}` });
      if (words.textContent !== text) words.textContent = text;
    },
    close: () => {
      dialog.close();
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
    },
  };
}

import htmx from "htmx.org";
import { autosave, guard } from "./autosave.ts";
import { combobox } from "./combobox.ts";
import { current } from "./current.ts";
import { keys } from "./keys.ts";
import { live } from "./live.ts";
import { each } from "./page.ts";
import { session } from "./session.ts";
import { small } from "./small.ts";

Object.assign(window, { htmx });
// Going back loads the page anew, so that islands and drafts start from what is stored.
htmx.config.history = "reload";

small();
live();
session();
keys();
each<HTMLFormElement>("form[data-autosave]", autosave);
each<HTMLFormElement>("form[data-guard]", guard);
each<HTMLInputElement>("input[data-combobox]", combobox);
each("textarea[data-editor], input[data-upload], [data-picker]", () => void import("./compose.ts"));
each<HTMLFormElement>("form[data-notice]", (form) => void import("./notice.ts").then(({ notice }) => notice(form)));
current();
each(".talk", (talk) => {
  let pinned = true;
  const down = (): void => void (pinned && (talk.scrollTop = talk.scrollHeight));
  talk.addEventListener("scroll", () => (pinned = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 8));
  new ResizeObserver(down).observe(talk);
});

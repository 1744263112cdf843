/** What the islands say, in English; a page gives other languages as a flat JSON object in `<script type="application/json" id="words">`. */
const english = {
  saving: "Saving",
  saved: "Draft saved {time}",
  unsaved: "Not saved",
  retry: "Retry",
  changed: "Changed in another window",
  reload: "Show that version",
  compare: "Compare",
  live: "Live",
  reconnecting: "Reconnecting since {time}",
  replaced: "In another window, this browser went on for somebody else. This page no longer changes.",
  replaced_on: "Go on there too",
  fresh: "{n} new",
  arrived: "New message",
  ending: "You will be signed out soon",
  ending_in: "For safety, you will be signed out in {time}. What you typed is kept as a draft.",
  stay: "Stay signed in",
  cancel: "Cancel",
  confirm: "Continue",
  close: "Close",
  remove: "Remove {name}",
  remove_short: "Remove",
  chosen: "{n} selected, {size}",
  none_chosen: "Nothing selected",
  results: "{n} found",
  no_results: "Nothing found",
  waiting: "Waiting",
  uploading: "{percent} %",
  checking: "Being checked",
  ready: "Ready",
  interrupted: "Interrupted",
  too_big: "Larger than {size}",
  empty_file: "This file is empty",
  wait_files: "Wait until the files are there, or remove them, then send.",
  too_many: "No more than {n} files",
  wrong_kind: "Only {kinds}",
  upload_failed: "Could not be uploaded",
  file_ready: "{name}: ready",
  file_failed: "{name}: {reason}",
  shortcuts: "Keyboard shortcuts",
  next_row: "Next in the list",
  previous_row: "Previous in the list",
  open_row: "Open",
  these_keys: "This list",
  single_keys: "Single keys",
  single_keys_hint: "When off, only Ctrl and Enter together work. Kept on this computer.",
  gaps: "To fill in: {n}",
  gap_next: "Next",
  formatting: "Formatting",
  bold: "Bold",
  italic: "Italic",
  underline: "Underline",
  strike: "Strikethrough",
  heading: "Heading",
  subheading: "Smaller heading",
  bullets: "Bulleted list",
  numbers: "Numbered list",
  quote: "Quote",
  align_start: "Align to the start",
  align_center: "Centre",
  align_end: "Align to the end",
  link: "Link",
  link_address: "Address",
  link_hint: "A web address, an email address or a phone number",
  link_wrong: "This is not a web address, an email address or a phone number",
  link_set: "Set link",
  link_remove: "Remove link",
  table: "Table",
  table_insert: "Insert table",
  row_add: "Add row below",
  row_delete: "Delete row",
  column_add: "Add column after",
  column_delete: "Delete column",
  table_delete: "Delete table",
  undo: "Undo",
  redo: "Redo",
} as const;

/** A word's key. */
export type Word = keyof typeof english;

let given: Record<string, string> | undefined;

/** The page's word for a key, its `{name}` parts filled in. */
export function say(key: Word, parts: Record<string, string | number> = {}): string {
  given ??= JSON.parse(document.getElementById("words")?.textContent || "{}") as Record<string, string>;
  return (given[key] ?? english[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(parts[name] ?? whole));
}

/** "2:44 pm" ("14 h 44"), as the server writes it, in the clinic's time zone (`<html data-zone>`). */
export function clock(at: number): string {
  const { lang, dataset } = document.documentElement;
  const french = lang.startsWith("fr");
  const form: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", hour12: !french };
  if (dataset["zone"]) form.timeZone = dataset["zone"];
  const parts = new Intl.DateTimeFormat("en-CA", form).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  if (french) return `${Number(part("hour")) % 24} h ${part("minute")}`;
  return `${part("hour")}:${part("minute")} ${part("dayPeriod").replace(/\W/g, "").toLowerCase()}`;
}

/** "84 KB", "3.1 MB", "25 MB" (1 KB = 1,000 bytes), in the page's language. */
export function size(bytes: number): string {
  const french = document.documentElement.lang.startsWith("fr");
  const step = bytes >= 999_500_000 ? 3 : bytes >= 999_500 ? 2 : bytes >= 1_000 ? 1 : 0;
  const scaled = bytes / 1_000 ** step;
  const number = new Intl.NumberFormat(french ? "fr" : "en", { maximumFractionDigits: step > 0 && scaled < 10 ? 1 : 0 });
  const unit = french ? ["octets", "Ko", "Mo", "Go"][step] : ["bytes", "KB", "MB", "GB"][step];
  return `${number.format(scaled)} ${unit ?? ""}`;
}

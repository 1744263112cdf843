import { live } from "./live.ts";
import { all, each, one } from "./page.ts";
import { session } from "./session.ts";
import { small } from "./small.ts";

small();
live();
session();
each<HTMLInputElement>("input.code[inputmode=numeric]", (input) => {
  input.addEventListener("input", () => (input.value = input.value.replace(/[^\d]/g, "").slice(0, 6)));
});
if (one("form[data-autosave]")) {
  void import("./autosave.ts").then(({ autosave }) => all<HTMLFormElement>("form[data-autosave]").forEach(autosave));
}
if (one("form[data-passkey]")) {
  void import("./passkey.ts").then(({ passkey }) => all<HTMLFormElement>("form[data-passkey]").forEach(passkey));
}
if (one("input[data-upload]")) {
  void import("./upload.ts").then(({ upload }) => all<HTMLInputElement>("input[data-upload]").forEach(upload));
}

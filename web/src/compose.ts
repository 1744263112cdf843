import { each } from "./page.ts";
import { picker } from "./picker.ts";
import { upload } from "./upload.ts";

each<HTMLInputElement>("input[data-upload]", upload);
each("[data-picker]", picker);
each<HTMLTextAreaElement>("textarea[data-editor]", (textarea) => {
  void import("./editor.ts").then(({ edit }) => edit(textarea));
});

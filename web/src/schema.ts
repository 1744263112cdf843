import { Extension, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Gapcursor, UndoRedo } from "@tiptap/extensions";
import { address } from "./links.ts";

/** Alignment as classes (`ta-center`, `ta-end`): inline styles are refused by the page's policy. */
const Align = Extension.create({
  name: "align",
  addGlobalAttributes: () => [{
    types: ["paragraph", "heading"],
    attributes: {
      align: {
        default: null,
        parseHTML: (element) => {
          if (element.classList.contains("ta-center")) return "center";
          return element.classList.contains("ta-end") ? "end" : null;
        },
        renderHTML: ({ align }) => (align ? { class: `ta-${String(align)}` } : {}),
      },
    },
  }],
});

/** A table without the widths that TipTap writes as inline styles. */
const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] });

/** What a message may hold (M19): the same list that the server's sanitiser keeps. */
export const schema: Extensions = [
  Document, Paragraph, Text, HardBreak, Bold, Italic, Underline, Strike, Blockquote, BulletList, OrderedList, ListItem, ListKeymap, Align,
  Heading.configure({ levels: [2, 3] }),
  Link.configure({
    openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: "https",
    HTMLAttributes: { target: null, rel: null, class: null },
    isAllowedUri: (url) => address(url) !== null,
    shouldAutoLink: (url) => address(url) !== null,
  }),
  PlainTable.configure({ resizable: false }), TableRow, TableCell, TableHeader,
  Gapcursor, UndoRedo,
];

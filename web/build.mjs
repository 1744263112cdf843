// Builds the browser's side into the folder given: hashed names, each body also as brotli and gzip, and `manifest.txt`,
// one line per file: constant, file name, media type. Files without a constant (shared chunks) have `-` in its place.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const entries = [
  "src/staff.ts", "src/portal.ts", "src/compose.ts",
  "styles/staff.css", "styles/portal.css",
];

/** Browsers without light-dark() get the light colours from the one table. */
const colours = {
  name: "colours",
  setup: (plugin) => plugin.onLoad({ filter: /core\.css$/ }, ({ path }) => {
    const css = readFileSync(path, "utf8");
    const table = /:root \{\s*color-scheme[^}]*\}/.exec(css)[0];
    const light = table.replace(/light-dark\((#\w+), #\w+\)/g, "$1").replace("light dark", "light");
    return { contents: css.replace(table, `${light} @supports (color: light-dark(#000, #fff)) { ${table} }`), loader: "css" };
  }),
};

const result = await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2021", "chrome109", "firefox115", "safari15.6"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  write: false,
  metafile: true,
  plugins: [colours],
  logLevel: "warning",
});

const media = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };
const files = Object.entries(result.metafile.outputs).map(([path, meta]) => ({
  name: path.split("/").pop(),
  entry: meta.entryPoint,
  body: result.outputFiles.find((file) => file.path.endsWith(`/${path.split("/").pop()}`)).contents,
}));

const icons = readFileSync(join(here, "icons/icons.svg"), "utf8").replace(/>\s+</g, "><").trim();
const hash = createHash("sha256").update(icons).digest("hex").slice(0, 8).toUpperCase();
files.push({ name: `icons-${hash}.svg`, entry: "icons/icons.svg", body: Buffer.from(icons) });

const lines = [];
for (const file of files.sort((a, b) => a.name.localeCompare(b.name))) {
  const body = Buffer.from(file.body);
  writeFileSync(join(out, file.name), body);
  writeFileSync(join(out, `${file.name}.br`), brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  }));
  writeFileSync(join(out, `${file.name}.gz`), gzipSync(body, { level: 9 }));
  const source = file.entry && /^(src|styles|icons)\/([a-z]+)\.(ts|css|svg)$/.exec(file.entry);
  const entry = source && (source[3] === "svg" || entries.includes(file.entry));
  const constant = entry ? `${source[2]}_${source[3] === "ts" ? "js" : source[3]}`.toUpperCase() : "-";
  lines.push([constant, file.name, media[file.name.split(".").pop()]].join("\t"));
}
writeFileSync(join(out, "manifest.txt"), `${lines.join("\n")}\n`);

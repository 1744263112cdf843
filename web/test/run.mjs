// Bundles the unit tests with esbuild and runs them under `node --test`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = mkdtempSync(join(tmpdir(), "web-test-"));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
await build({
  absWorkingDir: here, entryPoints: tests, outdir, bundle: true, platform: "node", format: "esm", outExtension: { ".js": ".mjs" }, logLevel: "warning",
});
const run = spawnSync(process.execPath, ["--test", ...tests.map((name) => join(outdir, name.replace(".ts", ".mjs")))], { stdio: "inherit" });
rmSync(outdir, { recursive: true });
process.exit(run.status ?? 1);

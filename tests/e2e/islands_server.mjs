// A small server that stands in for Carepost, so that the scripts' behaviour can be tested with every misfortune at will.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../web", import.meta.url));
const assets = mkdtempSync(join(tmpdir(), "carepost-assets-"));
execFileSync(process.execPath, ["build.mjs", assets], { cwd: web });
const names = Object.fromEntries(readFileSync(join(assets, "manifest.txt"), "utf8").split("\n").map((line) => line.split("\t")).map(([constant, name]) => [constant, `/assets/${name}`]));

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const MEDIA = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

/** A staff page around `main`, with attributes on its body. */
export function page(main, body = "") {
  return `<!doctype html><html lang="en" data-icons="${names.ICONS_SVG}"><head><meta charset="utf-8"><title>Test</title>
<link rel="stylesheet" href="${names.STAFF_CSS}"><script type="module" src="${names.STAFF_JS}"></script></head>
<body class="app" data-session-over="/over" ${body}><header class="bar"><span data-live-state role="status"></span><label for="find">Find</label><input id="find" data-key="/"></header>${main}</body></html>`;
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Starts it: `pages` by path may be changed at any time; `drafts`, `uploads`, `streams` tell what came. */
export async function start() {
  const told = { pages: new Map(), drafts: [], uploads: new Map(), streams: new Set(), requests: [], draftStatus: 200, cuts: 0 };
  const json = (response, status, value) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

  const routes = {
    live: (request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
      told.streams.add(response);
      response.on("close", () => told.streams.delete(response));
    },
    drafts: async (request, response) => {
      const fields = new URLSearchParams((await read(request)).toString());
      told.drafts.push({ fields });
      json(response, told.draftStatus, { version: told.drafts.length + 1, saved_at: Date.UTC(2026, 5, 9, 14, 44) });
    },
    session: (request, response) => json(response, 200, { seconds: 900 }),
    uploads: async (request, response, [, id]) => {
      const bytes = await read(request);
      const file = told.uploads.get(id);
      if (request.method === "POST") {
        const made = `f${told.uploads.size + 1}`;
        told.uploads.set(made, { ...JSON.parse(bytes), got: 0, state: "uploading" });
        return json(response, 201, { id: made, offset: 0 });
      }
      if (!file) return json(response, 404, {});
      if (request.method === "HEAD") return response.writeHead(200, { "upload-offset": file.got }).end();
      if (request.method === "DELETE") return told.uploads.delete(id), json(response, 200, {});
      if (request.method === "PATCH") {
        if (told.cuts-- > 0) return response.socket.destroy();
        file.got += bytes.length;
        if (file.got >= file.size) file.state = "checking";
      } else if (file.state === "checking") file.state = file.file_name.startsWith("infected") ? "rejected" : "available";
      json(response, 200, { offset: file.got, state: file.state, reason: file.state === "rejected" ? "The scanner found something" : undefined });
    },
  };

  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, "http://localhost");
    told.requests.push({ method: request.method, path: pathname + search, background: request.headers["x-background"] });
    response.setHeader("content-security-policy", POLICY);
    const parts = pathname.slice(1).split("/");
    if (routes[parts[0]]) return void routes[parts[0]](request, response, parts);
    if (parts[0] === "assets") {
      response.setHeader("content-type", `${MEDIA[pathname.split(".").pop()]}; charset=utf-8`);
      return response.end(readFileSync(join(assets, parts[1])));
    }
    const html = told.pages.get(pathname);
    response.writeHead(html ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(html ?? "");
  });
  await new Promise((ready) => server.listen(0, "localhost", ready));
  const notice = (topic) => told.streams.forEach((stream) => stream.write(`event: notice\ndata: ${JSON.stringify({ topic })}\n\n`));
  return { ...told, told, notice, origin: `http://localhost:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
}

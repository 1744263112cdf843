import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { type Stage, Transfer } from "../src/transfer.ts";

/** A server that keeps what it is sent, and misbehaves as a test wants. */
const held = new Map<string, { name: string; size: number; bytes: Buffer; state: string; reason?: string }>();
let misbehave: (request: IncomingMessage, response: ServerResponse, piece: Buffer) => boolean;
let requests: string[];
let server: Server;
let base: string;

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

before(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const piece = await body(request);
      requests.push(request.method ?? "");
      if (misbehave(request, response, piece)) return;
      if (request.method === "POST") {
        const { file_name, size } = JSON.parse(piece.toString()) as { file_name: string; size: number };
        const id = `u${held.size + 1}`;
        held.set(id, { name: file_name, size, bytes: Buffer.alloc(0), state: "uploading" });
        return json(response, 201, { id, offset: 0 });
      }
      const file = held.get((request.url ?? "").split("/").pop() ?? "");
      if (!file) return json(response, 404, { detail: "gone" });
      if (request.method === "HEAD") return void response.writeHead(200, { "upload-offset": file.bytes.length }).end();
      if (request.method === "PATCH") {
        if (Number(request.headers["upload-offset"]) !== file.bytes.length) return json(response, 409, {});
        file.bytes = Buffer.concat([file.bytes, piece]);
        if (file.bytes.length === file.size) file.state = "checking";
      } else if (request.method === "GET" && file.state === "checking") {
        file.state = file.name.startsWith("virus") ? "rejected" : "available";
        if (file.state === "rejected") file.reason = "The scanner refused it";
      } else if (request.method === "DELETE") held.delete((request.url ?? "").split("/").pop() ?? "");
      json(response, 200, { offset: file.bytes.length, state: file.state, reason: file.reason });
    })();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/uploads`;
});
after(() => server.close());
beforeEach(() => {
  held.clear();
  requests = [];
  misbehave = () => false;
});

function transfer(name: string, bytes: Buffer): { it: Transfer; stages: Stage[] } {
  const stages: Stage[] = [];
  const it = new Transfer(new File([new Uint8Array(bytes)], name), {
    base, ask: fetch, pause: () => Promise.resolve(),
    changed: ({ stage }) => stages.at(-1) === stage || stages.push(stage),
    reason: async (answer) => ((await answer.json()) as { detail: string }).detail,
  });
  return { it, stages };
}

const big = Buffer.alloc(3_000_000, "0123456789abcdef");

test("goes in pieces and ends available", async () => {
  const { it, stages } = transfer("a.pdf", big);
  await it.run();
  assert.deepEqual(stages, ["uploading", "checking", "available"]);
  assert.deepEqual(held.get(it.id)?.bytes, big);
  assert.ok(requests.filter((method) => method === "PATCH").length > 2);
});

test("goes on from where the server is after a cut in the middle of a piece", async () => {
  let cuts = 0;
  misbehave = (request, response, piece) => {
    if (request.method !== "PATCH" || cuts >= 3) return false;
    cuts += 1;
    const file = [...held.values()][0];
    assert.ok(file);
    file.bytes = Buffer.concat([file.bytes, piece.subarray(0, 1000 * cuts)]);
    response.destroy();
    return true;
  };
  const { it } = transfer("a.pdf", big);
  await it.run();
  assert.equal(it.stage, "available");
  assert.equal(cuts, 3);
  assert.deepEqual(held.get(it.id)?.bytes, big);
});

test("stops as interrupted when nothing gets through, and a retry carries on", async () => {
  misbehave = (request, response) => {
    if (request.method === "PATCH" || request.method === "HEAD") response.destroy();
    return request.method === "PATCH" || request.method === "HEAD";
  };
  const { it } = transfer("a.pdf", big);
  await it.run();
  assert.equal(it.stage, "interrupted");
  misbehave = () => false;
  await it.run();
  assert.equal(it.stage, "available");
  assert.equal(requests.filter((method) => method === "POST").length, 1);
  assert.deepEqual(held.get(it.id)?.bytes, big);
});

test("begins anew when the server no longer knows the upload", async () => {
  let forgot = false;
  misbehave = (request, response) => {
    if (request.method !== "PATCH" || forgot) return false;
    forgot = true;
    held.clear();
    json(response, 404, {});
    return true;
  };
  const { it } = transfer("a.pdf", big);
  await it.run();
  assert.equal(it.stage, "available");
  assert.equal(requests.filter((method) => method === "POST").length, 2);
});

test("a refusal is final and says why", async () => {
  misbehave = (_request, response) => {
    json(response, 422, { detail: "Only PDF" });
    return true;
  };
  const { it } = transfer("a.exe", big);
  await it.run();
  assert.deepEqual([it.stage, it.reason], ["failed", "Only PDF"]);
  assert.deepEqual(requests, ["POST"]);
});

test("what the scanner refuses is rejected with its reason", async () => {
  const { it } = transfer("virus.pdf", Buffer.from("x"));
  await it.run();
  assert.deepEqual([it.stage, it.reason], ["rejected", "The scanner refused it"]);
});

test("cancelling takes the file away and ends the run", async () => {
  const { it, stages } = transfer("a.pdf", big);
  misbehave = (request) => {
    if (request.method === "PATCH") void it.cancel();
    return false;
  };
  await it.run();
  assert.equal(it.stage, "cancelled");
  assert.equal(stages.at(-1), "cancelled");
  for (let wait = 0; held.size > 0 && wait < 50; wait += 1) await new Promise((done) => setTimeout(done, 20));
  assert.equal(held.size, 0);
});

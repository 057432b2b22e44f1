import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fault } from "../../base/fault.ts";
import { createBoxClient } from "./client.ts";

let folder: string;
let socket: string;
let newest: string;
let server: Server | undefined;
let heard = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "box-client-"));
  [socket, newest] = [join(folder, "s"), join(folder, "n")];
  heard = "";
});
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  rmSync(folder, { recursive: true, force: true });
});

/** An appliance that greets and then sends these lines, whatever is asked. */
const serve = (lines: readonly unknown[], greeting: unknown = { protocol: 1, version: "1" }) =>
  new Promise<void>((resolve) => {
    server = createServer((peer: Socket) => {
      peer.on("error", () => {});
      peer.write(`${JSON.stringify(greeting)}\n`);
      peer.on("data", (text) => {
        heard += text;
        for (const line of lines) peer.write(typeof line === "string" ? line : `${JSON.stringify(line)}\n`);
      });
    }).listen(socket, resolve);
  });
const client = (silence = 60_000) => createBoxClient({ socket, newest }, silence);

describe("the client", () => {
  it("sends a request, reports progress, and returns the answer", async () => {
    await serve([
      { id: 1, progress: { done: 1, total: null, what: "so far" } },
      { id: 1, ok: true, value: { path: "/a", bytes: 7 } },
    ]);
    const steps: unknown[] = [];
    const answer = await client().ask("support.bundle", {}, "ann", (...step) => steps.push(step));
    expect(answer).toEqual({ ok: true, value: { path: "/a", bytes: 7 } });
    expect(steps).toEqual([[1, null, "so far"]]);
    expect(JSON.parse(heard)).toEqual({ id: 1, verb: "support.bundle", by: "ann", arguments: {} });
  });

  it.each([
    fault("box.denied", { params: { verb: "restart" } }),
    fault("box.waiting"),
    fault("box.error", { params: { problem: "it broke" } }),
  ])("tells what the box refuses: $reason", async (said) => {
    await serve([{ id: 1, ok: false, fault: said }]);
    expect(await client().ask("restart", {}, null)).toEqual({ ok: false, error: said });
  });

  it.each([
    ["an answer of another shape", [{ id: 1, ok: true, value: { path: 7 } }]],
    ["no JSON", ["{\n"]],
    ["something else than an answer", [{ hello: 1 }]],
    [
      "a reason that nobody knows",
      [{ id: 1, ok: false, fault: { code: "box.refused", reason: "toString" } }],
    ],
    ["more than is agreed", ["x".repeat(3_000_000)]],
  ])("does not trust %s", async (_, lines) => {
    await serve(lines);
    expect(await client().ask("support.bundle", {}, null)).toMatchObject({
      ok: false,
      error: { code: "box.failed" },
    });
  });

  it("gives up on another protocol version, a closed connection, and silence", async () => {
    await serve([], { protocol: 2, version: "9" });
    expect(await client().ask("restart", {}, null)).toMatchObject({ error: { code: "box.failed" } });
    server?.close();
    rmSync(socket, { force: true });
    await serve([]);
    expect(await client(50).ask("restart", {}, null)).toMatchObject({
      error: { code: "box.failed", reason: "appliance.timeout" },
    });
  });

  it("waits for a helper that is starting, and reports when there is none", async () => {
    const asked = client().ask("restart", {}, null);
    await serve([{ id: 1, ok: true, value: {} }]);
    expect(await asked).toEqual({ ok: true, value: {} });
  });

  it("reads the newest action from its file, if that is valid", () => {
    expect(client().newestAction()).toBeNull();
    for (const text of ["", "a b\n", "a 1", "../x 1\n", `${"x".repeat(70)} 1\n`]) {
      writeFileSync(newest, text);
      expect(client().newestAction()).toBeNull();
    }
    writeFileSync(newest, "a-1 17\n");
    expect(client().newestAction()).toEqual({ log: "a-1", number: 17 });
  });
});

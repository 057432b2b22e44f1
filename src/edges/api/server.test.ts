/** Over a real connection, for what hono's own request does not show. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { createApi } from "./api.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
let server: ReturnType<typeof createAdaptorServer>;
let port: number;

beforeEach(async () => {
  desk = await openServer({ heartbeat: 20 });
  const app = new Hono().route("/api/v1", createApi(desk.parts));
  server = createAdaptorServer({ fetch: app.fetch }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterEach(async () => {
  const closed = once(server, "close");
  server.close();
  await closed;
  await desk.close();
});

const url = (path: string) => `http://127.0.0.1:${port}/api/v1${path}`;
const authorization = () => `Bearer ${desk.tokens.admin}`;

test("metrics need a token on this machine too, and HEAD has the headers of a GET", async () => {
  expect((await fetch(url("/metrics"))).status).toBe(401);
  const headers = { authorization: authorization() };
  const answer = await fetch(url("/metrics"), { headers });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("mailmanager_mails_received_total 0");
  const head = await fetch(url("/metrics"), { method: "HEAD", headers });
  expect([head.status, head.headers.get("cache-control"), await head.text()]).toEqual([200, "no-store", ""]);
});

test("a proxy on this machine that names itself nowhere gets no metrics", async () => {
  const proxy = createServer((asked, answer) => {
    const onwards = { host: "127.0.0.1", port, path: asked.url ?? "/" };
    request(onwards, (found) => {
      answer.writeHead(found.statusCode ?? 0);
      found.pipe(answer);
    }).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void proxy.close());
  await once(proxy, "listening");
  const through = new URL(url("/metrics"));
  const at = proxy.address();
  through.port = String(at !== null && typeof at === "object" ? at.port : 0);
  const answer = await fetch(through);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: "auth.required" });
});

test("the journal is followed over a connection, which ends when the server stops", async () => {
  const headers = { authorization: authorization(), accept: "text/event-stream" };
  const answer = await fetch(url("/journal?after=0"), { headers });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const opened = fetch(url("/tickets"), {
    method: "POST",
    headers: { authorization: authorization(), "content-type": "application/json" },
    body: JSON.stringify({ subject: "Printer", requester: "bob@customer.example", text: "It smokes" }),
  });
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk);
    if (text.includes("It smokes")) desk.stopping.abort();
  }
  expect((await opened).status).toBe(201);
  expect(text).toMatch(/id: 1\nevent: SystemSetUp\n/);
  expect(text).toMatch(/event: NoteAdded\ndata: .*It smokes/);
});

test("a client that disconnects while following, or in the middle of a body, costs nothing", async () => {
  const headers = { authorization: authorization(), accept: "text/event-stream" };
  const hangUp = new AbortController();
  const answer = await fetch(url("/journal"), { headers, signal: hangUp.signal });
  await answer.body?.getReader().read();
  hangUp.abort();
  const half = request(url("/tickets"), {
    method: "POST",
    headers: { authorization: authorization(), "content-type": "application/json", "content-length": 1000 },
  });
  half.on("error", () => {});
  half.write('{"subject":');
  await new Promise((resolve) => setTimeout(resolve, 50));
  half.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await fetch(url("/health"))).status).toBe(200);
  expect(desk.logged.filter((line) => line.startsWith("error"))).toEqual([]);
});

test("a body that is too large is refused without reading all of it", async () => {
  const answer = await fetch(url("/tickets"), {
    method: "POST",
    headers: { authorization: authorization(), "content-type": "application/json" },
    body: new Uint8Array(5 * 1024 * 1024),
  });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: "request.too-large" });
});

test("25 MB of attachments go through", async () => {
  const headers = { authorization: authorization(), "content-type": "application/json" };
  const opening = { subject: "Printer", requester: "bob@customer.example", text: "It smokes" };
  await fetch(url("/tickets"), { method: "POST", headers, body: JSON.stringify(opening) });
  const reply = (bytes: number) =>
    fetch(url("/tickets/1/replies"), {
      method: "POST",
      headers,
      body: JSON.stringify({
        text: "See there",
        attachments: [{ name: "a.bin", content: Buffer.alloc(bytes, 7).toString("base64") }],
      }),
    });
  const answer = await reply(25 * 1024 * 1024);
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ attachments: [{ size: 25 * 1024 * 1024 }] });
  const tooMuch = await reply(25 * 1024 * 1024 + 1);
  expect(tooMuch.status).toBe(400);
  expect(await tooMuch.json()).toMatchObject({ field: "attachments" });
});

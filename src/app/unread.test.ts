import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { createAdaptorServer } from "@hono/node-server";
import { afterEach, expect, test } from "vitest";
import { selfSigned } from "../engine/operate/certificates/self-signed.ts";
import { announceClose, lingerOnClose } from "./unread.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Serves a refusal that reads nothing, or a limited part of the body; counts bytes received over all connections. */
async function serve(reads = 0, secure = false) {
  const sockets = new Set<{ readonly bytesRead: number; readonly destroyed: boolean }>();
  const server = createAdaptorServer({
    autoCleanupIncoming: false,
    ...(secure
      ? { createServer, serverOptions: { ...selfSigned({ hostname: "desk.example", now: Date.now() }) } }
      : {}),
    fetch: announceClose(async (asked) => {
      let read = 0;
      if (reads > 0 && asked.body) {
        for await (const chunk of asked.body.values({ preventCancel: true })) {
          read += chunk.length;
          if (read >= reads) break;
        }
      }
      return new Response(`refused after ${read > 0 ? "some" : "nothing"}`, { status: 413 });
    }),
  });
  if (!("headersTimeout" in server)) throw new Error("not a server of HTTP/1");
  lingerOnClose(server);
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const bytesRead = () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0);
  return { port: address.port, bytesRead, sockets };
}

/** Sends as much as the other side accepts, and reads the response. */
async function flood(port: number, head: string, secure = false): Promise<string> {
  const socket = secure
    ? connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false })
    : connect(port, "127.0.0.1");
  socket.on("error", () => {});
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
  });
  socket.write(`POST / HTTP/1.1\r\nHost: desk.example\r\n${head}\r\n\r\n`);
  const chunk = Buffer.alloc(65_536, "a");
  const send = () => {
    while (!socket.destroyed && socket.writable && socket.write(chunk));
  };
  socket.on("drain", send);
  send();
  await new Promise((resolve) => socket.once("close", resolve));
  return answer;
}

test.each([false, true])("the response to an unread large body arrives, over TLS: %s", async (secure) => {
  const { port, bytesRead } = await serve(0, secure);
  const answer = await flood(port, "Content-Length: 1000000000", secure);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(answer).toContain("refused after nothing");
  // The amount of one or two reads of the system, and no more.
  expect(bytesRead()).toBeLessThan(400_000);
});

test("so does one to a partly read body of unknown length", async () => {
  const { port, bytesRead } = await serve(100_000);
  const socket = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    headers: { "Transfer-Encoding": "chunked" },
  });
  socket.on("error", () => {});
  const more = () => {
    while (!socket.destroyed && socket.write(Buffer.alloc(65_536, "a")));
  };
  socket.on("drain", more);
  more();
  const [answer] = await once(socket, "response");
  let text = "";
  for await (const chunk of answer) text += chunk;
  expect([answer.statusCode, text]).toEqual([413, "refused after some"]);
  socket.destroy();
  expect(bytesRead()).toBeLessThan(600_000);
});

test("an unread small body does not end the connection", async () => {
  const { port, sockets } = await serve();
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  let answer = "";
  socket.on("data", (text: string) => {
    answer += text;
  });
  const ask = "POST / HTTP/1.1\r\nHost: desk.example\r\nContent-Length: 5\r\n\r\nhello";
  socket.write(ask);
  await expect.poll(() => answer.match(/refused/g)?.length).toBe(1);
  socket.write(ask);
  await expect.poll(() => answer.match(/refused/g)?.length).toBe(2);
  expect(answer).not.toMatch(/connection: close/i);
  expect(sockets.size).toBe(1);
  socket.destroy();
});

test("a client that keeps sending is disconnected", async () => {
  const { port, sockets } = await serve();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST / HTTP/1.1\r\nHost: desk.example\r\nContent-Length: 1000000\r\n\r\n");
  await expect.poll(() => [...sockets].every((one) => one.destroyed)).toBe(true);
  socket.destroy();
});

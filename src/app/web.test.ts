import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { networksNow } from "../edges/authentication/trusted.ts";
import { createWebServer, withClient } from "./web.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(spared?: (ip: string) => boolean): Promise<number> {
  const server = createWebServer(() => new Response("here"), {}, spared);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Opens connections and keeps them. @returns how many of them the server has closed by the time it answers the last */
async function opened(port: number, many: number): Promise<number> {
  let closed = 0;
  const sockets: Socket[] = [];
  for (let n = 0; n < many; n++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => {
      closed += 1;
    });
    await new Promise((resolve) => socket.once("connect", resolve));
    sockets.push(socket);
  }
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  const last = sockets.at(-1);
  await new Promise((resolve) => {
    last?.once("data", resolve);
    last?.once("close", resolve);
    last?.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  });
  return closed;
}

test("a network has its share of the connections and gets no more; this machine and known proxies do", async () => {
  expect(await opened(await listening(() => false), 505)).toBe(5);
  expect(await opened(await listening(), 505)).toBe(0);
});

test("what closes makes room again", async () => {
  const port = await listening(() => false);
  expect(await opened(port, 500)).toBe(0);
  closing.pop()?.();
  await expect.poll(() => opened(port, 1)).toBe(0);
});

test("a request says who sent it: the peer, or whom a known proxy names", async () => {
  const seen: unknown[] = [];
  const pages = (proxies: readonly string[]) =>
    withClient(
      (_, env) => {
        seen.push("client" in env ? env.client : null);
        return new Response("");
      },
      networksNow(() => proxies, "proxies"),
    );
  for (const proxies of [["127.0.0.1"], []]) {
    const server = createWebServer(pages(proxies));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const headers = { "X-Forwarded-For": "203.0.113.8", "X-Forwarded-Proto": "https", Connection: "close" };
    await fetch(`http://127.0.0.1:${address.port}/`, { headers });
  }
  expect(seen).toMatchObject([
    { address: "203.0.113.8", secure: true, proxied: true },
    { address: "127.0.0.1", secure: false, proxied: true },
  ]);
});

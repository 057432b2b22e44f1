import { connect } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { expect, it, vi } from "vitest";
import { patience } from "../../test/support/patience.ts";
import { sequentially } from "./sequential.ts";

/** Serves pages of a megabyte, and pipelines many requests over one connection. */
async function sentAhead(requests: number) {
  const made: string[] = [];
  const server = createAdaptorServer({
    fetch: sequentially((request) => {
      const { pathname } = new URL(request.url);
      made.push(pathname);
      return new Response(`${pathname.slice(1)};`.padEnd(1_000_000));
    }),
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const socket = connect(address.port, "127.0.0.1").pause();
  const asks = Array.from({ length: requests }, (_, n) => `GET /${n} HTTP/1.1\r\nHost: desk.example\r\n\r\n`);
  socket.write(asks.join(""));
  return {
    made,
    socket,
    close() {
      socket.destroy();
      server.close();
    },
  };
}

it("generates a response after the previous one was sent, so that nothing accumulates for a client that does not read", async () => {
  const { made, socket, close } = await sentAhead(100);
  await vi.waitFor(() => expect(made.length).toBeGreaterThan(0), patience);
  await new Promise((done) => setTimeout(done, 500));
  // Some megabytes fit into the buffers of both ends.
  expect(made.length).toBeLessThan(50);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    // The filler of the pages is cheap to search.
    text += chunk.replaceAll(" ", "");
  });
  socket.resume();
  await vi.waitFor(() => expect(text.match(/\d+;/g)).toHaveLength(100), patience);
  expect(text.match(/\d+;/g)).toEqual(Array.from({ length: 100 }, (_, n) => `${n};`));
  close();
});

import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { SMTPConnection } from "smtp-server/lib/smtp-connection.js";
import { afterEach, describe, expect, test } from "vitest";
import { Peer, until } from "./testing.ts";
import { type Conversation, type Wire, WireServer } from "./wire.ts";

/** What wire.ts relies on in smtp-server's internals: each test fails if a new version changes it. */

let server: WireServer | undefined;
let peer: Peer | undefined;
afterEach(() => {
  peer?.destroy();
  server?.server.close();
});

interface Seen {
  socket: Socket;
  writes: string[];
}

/** A server with sessions made of `parts`, its first connection seen from inside. */
async function start(parts: (wire: Wire) => Partial<Conversation>): Promise<{ seen: Promise<Seen> }> {
  let see: (seen: Seen) => void = () => {};
  const seen = new Promise<Seen>((resolve) => (see = resolve));
  server = new WireServer({ name: "mx.example.org" }, (wire) => {
    return {
      begin: () => wire.reply("220 mx.example.org"),
      command: (verb, _line, next) => {
        wire.reply(`250 ${verb}`);
        next();
      },
      tooLong: () => wire.dismiss("500 too long"),
      reset() {},
      failed: (error) => wire.dismiss(`421 ${String(error)}`),
      broken() {},
      closed() {},
      ...parts(wire),
    };
  });
  server.server.on("connection", (socket: Socket) => {
    const writes: string[] = [];
    const write = socket.write;
    socket.write = (...args: unknown[]) => {
      writes.push(String(args[0]));
      return Reflect.apply(write, socket, args);
    };
    // smtp-server creates its connection one turn later
    setImmediate(() => setImmediate(() => see({ socket, writes })));
  });
  server.server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.server.once("listening", resolve));
  const address = server.server.address();
  peer = new Peer(typeof address === "object" && address !== null ? address.port : 0);
  return { seen };
}

describe("smtp-server behaves as expected:", () => {
  test("the greeting is not delayed", async () => {
    const { seen } = await start(() => ({}));
    // two turns of the event loop after the connection: no timer has run
    expect((await seen).writes).toEqual(["220 mx.example.org\r\n"]);
  });

  test("replies to pipelined commands are sent in one write, including smtp-server's own", async () => {
    const { seen } = await start((wire) => ({
      command: (verb, line, next) => {
        if (verb === "NOOP" || verb === "HELO") wire.inherited(verb, line, next);
        else {
          wire.reply(`250 ${verb}`);
          next();
        }
      },
    }));
    const { writes } = await seen;
    await peer?.line();
    peer?.send("HELO a.example\r\nMAIL\r\nNOOP\r\nRCPT\r\n");
    for (let i = 0; i < 4; i++) await peer?.line();
    expect(writes.slice(1)).toEqual(["250 mx.example.org\r\n250 MAIL\r\n250 2.0.0 OK\r\n250 RCPT\r\n"]);
  });

  test("its connection and server only write with `send`", async () => {
    // a reply written without `send` would overtake those held back
    const sent: string[] = [];
    class Quiet extends SMTPConnection {
      override send(code: number): void {
        sent.push(String(code));
      }
    }
    const { seen } = await start(() => ({}));
    const { socket, writes } = await seen;
    const before = writes.length;
    const connection = new Quiet(new SMTPServer({ logger: false }), socket);
    connection._resetSession();
    for (const verb of ["HELO", "EHLO", "NOOP", "QUIT"] as const)
      connection[`handler_${verb}`](Buffer.from(`${verb} a`), () => {});
    expect(sent).toEqual(["250", "250", "250", "221"]);
    expect(writes.length).toBe(before);
  });

  test("no timeout of its own runs on the socket", async () => {
    const { seen } = await start(() => ({}));
    const { socket } = await seen;
    expect(socket.timeout ?? 0).toBe(0);
    expect(socket.listenerCount("timeout")).toBe(0);
  });

  test("data goes to the reader from the byte after DATA, and commands follow from the byte after its end", async () => {
    const chunks: string[] = [];
    let resume: () => void = () => {};
    const { seen } = await start((wire) => ({
      command: (verb, _line, next) => {
        wire.reply(`250 ${verb}`);
        if (verb === "DATA")
          wire.expectData(
            (chunk) => {
              chunks.push(chunk.toString("latin1"));
              const at = chunk.indexOf("!");
              return at < 0 ? -1 : at + 1;
            },
            (go) => (resume = go),
          );
        next();
      },
    }));
    await seen;
    await peer?.line();
    peer?.send(Buffer.from("ONE\r\nDATA\r\n..a\r\n.\r\n\n.\n\x80\xff", "latin1"));
    expect([await peer?.line(), await peer?.line()]).toEqual(["250 ONE", "250 DATA"]);
    peer?.send("b!TWO\r\nTHREE\r\n");
    await until(() => chunks.join("").includes("!"));
    expect(chunks.join("")).toBe("..a\r\n.\r\n\n.\n\x80\xffb!TWO\r\nTHREE\r\n");
    // nothing after the end is read before the message has been handled
    expect(peer?.text).toBe("");
    resume();
    expect([await peer?.line(), await peer?.line()]).toEqual(["250 TWO", "250 THREE"]);
  });

  test("a peer that does not read its replies is not read from, either", async () => {
    let commands = 0;
    const { seen } = await start((wire) => ({
      command: (_verb, _line, next) => {
        commands++;
        wire.reply(`250 ${"x".repeat(500)}`);
        next();
      },
    }));
    const { socket } = await seen;
    await peer?.line();
    peer?.pause();
    const total = 100_000;
    peer?.send("NOOP\r\n".repeat(total));
    await until(() => socket.writableNeedDrain);
    expect(commands).toBeLessThan(total);
    expect(socket.writableLength).toBeLessThan(1_000_000);
  });

  test("thousands of commands in a packet neither overflow the stack nor starve others", async () => {
    const { seen } = await start(() => ({}));
    await seen;
    await peer?.line();
    peer?.send("A\r\n".repeat(20_000));
    for (let i = 0; i < 20_000; i++) expect(await peer?.line()).toBe("250 A");
  });

  test("a failing session does not end the process", async () => {
    const { seen } = await start(() => ({
      command: () => {
        throw new Error("bug");
      },
    }));
    await seen;
    await peer?.line();
    expect(await peer?.ask("X")).toBe("421 Error: bug");
    await peer?.gone();
  });
});

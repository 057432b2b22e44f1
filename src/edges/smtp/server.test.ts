import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, mailId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { createSmtpServer } from "./server.ts";
import { fakeEngine, Peer, smtpRig, startServer, until } from "./testing.ts";

const { start, close } = smtpRig();
afterEach(close);

/** An engine whose results of `receive` the test sets. */
function slowEngine() {
  const answers: ((answer: Result<MailId, Fault>) => void)[] = [];
  const engine = fakeEngine({
    receive: (mail) => {
      engine.mails.push(mail);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  return { engine, answers };
}

describe("receiving a mail", () => {
  test("250 comes only after the engine has it, with the facts of the connection", async () => {
    const { engine, answers } = slowEngine();
    const { server, hello } = await start(engine);
    const peer = await hello();
    expect(await peer.begin()).toMatch(/^354/);
    peer.send("Subject: a\r\n\r\nb\r\n.\r\nNOOP\r\n");
    await until(() => answers.length === 1);
    expect(peer.text).toBe("");
    expect(server.stats()).toMatchObject({ sessions: 1, accepted: 0, bytesHeld: 17 });
    expect(engine.mails[0]).toMatchObject({
      envelope: { from: "a@example.net", to: ["help@example.org"] },
      mailbox: "help@example.org",
      peer: { ip: "127.0.0.1", helo: "client.example", tls: false },
    });
    answers[0]?.(ok(mailId("7")));
    expect(await peer.line()).toBe("250 2.6.0 Queued as 7");
    expect(await peer.line()).toBe("250 2.0.0 OK");
    expect(server.stats()).toMatchObject({ accepted: 1, bytesHeld: 0 });
  });

  test.each([
    ["disk.full", "452 4.3.1 Not enough disk space, please try again later"],
    ["system.busy", "451 4.3.2 Busy, please try again later"],
    ["mail.unreadable", "554 5.6.0 The message could not be read"],
  ] as const)("the engine's %s is reported, its cause only logged", async (code, reply) => {
    const engine = fakeEngine({
      receive: () => Promise.resolve(refuse(fault(code, { cause: new Error("secret path") }))),
    });
    const { server, hello } = await start(engine);
    const peer = await hello();
    await peer.begin();
    expect(await peer.ask("x\r\n.")).toBe(reply);
    expect(await peer.begin()).toMatch(/^354/);
    expect(JSON.stringify(engine.logged.map(({ facts }) => String(facts.cause)))).toContain("secret path");
    expect(server.stats()).toMatchObject({ accepted: 0, refused: 1, bytesHeld: 0 });
  });

  test("an engine's text cannot break the reply", async () => {
    const engine = fakeEngine({
      recipient: () => refuse(fault("box.denied", { params: { verb: `né\r\n250 ok ${"x".repeat(1000)}` } })),
    });
    const { hello } = await start(engine);
    const peer = await hello();
    await peer.ask("MAIL FROM:<>");
    const reply = await peer.ask("RCPT TO:<help@example.org>");
    expect(reply).toMatch(/^550 5\.7\.1 n\?\?\?250 ok x+$/);
    expect(reply.length).toBeLessThan(510);
    expect(await peer.ask("NOOP")).toMatch(/^250/);
  });

  test("no admission: at MAIL with the declared size, and at DATA", async () => {
    const sizes: number[] = [];
    let full = false;
    const engine = fakeEngine({
      admit: (size) => {
        sizes.push(size);
        return full || size > 1000 ? refuse(fault("disk.full")) : ok(undefined);
      },
    });
    const { hello } = await start(engine);
    const peer = await hello();
    expect(await peer.ask("MAIL FROM:<> SIZE=1001")).toMatch(/^452 4\.3\.1/);
    expect(await peer.ask("MAIL FROM:<> SIZE=1000")).toMatch(/^250/);
    await peer.ask("RCPT TO:<help@example.org>");
    full = true;
    expect(await peer.ask("DATA")).toMatch(/^452 4\.3\.1/);
    full = false;
    expect(await peer.ask("DATA")).toMatch(/^354/);
    expect(sizes).toEqual([1001, 1000, 1000, 1000]);
  });

  test("bugs of the engine: 451 without details, the next command works", async () => {
    const engine = fakeEngine({
      recipient: () => {
        throw new Error("secret");
      },
      receive: () => Promise.reject(new Error("secret")),
    });
    const { hello } = await start(engine);
    const peer = await hello();
    await peer.ask("MAIL FROM:<>");
    expect(await peer.ask("RCPT TO:<help@example.org>")).toBe(
      "451 4.3.0 Something went wrong; the details are in the log",
    );
    expect(await peer.ask("NOOP")).toMatch(/^250/);
    expect(engine.logged.some(({ level }) => level === "error")).toBe(true);
  });

  test("a rejected receive ends the session without a 250", async () => {
    const engine = fakeEngine({ receive: () => Promise.reject(new Error("secret")) });
    const { server, hello } = await start(engine);
    const peer = await hello();
    await peer.begin();
    expect(await peer.ask("x\r\n.")).toBe("421 4.3.0 Something went wrong; the details are in the log");
    await peer.gone();
    expect(engine.logged.some(({ level }) => level === "error")).toBe(true);
    await until(() => server.stats().sessions === 0);
    expect(server.stats().bytesHeld).toBe(0);
  });

  test("any bytes in any packets: the engine gets exactly what was sent, or the mail is refused", async () => {
    const engine = fakeEngine();
    const { hello } = await start(engine);
    const piece = fc.constantFrom(
      "\r\n",
      "\r\n.",
      ".",
      "text",
      "\0\xff",
      "\r\n\r\n",
      "x".repeat(5000),
      "\r",
      "\n",
    );
    const packets = fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(packets, async (parts) => {
        const peer = await hello();
        await peer.begin();
        const before = engine.mails.length;
        for (const part of parts) await peer.sendNow(Buffer.from(part.join(""), "latin1"));
        await peer.sendNow(Buffer.from("\r\n"));
        peer.send(".\r\n");
        const reply = await peer.line();
        peer.destroy();
        const text = `${parts.map((part) => part.join("")).join("")}\r\n.\r\n`;
        const end = text.startsWith(".\r\n") ? 0 : text.indexOf("\r\n.\r\n") + 2;
        const message = text.slice(0, end);
        if (/\r(?!\n)|(?<!\r)\n/.test(message)) {
          expect(reply).toMatch(/^550 5\.6\.0/);
          expect(engine.mails.length).toBe(before);
        } else {
          expect(reply).toMatch(/^250 2\.6\.0/);
          const raw = Buffer.from(engine.mails.at(-1)?.raw ?? []).toString("latin1");
          expect(raw === message.replace(/(^|\r\n)\./g, "$1")).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("limits", () => {
  test("sessions: one beyond the limit is refused and closed, and later there is room again", async () => {
    const { server, call, hello } = await start(fakeEngine(), { limits: { sessions: 2 } });
    const first = await hello();
    await hello();
    const third = call();
    expect(await third.line()).toBe("421 4.3.2 Busy, please try again later");
    await third.gone();
    first.destroy();
    await until(() => server.stats().sessions === 1);
    expect(await call().line()).toMatch(/^220/);
    expect(server.stats().turnedAway).toBe(1);
  });

  test("messages in memory over all sessions", async () => {
    const { engine, answers } = slowEngine();
    const { server, hello } = await start(engine, { limits: { memoryBytes: 100_000, messageBytes: 90_000 } });
    const [first, second, third] = [await hello(), await hello(), await hello()];
    await first.begin();
    first.send(`${"x".repeat(60_000)}\r\n.\r\n`);
    await until(() => answers.length === 1);
    // declared: refused before it is sent
    second.send("MAIL FROM:<> SIZE=80000\r\nRCPT TO:<help@example.org>\r\nDATA\r\n");
    expect([await second.line(), await second.line(), await second.line()].at(-1)).toMatch(/^451 4\.3\.2/);
    // not declared: refused after its end, and not kept
    await third.begin();
    expect(await third.ask(`${"x".repeat(80_000)}\r\n.`)).toMatch(/^451 4\.3\.2/);
    expect(server.stats().bytesHeld).toBeLessThan(100_000);
    answers[0]?.(ok(mailId("1")));
    expect(await first.line()).toMatch(/^250/);
    await third.begin();
    third.send(`${"x".repeat(80_000)}\r\n.\r\n`);
    await until(() => answers.length === 2);
    answers[1]?.(ok(mailId("2")));
    expect(await third.line()).toMatch(/^250/);
    expect(server.stats().bytesHeld).toBe(0);
  });

  test("one message may always be as large as announced", async () => {
    const { hello } = await start(fakeEngine(), { limits: { memoryBytes: 10, messageBytes: 90_000 } });
    const peer = await hello();
    await peer.begin();
    expect(await peer.ask(`${"x".repeat(89_998)}\r\n.`)).toMatch(/^250/);
  });

  test("the largest message changes while the server runs, and is announced", async () => {
    const { server, hello } = await start(fakeEngine(), { limits: { memoryBytes: 10, messageBytes: 1000 } });
    server.accept(90_000);
    const peer = await hello();
    expect(await peer.ask("EHLO client.example")).toContain("SIZE 90000");
    await peer.begin();
    expect(await peer.ask(`${"x".repeat(89_998)}\r\n.`)).toMatch(/^250/);
    server.accept(500);
    await peer.begin();
    expect(await peer.ask(`${"x".repeat(998)}\r\n.`)).toMatch(/^552 5\.3\.4/);
  });

  test("a message too large is skipped for a while, then the connection is closed", async () => {
    const { server, hello } = await start(fakeEngine(), { limits: { messageBytes: 10_000 } });
    const peer = await hello();
    await peer.begin();
    const chunk = Buffer.alloc(100_000, "x");
    for (let i = 0; i < 15 && !peer.closed; i++) await peer.sendNow(chunk).catch(() => {});
    await peer.gone();
    expect(peer.text === "" || peer.text.startsWith("552 5.3.4")).toBe(true);
    await until(() => server.stats().sessions === 0);
    expect(server.stats().bytesHeld).toBe(0);
  });

  test("waiting for a command", async () => {
    const { hello, call } = await start(fakeEngine(), { limits: { commandMs: 300 } });
    const silent = call();
    expect(await silent.line()).toMatch(/^220/);
    expect(await silent.line()).toBe("421 4.4.2 Timeout, closing connection");
    await silent.gone();
    // bytes that are not a full line do not prolong it
    const trickling = await hello();
    const drip = setInterval(() => trickling.send("N"), 10);
    expect(await trickling.line()).toMatch(/^421 4\.4\.2/);
    clearInterval(drip);
    await trickling.gone();
  });

  test("timeouts are shorter when sessions are scarce", async () => {
    const { call } = await start(fakeEngine(), { limits: { sessions: 4, busyCommandMs: 60 } });
    const all = [call(), call(), call()];
    for (const peer of all) expect(await peer.line()).toMatch(/^220/);
    // the first to leave makes room, and the others may stay
    await Promise.race(all.map((peer) => peer.gone()));
    expect(all.some((peer) => peer.text.startsWith("421 4.4.2"))).toBe(true);
  });

  test("silence within DATA", async () => {
    const { server, hello } = await start(fakeEngine(), { limits: { dataIdleMs: 60 } });
    const peer = await hello();
    await peer.begin();
    peer.send("Subject: half\r\n");
    expect(await peer.line()).toMatch(/^421 4\.4\.2/);
    await peer.gone();
    await until(() => server.stats().sessions === 0);
    expect(server.stats().bytesHeld).toBe(0);
  });

  test("a message that arrives slowly", async () => {
    const engine = fakeEngine();
    const { hello } = await start(engine, { limits: { dataMs: 60, dataBytesPerSecond: 1e6 } });
    const peer = await hello();
    await peer.begin();
    const drip = setInterval(() => peer.send("x"), 10);
    expect(await peer.line()).toMatch(/^421 4\.4\.2/);
    clearInterval(drip);
    expect(engine.mails).toEqual([]);
  });

  test("the engine may take longer than a peer", async () => {
    const { engine, answers } = slowEngine();
    const { hello } = await start(engine, { limits: { commandMs: 300, dataMs: 300, dataIdleMs: 300 } });
    const peer = await hello();
    await peer.begin();
    peer.send("x\r\n.\r\n");
    await until(() => answers.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 700));
    answers[0]?.(ok(mailId("1")));
    expect(await peer.line()).toMatch(/^250/);
  });

  test("a peer that only uses LF gets a reply although its message has no end", async () => {
    const engine = fakeEngine();
    const { hello } = await start(engine, { limits: { brokenDataIdleMs: 40 } });
    const peer = await hello();
    await peer.begin();
    peer.send("Subject: x\n\ntext\n.\n");
    expect(await peer.line()).toMatch(/^550 5\.6\.0/);
    await peer.gone();
    expect(engine.mails).toEqual([]);
  });
});

describe("peers that disconnect", () => {
  test("half a message, then the connection is closed", async () => {
    const engine = fakeEngine();
    const { server, hello } = await start(engine);
    for (const leave of ["finish", "destroy"] as const) {
      const peer = await hello();
      await peer.begin();
      await peer.sendNow(Buffer.from("Subject: half\r\n\r\nno end\r\n"));
      await until(() => server.stats().bytesHeld > 0);
      peer[leave]();
      await until(() => server.stats().sessions === 0);
      expect(server.stats().bytesHeld).toBe(0);
    }
    // a dot without its line end is not an end either
    const peer = await hello();
    await peer.begin();
    await peer.sendNow(Buffer.from("text\r\n."));
    peer.finish();
    await until(() => server.stats().sessions === 0);
    expect(engine.mails).toEqual([]);
  });

  test("before the 250: the mail stays received, and it is logged", async () => {
    const { engine, answers } = slowEngine();
    const { server, hello } = await start(engine);
    const peer = await hello();
    await peer.begin();
    peer.send("x\r\n.\r\n");
    await until(() => answers.length === 1);
    peer.destroy();
    // the socket is paused while the engine works: the loss shows when the reply is written
    answers[0]?.(ok(mailId("1")));
    await until(() => server.stats().sessions === 0);
    expect(server.stats()).toMatchObject({ accepted: 1, bytesHeld: 0 });
  });

  test("a command without its line end is not carried out", async () => {
    const engine = fakeEngine();
    const { server, hello } = await start(engine);
    const peer = await hello();
    await peer.ask("MAIL FROM:<>");
    peer.send("RCPT TO:<help@example.org>");
    peer.finish();
    await until(() => server.stats().sessions === 0);
    expect(peer.text).toBe("");
  });

  test("garbage of all kinds ends in a reply or a closed connection", async () => {
    const engine = fakeEngine();
    const { server, call } = await start(engine);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const peer = call();
        await peer.reply();
        peer.send(Buffer.from(bytes));
        peer.send("\r\nQUIT\r\n");
        await peer.gone();
        expect(peer.text).toMatch(/^(?:[245]\d\d[ -][^\r\n]*\r\n)+$/);
      }),
      { numRuns: 60 },
    );
    await until(() => server.stats().sessions === 0);
    expect(engine.mails).toEqual([]);
  });
});

describe("stopping", () => {
  test("idle peers get a reply, mails in progress are finished, new connections are refused", async () => {
    const { engine, answers } = slowEngine();
    const { server, port } = await startServer(engine);
    const idle = await new Peer(port).hello();
    const busy = await new Peer(port).hello();
    await busy.begin();
    busy.send("x\r\n");
    const stopped = server.close(10_000);
    expect(await idle.line()).toBe("421 4.3.2 Closing for maintenance, please try again later");
    await idle.gone();
    const late = new Peer(port);
    await late.gone();
    expect(late.text).toBe("");
    busy.send(".\r\nMAIL FROM:<next@example.net>\r\n");
    await until(() => answers.length === 1);
    answers[0]?.(ok(mailId("1")));
    expect(await busy.line()).toBe("250 2.6.0 Queued as 1");
    expect(await busy.line()).toMatch(/^421 4\.3\.2/);
    await busy.gone();
    expect(busy.text).toBe("");
    await stopped;
  });

  test("after the grace period all are closed", async () => {
    const { engine, answers } = slowEngine();
    const { server, port } = await startServer(engine);
    const half = await new Peer(port).hello();
    await half.begin();
    half.send("x\r\n");
    const waiting = await new Peer(port).hello();
    await waiting.begin();
    waiting.send("x\r\n.\r\n");
    await until(() => answers.length === 1);
    await server.close(20);
    await half.gone();
    await waiting.gone();
    expect(half.text).toMatch(/^421 4\.3\.2/);
    // what the engine finishes later is still counted back
    answers[0]?.(ok(mailId("1")));
    await until(() => server.stats().bytesHeld === 0);
    expect(server.stats().sessions).toBe(0);
    expect(engine.logged.some(({ what }) => what.includes("client disconnected"))).toBe(true);
  });
});

test("listening on a port in use is the system's error", async () => {
  const { port } = await start(fakeEngine());
  const { reception, log } = fakeEngine();
  const other = createSmtpServer({ hostname: "mx.example.org", reception, log });
  await expect(other.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await other.close(0);
});

test("listening on a socket that another process opened", async () => {
  const opener = createServer();
  await new Promise<void>((resolve) => opener.listen(0, "127.0.0.1", resolve));
  const fd: unknown = Reflect.get(Object(Reflect.get(opener, "_handle")), "fd");
  if (typeof fd !== "number") throw new Error("no descriptor");
  const program = `
    import { fakeEngine } from ${JSON.stringify(join(import.meta.dirname, "testing.ts"))};
    import { createSmtpServer } from ${JSON.stringify(join(import.meta.dirname, "server.ts"))};
    const { reception, log } = fakeEngine();
    const server = createSmtpServer({ hostname: "child.example.org", reception, log });
    process.stdout.write(String(await server.listen({ fd: 3 })));
    process.stdin.on("end", () => server.close(0)).resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "inherit", fd],
  });
  const port = await new Promise<number>((resolve) => {
    child.stdout?.once("data", (text: Buffer) => resolve(Number(text.toString())));
  });
  opener.close();
  const peer = new Peer(port);
  expect(await peer.line()).toBe("220 child.example.org ESMTP");
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  expect(await peer.line()).toMatch(/^421/);
  expect(await ended).toBe(0);
});

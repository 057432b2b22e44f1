import { connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Log } from "../../base/log.ts";
import { type Catcher, type Caught, startCatcher } from "./catcher.ts";
import { smtpDelivery } from "./smtp.ts";

const errors: unknown[] = [];
const log: Log = { info() {}, warn() {}, error: (...entry) => errors.push(entry) };
const running: Catcher[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  errors.splice(0);
});
async function start(keep: (mail: Caught) => Promise<void>, limit?: number): Promise<number> {
  const one = await startCatcher({ keep, log, now: () => 42, ...(limit === undefined ? {} : { limit }) });
  running.push(one);
  return one.port;
}

const raw = Buffer.from("Subject: Hello\r\n\r\n.dot\r\nGrüße\r\n");
async function send(port: number, envelope = { from: "help@example.org", to: ["a@example.com"] }) {
  const deliver = smtpDelivery({ hostname: "help.example.org", log });
  const route = {
    kind: "smtp",
    host: "127.0.0.1",
    port,
    tls: "opportunistic",
    user: null,
    password: null,
  } as const;
  return (await deliver({ raw, envelope }, route)).results.map(
    ({ outcome, response }) => `${outcome}: ${response}`,
  );
}

it("catches bytes and envelope, for any recipient", async () => {
  const caught: Caught[] = [];
  const port = await start(async (mail) => void caught.push(mail));
  const envelope = { from: "", to: ["a@example.com", "jõgi@anywhere.example"] };
  expect(await send(port, envelope)).toEqual(Array(2).fill("delivered: 250 2.6.0 Caught"));
  expect(caught).toEqual([{ envelope, raw, receivedAt: 42 }]);
});

it("answers only after the mail is stored", async () => {
  const order: string[] = [];
  let finish = () => {};
  const kept = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const port = await start(async () => {
    order.push("keeping");
    setImmediate(finish);
    await kept;
    order.push("kept");
  });
  await send(port).then(() => order.push("answered"));
  expect(order).toEqual(["keeping", "kept", "answered"]);
});

it("answers 451 if the mail could not be stored, and logs why", async () => {
  const cause = new Error("disk on fire");
  const port = await start(() => Promise.reject(cause));
  expect(await send(port)).toEqual(["deferred: 451 4.3.0 The mail could not be kept"]);
  expect(errors).toEqual([["catcher: mail not kept", { cause }]]);
});

it("refuses what is too large, whether or not the size was declared", async () => {
  const caught: Caught[] = [];
  const port = await start(async (mail) => void caught.push(mail), raw.length - 1);
  expect(await send(port)).toEqual([expect.stringMatching(/^failed: 552/)]);
  // Sends its next line whenever the server has answered.
  const script = ["EHLO x", "MAIL FROM:<>", "RCPT TO:<a@example.com>", "DATA", `${raw}\r\n.`, "QUIT"];
  const socket = connect(port, "127.0.0.1");
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk;
    const line = /^\d{3} .*\r\n$/m.test(String(chunk)) ? script.shift() : undefined;
    if (line) socket.write(`${line}\r\n`);
  });
  await new Promise((resolve) => socket.once("close", resolve));
  expect(said).toMatch(/^552 /m);
  expect(caught).toEqual([]);
});

it("is gone after close, also with a session open", async () => {
  const port = await start(async () => {});
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await new Promise((resolve) => socket.once("data", resolve));
  await running.pop()?.close();
  expect(await send(port)).toEqual([expect.stringMatching(/^deferred: 127\.0\.0\.1 could not be reached/)]);
  socket.destroy();
});

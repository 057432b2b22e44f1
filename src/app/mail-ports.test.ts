/** The optional ports for mail: opened and closed while the program runs, on real sockets. */
import { connect, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePorts } from "../../test/support/ports.ts";
import { fault } from "../base/fault.ts";
import { refuse } from "../base/result.ts";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import { createMailPorts, type MailPorts } from "./mail-ports.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Opened {
  readonly ports: MailPorts;
  readonly numbers: { readonly smtps: number; readonly submission: number };
  /** How many servers exist. */
  servers(): number;
}

async function desk(leave: string[] = [], fails: () => Error | null = () => null): Promise<Opened> {
  const [smtps = 0, submission = 0] = await freePorts(2);
  const numbers = { smtps, submission };
  const servers = new Set<SmtpServer>();
  const ports = createMailPorts({
    ...{ host: "127.0.0.1", leave: (name) => leave.includes(name), log, numbers },
    make() {
      const failure = fails();
      if (failure) throw failure;
      const server = createSmtpServer({
        hostname: "mx.example.org",
        reception: {
          recipient: () => refuse(fault("recipient.unknown")),
          admit: () => refuse(fault("system.busy")),
          receive: async () => refuse(fault("system.busy")),
        },
        log,
      });
      servers.add(server);
      return server;
    },
    gone: (server) => servers.delete(server),
  });
  closing.push(() => ports.close(100));
  return { ports, numbers, servers: () => servers.size };
}

/** The greeting on a port, or why there is none. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", (cause) => resolve("code" in cause ? String(cause.code) : cause.message));
    socket.once("data", (text) => {
      socket.destroy();
      resolve(text.toString("latin1").slice(0, 3));
    });
  });
}

test("a port is opened when it is switched on, and closed when it is switched off", async () => {
  const { ports, numbers, servers } = await desk();
  expect(await greeting(numbers.submission)).toBe("ECONNREFUSED");
  await ports.become({ smtps: false, submission: true });
  expect(ports.places()).toEqual({ smtps: null, submission: `127.0.0.1:${numbers.submission}` });
  expect(await greeting(numbers.submission)).toBe("220");
  expect(await ports.closed()).toEqual([]);
  await ports.become({ smtps: true, submission: false });
  expect(ports.places()).toEqual({ smtps: `127.0.0.1:${numbers.smtps}`, submission: null });
  expect(await greeting(numbers.submission)).toBe("ECONNREFUSED");
  await ports.close(100);
  expect(await greeting(numbers.smtps)).toBe("ECONNREFUSED");
  expect(servers()).toBe(0);
});

test("a port that another program uses is named, and opened once it is free", async () => {
  const { ports, numbers, servers } = await desk();
  const other = createServer().listen(numbers.smtps, "127.0.0.1");
  closing.push(() => other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  await ports.become({ smtps: true, submission: true });
  expect(await ports.closed()).toMatchObject([
    { name: "smtps", fault: { reason: "port.in-use", params: { port: numbers.smtps } } },
  ]);
  expect(ports.places().smtps).toBeNull();
  expect(await greeting(numbers.submission)).toBe("220");
  expect(servers()).toBe(1);
  await new Promise((resolve) => other.close(resolve));
  await ports.become({ smtps: true, submission: true });
  expect(await ports.closed()).toEqual([]);
  expect(await greeting(numbers.smtps)).toBe("220");
});

test("a port that could not be opened and is switched off is not a problem", async () => {
  const { ports, numbers } = await desk();
  const other = createServer().listen(numbers.smtps, "127.0.0.1");
  closing.push(() => other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  await ports.become({ smtps: true, submission: false });
  expect(await ports.closed()).toHaveLength(1);
  await ports.become({ smtps: false, submission: false });
  expect(await ports.closed()).toEqual([]);
});

test("a port of the configuration is left alone", async () => {
  const { ports, numbers } = await desk(["smtps"]);
  await ports.become({ smtps: true, submission: false });
  expect(ports.places()).toEqual({ smtps: null, submission: null });
  expect(await greeting(numbers.smtps)).toBe("ECONNREFUSED");
});

test("a server that cannot be created is named, and later changes are carried out all the same", async () => {
  let failure: Error | null = new Error("the certificate is not valid");
  const { ports, numbers, servers } = await desk([], () => failure);
  await ports.become({ smtps: true, submission: false });
  expect(await ports.closed()).toMatchObject([{ name: "smtps", fault: { code: "internal.bug" } }]);
  expect(servers()).toBe(0);
  failure = null;
  await ports.become({ smtps: true, submission: true });
  expect(await ports.closed()).toEqual([]);
  expect([await greeting(numbers.smtps), await greeting(numbers.submission)]).toEqual(["220", "220"]);
});

/** Whether a release that has just started does its work: asked from outside, as its users would. */
import { request } from "node:https";
import { createConnection, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { inEnglish } from "../../src/text/index.ts";
import { problemOf } from "../refusal.ts";

/** Where the running program says that it listens, as ADDR:PORT; null where it does not. */
export interface Serving {
  readonly https: string | null;
  readonly smtp: string | null;
}

export interface HealthParts {
  /** What the program wrote when it was ready; null until then. */
  readonly serving: () => Serving | null;
  /** What the program says that it does, and how often it was restarted. */
  readonly program: () => Promise<{ readonly status: string; readonly restarts: number }>;
  /** The last words of the program, for the cause. */
  readonly lastWords: () => Promise<string>;
  readonly now: () => number;
  /** Milliseconds without anything new after which it is not well. */
  readonly deadline: number;
  /** Between two tries, in milliseconds. */
  readonly pause?: number;
  readonly log: (text: string) => void;
}

/** The address of the test mail: taken from this machine alone, and only while a release is on trial. */
const probeAddress = "release-check@localhost";

/**
 * Tries until all is well or the time is up. Long work of the program at its start, such as bringing the data to its
 * format, gets more time for as long as it goes on; a program that ends again and again does not.
 * @returns null when it is well; else what was not
 */
export async function checkHealth(parts: HealthParts): Promise<StoredFault | null> {
  const { now, deadline, log } = parts;
  const end = now() + LONGEST;
  let until = now() + deadline;
  let doing = "";
  for (;;) {
    const cause = await oneRound(parts);
    if (cause === null) return null;
    log(`not well yet: ${inEnglish(saidWith(cause, ""))}`);
    const { status, restarts } = await parts.program();
    if (status !== doing) until = now() + deadline;
    doing = status;
    if (now() >= until || now() >= end || restarts >= MOST_RESTARTS) {
      return saidWith(cause, await parts.lastWords());
    }
    await wait(parts.pause ?? PAUSE);
  }
}

/** Milliseconds that no start may take longer than, whatever it does. */
const LONGEST = 4 * 60 * 60_000;
/** Milliseconds between two tries. */
const PAUSE = 2000;
/** So often a program has shown that it does not start. */
const MOST_RESTARTS = 5;

/** What was not well, and what was said about it. */
interface Unwell {
  readonly what: "not-started" | "no-pages" | "pages" | "mail";
  readonly problem: string;
}

/** @param words the program's last ones; "" for none */
function saidWith({ what, problem }: Unwell, words: string): StoredFault {
  switch (what) {
    case "not-started":
      return fault("box.unwell.not-started", { params: { words } });
    case "no-pages":
      return fault("box.unwell.no-pages", { params: { words } });
    case "pages":
      return fault("box.unwell.pages", { params: { problem, words } });
    case "mail":
      return fault("box.unwell.mail", { params: { problem, words } });
  }
}

async function oneRound({ serving }: HealthParts): Promise<Unwell | null> {
  const found = serving();
  if (found === null) return { what: "not-started", problem: "" };
  const { https, smtp } = found;
  if (https === null) return { what: "no-pages", problem: "" };
  const pages = await checked("pages", () => pagesAnswer(https));
  if (pages !== null) return pages;
  // Where no way in for mail is open, none has to work.
  return smtp === null ? null : checked("mail", () => mailGoesRound(smtp));
}

async function checked(what: Unwell["what"], work: () => Promise<void>): Promise<Unwell | null> {
  try {
    await work();
    return null;
  } catch (cause) {
    return { what, problem: problemOf(cause) };
  }
}

const PATIENCE = 20_000;
/** Its health, or that it is not set up yet. */
const answered = z.union([
  z.object({ status: z.enum(["ok", "degraded"]) }),
  z.object({ code: z.literal("system.new") }),
]);

/** The API's own word about its health, over TLS. Whose certificate it is matters to browsers, not here. */
function pagesAnswer(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `https://${reachable(address)}/api/v1/health`;
    const asked = request(url, { rejectUnauthorized: false, timeout: PATIENCE }, async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        if (isAnswer(Buffer.concat(chunks).toString("utf8"))) resolve();
        else throw new Error(`it answers ${response.statusCode}`);
      } catch (cause) {
        reject(cause);
      }
    });
    asked.on("timeout", () => asked.destroy(new Error("it does not answer in time")));
    asked.on("error", reject);
    asked.end();
  });
}

function isAnswer(text: string): boolean {
  try {
    return answered.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Greets, and hands in a mail. The program takes it only after it has found the newest part of the journal whole, read the
 * mail, recorded that, and read it back.
 */
async function mailGoesRound(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${reachable(address)}`);
  const socket = createConnection({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error("it does not answer in time")));
  try {
    const say = dialog(socket);
    await say(null, 220);
    await say("EHLO localhost", 250);
    await say("MAIL FROM:<>", 250);
    await say(`RCPT TO:<${probeAddress}>`, 250);
    await say("DATA", 354);
    await say(`From: ${probeAddress}\r\nSubject: Release check\r\n\r\nDoes this arrive?\r\n.`, 250);
    await say("QUIT", 221);
  } finally {
    socket.destroy();
  }
}

/** Says a line and waits for the reply that is expected (RFC 5321 section 4.2). */
function dialog(socket: Socket): (line: string | null, expected: number) => Promise<void> {
  const lines = socket[Symbol.asyncIterator]();
  let text = "";
  return async (line, expected) => {
    if (line !== null) socket.write(`${line}\r\n`);
    for (;;) {
      const reply = /^(?:\d{3}-[^\r\n]*\r\n)*(\d{3})(?: ([^\r\n]*))?\r\n/.exec(text);
      if (reply) {
        text = text.slice(reply[0].length);
        if (Number(reply[1]) === expected) return;
        throw new Error(`it says ${reply[1]} ${reply[2] ?? ""}`.trim());
      }
      if (text.length > 10_000) throw new Error("it does not speak SMTP");
      const next: IteratorResult<unknown> = await lines.next();
      if (next.done) throw new Error("it closes the connection");
      text += String(next.value);
    }
  };
}

/** An address that listens on every interface is reached on this machine's own. */
const reachable = (address: string): string =>
  address.replace(/^0\.0\.0\.0(?=:)/, "127.0.0.1").replace(/^\[::\](?=:)/, "[::1]");

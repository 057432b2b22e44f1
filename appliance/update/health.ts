/** Checks whether a release that has just started works, from outside, as its users would. */
import { request } from "node:https";
import { createConnection, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { saidOf } from "../../src/base/failure.ts";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { inEnglish } from "../../src/text/index.ts";
import { problemOf, Refusal } from "../refusal.ts";

/** The addresses that the running program listens on, as ADDR:PORT; null if it does not. */
export interface Serving {
  readonly https: string | null;
  readonly smtp: string | null;
}

export interface HealthParts {
  /** What the program reported when it was ready; null until then. */
  readonly serving: () => Serving | null;
  /** The program's status text, and how often it was restarted. */
  readonly program: () => Promise<{ readonly status: string; readonly restarts: number }>;
  /** The program's last log line, for the cause. */
  readonly lastOutput: () => Promise<string>;
  readonly now: () => number;
  /** Milliseconds without a new status text after which it counts as failed. */
  readonly deadline: number;
  /** Milliseconds between attempts. */
  readonly pause?: number;
  readonly log: (text: string) => void;
}

/** The recipient of the test mail: accepted only from this machine, while a release is on trial. */
const probeAddress = "release-check@localhost";

/**
 * Checks until all is well or time is up. A program with long work at the start, such as a migration, gets more time as
 * long as it makes progress; one that keeps ending does not.
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
    log(`health check not passed yet: ${inEnglish(saidWith(cause, ""))}`);
    const { status, restarts } = await parts.program();
    if (status !== doing) until = now() + deadline;
    doing = status;
    if (now() >= until || now() >= end || restarts >= MOST_RESTARTS) {
      return saidWith(cause, await parts.lastOutput());
    }
    await wait(parts.pause ?? PAUSE);
  }
}

/** The most milliseconds that any start may take. */
const LONGEST = 4 * 60 * 60_000;
/** Milliseconds between attempts. */
const PAUSE = 2000;
/** After this many restarts it counts as not starting. */
const MOST_RESTARTS = 5;

/** What was not well, and what was said about it. */
type Unwell =
  | { readonly what: "not-started" | "no-pages" }
  | { readonly what: "pages" | "mail"; readonly problem: StoredFault };

/** @param words the program's last ones; "" for none */
function saidWith(unwell: Unwell, words: string): StoredFault {
  switch (unwell.what) {
    case "not-started":
      return fault("box.unwell.not-started", { params: { words } });
    case "no-pages":
      return fault("box.unwell.no-pages", { params: { words } });
    case "pages":
      return fault("box.unwell.pages", { params: { problem: unwell.problem, words } });
    case "mail":
      return fault("box.unwell.mail", { params: { problem: unwell.problem, words } });
  }
}

async function oneRound({ serving }: HealthParts): Promise<Unwell | null> {
  const found = serving();
  if (found === null) return { what: "not-started" };
  const { https, smtp } = found;
  if (https === null) return { what: "no-pages" };
  const pages = await checked("pages", () => pagesAnswer(https));
  if (pages !== null) return pages;
  // Without an SMTP port there is nothing to check.
  return smtp === null ? null : checked("mail", () => mailGoesRound(smtp));
}

async function checked(what: "pages" | "mail", work: () => Promise<void>): Promise<Unwell | null> {
  try {
    await work();
    return null;
  } catch (cause) {
    return { what, problem: problemOf(cause) };
  }
}

const PATIENCE = 20_000;
const late = () => new Refusal(fault("server.late", { params: { seconds: PATIENCE / 1000 } }));
/** What it says while it rebuilds its data: it is not well yet, but its status shows progress. */
const rebuilding = z.object({ status: z.literal("rebuilding") });
/** Its health, or a fault that says that it is not set up yet. */
const answered = z.union([
  z.object({ status: z.enum(["ok", "degraded"]) }),
  z.object({ code: z.literal("system.new") }),
]);

/** Asks the API for its health, over TLS. The certificate does not matter here. */
function pagesAnswer(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `https://${reachable(address)}/api/v1/health`;
    const asked = request(url, { rejectUnauthorized: false, timeout: PATIENCE }, async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString("utf8");
        if (is(answered, text)) resolve();
        else if (is(rebuilding, text)) throw new Refusal(fault("box.unwell.rebuilding"));
        else throw new Refusal(fault("server.status", { params: { status: response.statusCode ?? 0 } }));
      } catch (cause) {
        reject(cause);
      }
    });
    asked.on("timeout", () => asked.destroy(late()));
    asked.on("error", reject);
    asked.end();
  });
}

function is(shape: z.ZodType, text: string): boolean {
  try {
    return shape.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Sends a test mail. The program accepts it only after it has verified the newest part of the journal, read the mail,
 * recorded it, and read it back.
 */
async function mailGoesRound(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${reachable(address)}`);
  const socket = createConnection({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  socket.setTimeout(PATIENCE, () => socket.destroy(late()));
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

/** Sends a line and waits for the expected reply code (RFC 5321 section 4.2). */
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
        throw new Refusal(saidOf(`${reply[1]} ${reply[2] ?? ""}`));
      }
      if (text.length > 10_000) throw new Refusal(fault("box.unwell.not-smtp"));
      const next: IteratorResult<unknown> = await lines.next();
      if (next.done) throw new Refusal(fault("server.closed"));
      text += String(next.value);
    }
  };
}

/** An address that means every interface is reached on loopback. */
const reachable = (address: string): string =>
  address.replace(/^0\.0\.0\.0(?=:)/, "127.0.0.1").replace(/^\[::\](?=:)/, "[::1]");

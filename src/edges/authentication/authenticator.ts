import { isIP } from "node:net";
import { Worker } from "node:worker_threads";
import type { Log } from "../../base/log.ts";
import type { Authentication } from "../../domain/mail/index.ts";
import type { Authenticate } from "../../engine/intake/check.ts";
import { codeOf, type Lookup } from "./lookup.ts";
import type { FromWorker, Peer, ToWorker } from "./messages.ts";
import { relayedResults } from "./relayed.ts";
import type { Trusted } from "./trusted.ts";

export interface AuthenticatorOptions {
  /** The worker's code: a file, or the code itself if everything is bundled into one. */
  readonly entry: { readonly url: URL } | { readonly code: string };
  readonly lookup: Lookup;
  /** Peers whose mail is not checked here. */
  readonly trusted: Trusted;
  /** The name that a trusted relay uses in its Authentication-Results at this time; null: these are ignored. */
  readonly resultsOf: () => string | null;
  readonly log: Log;
  /** Milliseconds for one mail in total; default 5,000. */
  readonly time?: number;
}

export interface Authenticator {
  readonly authenticate: Authenticate;
  /** Abandons checks in progress (temperror) and ends the thread. */
  close(): Promise<void>;
}

interface Job {
  readonly raw: Uint8Array;
  readonly peer: Peer;
  readonly author: string | null;
  readonly settle: (authentication: Authentication) => void;
  readonly timer: NodeJS.Timeout;
  /** Whether it has been sent to the thread; until then it waits for room. */
  sent: boolean;
}

/** The most bytes of mail in the thread at a time, unless it is a single mail. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The verdict if there was none in time. */
const nothingReached: Authentication = {
  by: null,
  spf: { verdict: "temperror", domain: null },
  dkim: { verdict: "temperror", domains: [] },
  dmarc: { verdict: "temperror", domain: null, policy: null },
  arc: { verdict: "temperror", domain: null },
};

/**
 * Checks senders in a thread of its own, which is started by the first mail that needs it. A mail never waits longer
 * than its time, whatever DNS, the mail or the thread does; a thread that hangs is replaced.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { entry, lookup, trusted, resultsOf, log, time = 5000 } = options;
  const jobs = new Map<number, Job>();
  let bytes = 0;
  let worker: Worker | null = null;
  let count = 0;
  let lastSign = 0;
  let doubted: NodeJS.Timeout | null = null;
  let closed = false;

  return {
    authenticate(raw, { ip, helo, envelope }, author) {
      // Without an address it was fetched from an account, whose server has checked it.
      if (isIP(ip) === 0 || trusted(ip)) {
        const relay = resultsOf();
        const told = relay === null ? null : relayedResults(raw, relay);
        return told === null ? null : Promise.resolve(told);
      }
      if (closed) return Promise.resolve(nothingReached);
      return new Promise((settle) => {
        const job = ++count;
        const peer = { ip, helo, sender: envelope.from };
        jobs.set(job, { raw, peer, author, settle, timer: setTimeout(() => late(job), time), sent: false });
        sendWhatFits();
      });
    },
    async close() {
      closed = true;
      for (const job of [...jobs.keys()]) done(job, nothingReached);
      if (doubted) clearTimeout(doubted);
      await worker?.terminate();
    },
  };

  /** In order of arrival: one that has to wait blocks those after it. */
  function sendWhatFits(): void {
    for (const [job, waiting] of jobs) {
      const { raw, peer, author, sent } = waiting;
      if (sent) continue;
      if (bytes > 0 && bytes + raw.length > MOST_BYTES) return;
      worker ??= start();
      waiting.sent = true;
      bytes += raw.length;
      const copy = Uint8Array.from(raw);
      say(worker, { kind: "check", job, raw: copy, peer, author }, [copy.buffer]);
    }
  }

  function start(): Worker {
    const settings = {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      name: "authentication",
    };
    const made =
      "url" in entry ? new Worker(entry.url, settings) : new Worker(entry.code, { ...settings, eval: true });
    made.on("message", (message: FromWorker) => heard(made, message));
    made.on("error", (cause) =>
      log.error("the thread that checks senders failed and is replaced", { cause }),
    );
    made.on("exit", () => {
      if (worker !== made) return;
      worker = null;
      const lost = [...jobs].filter(([, { sent }]) => sent);
      for (const [job] of lost) done(job, nothingReached);
    });
    // An idle thread keeps no process alive; a mail in progress does, with its timer.
    made.unref();
    return made;
  }

  function heard(from: Worker, message: FromWorker): void {
    lastSign = performance.now();
    switch (message.kind) {
      case "checked":
        done(message.job, message.authentication);
        break;
      case "broken":
        log.error("a sender could not be checked", { stack: message.stack });
        done(message.job, nothingReached);
        break;
      case "question":
        lookup(message.name, message.type).then(
          (records) => say(from, { kind: "answer", question: message.question, records }),
          (cause) => say(from, { kind: "failure", question: message.question, code: codeOf(cause) }),
        );
        break;
      case "pong":
        break;
    }
  }

  /** The mail continues without a verdict. If a thread is silent for as long again, it is at fault, not DNS. */
  function late(job: number): void {
    done(job, nothingReached);
    const suspect = worker;
    if (suspect === null || doubted !== null) return;
    const asked = performance.now();
    say(suspect, { kind: "ping" });
    doubted = setTimeout(() => {
      doubted = null;
      if (lastSign >= asked || worker !== suspect) return;
      log.warn("the thread that checks senders hung and is replaced");
      void suspect.terminate();
    }, time);
    doubted.unref();
  }

  function done(job: number, authentication: Authentication): void {
    const found = jobs.get(job);
    if (!found) return;
    jobs.delete(job);
    clearTimeout(found.timer);
    if (found.sent) bytes -= found.raw.length;
    found.settle(authentication);
    if (!found.sent || closed) return;
    sendWhatFits();
  }
}

function say(worker: Worker, message: ToWorker, transfer: ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer);
}

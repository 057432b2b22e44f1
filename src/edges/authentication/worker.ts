/** The thread in which senders are checked: many mails at a time, since each mostly waits for DNS. */
import { parentPort } from "node:worker_threads";
import { checkMail } from "./check.ts";
import { DnsError, type DnsRecord, type Lookup } from "./lookup.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a worker's");

const waiting = new Map<number, PromiseWithResolvers<readonly DnsRecord[]>>();
let questions = 0;

/** The main thread queries DNS, and keeps the cache whatever happens to this thread. */
const lookup: Lookup = (name, type) => {
  const question = ++questions;
  const asked = Promise.withResolvers<readonly DnsRecord[]>();
  waiting.set(question, asked);
  say({ kind: "question", question, name, type });
  return asked.promise;
};

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "check":
      void check(message);
      break;
    case "answer":
      answered(message.question)?.resolve(message.records);
      break;
    case "failure":
      answered(message.question)?.reject(new DnsError(message.code));
      break;
    case "ping":
      say({ kind: "pong" });
      break;
  }
});

async function check({ job, raw, peer, author }: Extract<ToWorker, { kind: "check" }>): Promise<void> {
  try {
    say({ kind: "checked", job, authentication: await checkMail(raw, peer, lookup, author) });
  } catch (error) {
    say({
      kind: "broken",
      job,
      stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function answered(question: number): PromiseWithResolvers<readonly DnsRecord[]> | undefined {
  const found = waiting.get(question);
  waiting.delete(question);
  return found;
}

function say(message: FromWorker): void {
  port?.postMessage(message);
}

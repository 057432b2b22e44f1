import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { fault } from "../../base/fault.ts";
import type { Sha256 } from "../../base/ids.ts";
import { type AttachmentFile, domainOf } from "../../domain/mail/index.ts";
import type { Compose, ComposedMail, Draft } from "../../engine/outgoing/draft.ts";
import { failure } from "../../text/index.ts";
import type { SigningKey } from "./dkim.ts";

export interface ComposerOptions {
  /** The worker's code: a file, or the code itself if everything is bundled into one. */
  readonly entry: { readonly url: URL } | { readonly code: string };
  /** The current signing keys of a domain; with none, mail is unsigned. */
  readonly keysOf: (domain: string) => readonly SigningKey[];
  /** Milliseconds that one mail may take before its thread is ended; default 600,000, for a busy machine. */
  readonly time?: number;
}

export interface Composer {
  /** Composes and signs a mail. Rejects if it cannot be composed, takes too long, or its thread dies. */
  readonly compose: Compose;
  /** Rejects what is waiting or in progress, and ends the thread. */
  close(): Promise<void>;
}

/** The input of the thread: one mail. */
export interface Task {
  readonly draft: Draft;
  readonly keys: readonly SigningKey[];
}

/** Its output: the mail's bytes and their digest, or the stack of a bug. */
export type Answer = { readonly raw: Uint8Array; readonly sha256: Sha256 } | { readonly broken: string };

interface Job {
  readonly task: Task;
  readonly settle: {
    readonly resolve: (mail: ComposedMail) => void;
    readonly reject: (cause: unknown) => void;
  };
}

/**
 * Composes and signs mail in a thread of its own, so that a large one holds up nobody: it starts with the first mail, and
 * does them one at a time, in the order asked for. A mail that kills its thread fails alone; those that wait go to the next.
 */
export function createMailComposer({ entry, keysOf, time = 600_000 }: ComposerOptions): Composer {
  const waiting: Job[] = [];
  let current: { readonly job: Job; readonly timer: NodeJS.Timeout } | null = null;
  let worker: Worker | null = null;
  let closed = false;

  return {
    compose(draft) {
      if (closed) return Promise.reject(stopping());
      const keys = keysOf(domainOf(draft.from.address));
      return new Promise((resolve, reject) => {
        waiting.push({ task: { draft, keys }, settle: { resolve, reject } });
        next();
      });
    },
    async close() {
      closed = true;
      for (const { settle } of waiting.splice(0)) settle.reject(stopping());
      done()?.reject(stopping());
      await worker?.terminate();
    },
  };

  function next(): void {
    if (current !== null || closed) return;
    const job = waiting.shift();
    if (job === undefined) return;
    worker ??= start();
    current = { job, timer: setTimeout(late, time, worker) };
    send(job, worker).catch((cause: unknown) => {
      if (current?.job !== job) return;
      done()?.reject(cause);
      next();
    });
  }

  async function send(job: Job, to: Worker): Promise<void> {
    const { task, transfer } = await owned(job.task);
    // It failed in the meantime, by its thread or its time.
    if (current?.job === job && worker === to) to.postMessage(task, transfer);
  }

  /** Ends the job in progress. @returns what settles it, or null if there is none */
  function done(): Job["settle"] | null {
    if (current === null) return null;
    const { job, timer } = current;
    clearTimeout(timer);
    current = null;
    return job.settle;
  }

  function start(): Worker {
    const settings = { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 512 }, name: "composer" };
    const made =
      "url" in entry ? new Worker(entry.url, settings) : new Worker(entry.code, { ...settings, eval: true });
    let died: unknown = null;
    made.on("message", (answer: Answer) => {
      if (worker !== made) return;
      const settle = done();
      if ("raw" in answer) settle?.resolve({ bytes: answer.raw, sha256: answer.sha256 });
      else settle?.reject(new Error(answer.broken));
      next();
    });
    made.on("error", (cause) => {
      died = cause;
    });
    made.on("exit", () => {
      if (worker === made) gone(new Error("the thread that composes mail ended", { cause: died }));
    });
    // An idle thread keeps no process alive; a mail in progress does, with its timer.
    made.unref();
    return made;
  }

  function late(suspect: Worker): void {
    if (worker !== suspect) return;
    void suspect.terminate();
    gone(new Error(`a mail was not composed within ${time} ms`));
  }

  /** The thread is no more: its mail fails, the others go to a new one. */
  function gone(cause: Error): void {
    worker = null;
    done()?.reject(cause);
    next();
  }
}

const stopping = () => failure(fault("system.stopping"));

/** The task with copies of its files, which are moved to the thread: the bytes may be part of a larger buffer. */
async function owned({
  draft,
  keys,
}: Task): Promise<{ readonly task: Task; readonly transfer: ArrayBuffer[] }> {
  const attachments: (AttachmentFile & { readonly bytes: Uint8Array<ArrayBuffer> })[] = [];
  for (const file of draft.attachments) attachments.push({ ...file, bytes: await copyOf(file.bytes) });
  return {
    task: { draft: { ...draft, attachments }, keys },
    transfer: attachments.map(({ bytes }) => bytes.buffer),
  };
}

/** Bytes that are copied in one turn of the event loop. */
const AT_ONCE = 1024 * 1024;

async function copyOf(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    if (at > 0) await nextTurn();
    copy.set(bytes.subarray(at, at + AT_ONCE), at);
  }
  return copy;
}

import { Buffer } from "node:buffer";
import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type {
  ConvertHtml,
  ReadAttachment,
  ReadAttachments,
  ReadFileTexts,
  ReadMail,
  ViewMail,
} from "../../engine/intake/reader.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import type { Batch, Job, Outcome, Results, Task, WorkerData } from "./messages.ts";

export interface ReaderPoolOptions {
  /** The number of threads; default: one less than processors, but at least one. */
  readonly workers?: number;
  /** The worker's code: a file, or the code itself if everything is bundled into one. */
  readonly entry: { readonly url: URL } | { readonly code: string };
  readonly limits?: Partial<Limits>;
  /** Milliseconds that one mail may take before its worker is terminated. */
  readonly timePerMail?: number;
  /** Megabytes of JavaScript heap for each worker. */
  readonly memory?: number;
  /** Whether threads start only when there is work for them; otherwise they also do soon after. */
  readonly lazy?: boolean;
}

export interface ReaderPool {
  readonly read: ReadMail;
  readonly view: ViewMail;
  readonly attachment: ReadAttachment;
  readonly attachments: ReadAttachments;
  readonly fileTexts: ReadFileTexts;
  /** Sanitises an agent's HTML; it may have remote images. */
  readonly sanitise: ConvertHtml;
  /** An agent's HTML as plain text, as it would be read in a mail. */
  readonly htmlToText: ConvertHtml;
  /** Refuses what is waiting (system.stopping), lets running jobs finish, ends the threads. */
  close(): Promise<void>;
}

/**
 * Reads mails in threads. Mails are sent to them in batches, results come back in any order. A mail that kills its worker
 * (by time or memory) fails alone: the worker is replaced, the other mails of its batch are read by another.
 */
export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const pool = new Pool(options);
  return {
    read: async (raw) => {
      const answer = await pool.run(raw, { kind: "read" });
      if (!answer.ok) return answer;
      return answer.value.kind === "read" ? ok(answer.value.mail) : refuse(toFault(answer.value));
    },
    view: async (raw, { pictures, cid }) => {
      const answer = await pool.run(raw, { kind: "view", pictures, cid });
      if (!answer.ok) return answer;
      return answer.value.kind === "view" ? ok(answer.value.view) : refuse(toFault(answer.value));
    },
    attachment: async (raw, id) => {
      const answer = await pool.run(raw, { kind: "attachment", id });
      if (!answer.ok) return answer;
      if (answer.value.kind !== "attachment") return refuse(toFault(answer.value));
      const { file } = answer.value;
      return file === null ? refuse(fault("attachment.unknown")) : ok(file);
    },
    attachments: async (raw) => {
      const answer = await pool.run(raw, { kind: "attachments" });
      if (!answer.ok) return answer;
      return answer.value.kind === "attachments" ? ok(answer.value.files) : refuse(toFault(answer.value));
    },
    fileTexts: async (bytes, of, most) => {
      const answer = await pool.run(bytes, { kind: "file-texts", of, most });
      if (!answer.ok) return answer;
      return answer.value.kind === "file-texts" ? ok(answer.value.text) : refuse(toFault(answer.value));
    },
    sanitise: (html) =>
      convert(html, { kind: "sanitise" }, (outcome) => (outcome.kind === "sanitise" ? outcome.html : null)),
    htmlToText: (html) =>
      convert(html, { kind: "text" }, (outcome) => (outcome.kind === "text" ? outcome.text : null)),
    close: () => pool.close(),
  };

  async function convert(
    html: string,
    task: Task,
    made: (outcome: Outcome) => string | null,
  ): Promise<Result<string, Fault>> {
    if (html.length > MOST_OWN_HTML)
      return refuse(wrongHtml(fault("html.long", { params: { most: MOST_OWN_HTML } })));
    const answer = await pool.run(Buffer.from(html), task);
    if (!answer.ok) {
      return answer.error.code === "mail.unreadable" ? refuse(wrongHtml(storedFault(answer.error))) : answer;
    }
    const value = made(answer.value);
    if (value !== null) return ok(value);
    return refuse(answer.value.kind === "unreadable" ? wrongHtml(answer.value.fault) : toFault(answer.value));
  }
}

/** The most characters of an agent's HTML. */
const MOST_OWN_HTML = 1_000_000;

const wrongHtml = (problem: StoredFault): Fault =>
  fault("html.unusable", { field: "html", params: { problem } });

function toFault(outcome: Outcome): Fault {
  switch (outcome.kind) {
    case "unreadable":
      return outcome.fault;
    case "broken":
      return fault("mail.reader-failed", { cause: outcome.stack });
    default:
      return fault("internal.bug", { cause: `an outcome "${outcome.kind}" for another kind of task` });
  }
}

interface Waiting {
  readonly raw: Uint8Array;
  readonly task: Task;
  readonly settle: (answer: Result<Outcome, Fault>) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly begun: Int32Array<SharedArrayBuffer>;
  /** The current batch by index; null if the result is there. Empty while idle. */
  batch: (Waiting | null)[];
  open: number;
  /** `begun` when the batch was sent, and at the last check; the time of the last change. */
  begunBefore: number;
  begunSeen: number;
  changedAt: number;
  /** Whether any job has ever finished: until then the start-up time counts. */
  proven: boolean;
  /** Why it is being terminated, in plain words, or what it died of. */
  reason: Fault | null;
  cause: unknown;
}

const BATCH_MAILS = 64;
const BATCH_BYTES = 1024 * 1024;
/** Milliseconds until threads are started that nothing has asked for yet. */
const WARM_UP = 250;
/** Milliseconds a thread may take to load its code on a busy machine. */
const START_TIME = 60_000;
const MOST_FAILED_STARTS = 3;

const isPatient = ({ kind }: Task): boolean => kind === "read" || kind === "file-texts";

class Pool {
  readonly #options: ReaderPoolOptions;
  readonly #limits: Limits;
  readonly #timePerMail: number;
  readonly #threads = new Set<Thread>();
  readonly #size: number;
  /** Work that people wait for takes precedence over intake's and over search's. */
  readonly #urgent: Waiting[] = [];
  #queue: Waiting[] = [];
  #scheduled = false;
  #failedStarts = 0;
  #timer: NodeJS.Timeout | null = null;
  #closing: { readonly done: Promise<void>; readonly settle: () => void } | null = null;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#timePerMail = options.timePerMail ?? 20_000;
    this.#size = Math.max(1, options.workers ?? availableParallelism() - 1);
    // Not at once: the program that starts now greets first.
    if (!options.lazy) setTimeout(() => this.#closing === null && this.#fill(), WARM_UP).unref();
  }

  run(raw: Uint8Array, task: Task): Promise<Result<Outcome, Fault>> {
    if (this.#closing !== null) return Promise.resolve(refuse(fault("system.stopping")));
    return new Promise((settle) => {
      (isPatient(task) ? this.#queue : this.#urgent).push({ raw, task, settle });
      this.#schedule();
    });
  }

  async close(): Promise<void> {
    if (this.#closing === null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closing = { done: promise, settle: resolve };
      for (const waiting of [...this.#urgent.splice(0), ...this.#queue.splice(0)]) {
        waiting.settle(refuse(fault("system.stopping")));
      }
      this.#finish();
    }
    await this.#closing.done;
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #finish(): void {
    if (this.#closing !== null && [...this.#threads].every((thread) => thread.open === 0))
      this.#closing.settle();
  }

  #fill(): void {
    while (this.#threads.size < this.#size) this.#start();
  }

  #start(): void {
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const { entry, memory } = this.#options;
    const data: WorkerData = { limits: this.#limits, begun };
    const settings = {
      workerData: data,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memory ?? 512 },
      name: "reader",
    };
    const worker =
      "url" in entry ? new Worker(entry.url, settings) : new Worker(entry.code, { ...settings, eval: true });
    const thread: Thread = {
      worker,
      begun,
      batch: [],
      open: 0,
      begunBefore: 0,
      begunSeen: 0,
      changedAt: performance.now(),
      proven: false,
      reason: null,
      cause: null,
    };
    this.#threads.add(thread);
    worker.on("message", (results: Results) => this.#took(thread, results));
    worker.on("error", (error) => {
      thread.cause = error;
    });
    worker.on("exit", () => this.#ended(thread));
    // An idle pool keeps no process alive; a busy one does, with its timer.
    worker.unref();
  }

  /** After this turn of the event loop, so that what arrives together is sent together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    if (this.#closing !== null) return;
    this.#fill();
    const idle = [...this.#threads].filter((thread) => thread.open === 0 && thread.reason === null);
    let left = idle.length;
    for (const thread of idle) {
      const share = Math.ceil((this.#urgent.length + this.#queue.length) / left--);
      const batch = this.#take(Math.min(BATCH_MAILS, share));
      if (batch.length > 0) void this.#send(thread, batch);
    }
  }

  #take(most: number): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    while (batch.length < most) {
      const source = this.#urgent.length > 0 ? this.#urgent : this.#queue;
      const next = source[0];
      if (next === undefined || (batch.length > 0 && bytes + next.raw.length > BATCH_BYTES)) break;
      source.shift();
      bytes += next.raw.length;
      batch.push(next);
    }
    return batch;
  }

  /** Sends a copy of the mails. A large one is copied in several turns of the event loop. */
  async #send(thread: Thread, batch: Waiting[]): Promise<void> {
    thread.batch = batch;
    thread.open = batch.length;
    const total = batch.reduce((sum, { raw }) => sum + raw.length, 0);
    const bytes = new Uint8Array(total);
    const jobs: Job[] = [];
    let offset = 0;
    for (const { raw, task } of batch) {
      jobs.push({ ...task, offset, length: raw.length });
      for (let from = 0; from < raw.length; from += BATCH_BYTES) {
        if (from > 0) await nextTurn();
        bytes.set(raw.subarray(from, from + BATCH_BYTES), offset + from);
      }
      offset += raw.length;
    }
    // It ended in the meantime, and another one has got the mails.
    if (!this.#threads.has(thread)) return;
    thread.begunBefore = Atomics.load(thread.begun, 0);
    thread.begunSeen = thread.begunBefore;
    thread.changedAt = performance.now();
    thread.worker.postMessage({ jobs, bytes: bytes.buffer } satisfies Batch, [bytes.buffer]);
    this.#watch();
  }

  #took(thread: Thread, { outcomes }: Results): void {
    for (const [index, outcome] of outcomes) {
      const waiting = thread.batch[index];
      if (waiting === null || waiting === undefined) continue;
      thread.batch[index] = null;
      thread.open--;
      waiting.settle(ok(outcome));
    }
    thread.proven = true;
    this.#failedStarts = 0;
    if (thread.open > 0) return;
    this.#finish();
    if (this.#queue.length + this.#urgent.length > 0) this.#dispatch();
  }

  /** Watches the busy threads until all are idle. */
  #watch(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(
      () => {
        const now = performance.now();
        let busy = false;
        for (const thread of this.#threads) {
          if (thread.open === 0) continue;
          busy = true;
          const begun = Atomics.load(thread.begun, 0);
          if (begun !== thread.begunSeen) {
            thread.begunSeen = begun;
            thread.changedAt = now;
          }
          const starting = !thread.proven && begun === thread.begunBefore;
          const limit = starting ? START_TIME : this.#timePerMail;
          if (thread.reason === null && now - thread.changedAt > limit) {
            thread.reason = starting
              ? fault("mail.reader-ended")
              : fault("mail.reader-slow", { params: { seconds: this.#timePerMail / 1000 } });
            // Handled when it exits.
            void thread.worker.terminate();
          }
        }
        if (!busy && this.#timer !== null) {
          clearInterval(this.#timer);
          this.#timer = null;
        }
      },
      Math.min(250, Math.max(10, this.#timePerMail / 4)),
    );
  }

  /** A thread ended. Its current job is at fault; the rest of its batch goes to another. */
  #ended(thread: Thread): void {
    this.#threads.delete(thread);
    const at = Atomics.load(thread.begun, 0) - thread.begunBefore - 1;
    const culprit = thread.batch[at] ?? null;
    if (culprit !== null) {
      thread.batch[at] = null;
      const { cause } = thread;
      culprit.settle(
        refuse({ ...(thread.reason ?? fault("mail.reader-ended")), ...(cause === null ? {} : { cause }) }),
      );
    }
    const rest = thread.batch.filter((waiting) => waiting !== null);
    thread.open = 0;
    if (this.#closing !== null) {
      for (const waiting of rest) waiting.settle(refuse(fault("system.stopping")));
      this.#finish();
      return;
    }
    if (culprit === null && !thread.proven && ++this.#failedStarts >= MOST_FAILED_STARTS) {
      // Threads cannot even start: everything that waits fails, and only later work tries again.
      this.#failedStarts = 0;
      const cause = thread.cause ?? "the reader's thread does not start";
      for (const waiting of [...rest, ...this.#urgent.splice(0), ...this.#queue.splice(0)]) {
        waiting.settle(refuse(fault("internal.bug", { cause })));
      }
      return;
    }
    this.#queue = [...rest, ...this.#queue];
    this.#fill();
    this.#schedule();
  }
}

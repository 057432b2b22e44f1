import { Worker } from "node:worker_threads";
import type { Log } from "../../base/log.ts";
import type { Study } from "../../domain/ruleset/analysis/index.ts";
import type { RulesThread } from "../../engine/rules/thread.ts";
import type { News, Question, Reply } from "./messages.ts";

export interface RulesThreadsOptions {
  /** The worker's code: a file, or the code itself if everything is bundled into one. */
  readonly entry: { readonly url: URL } | { readonly code: string };
  readonly log: Log;
  /** Milliseconds that one mail may take before its thread is replaced. */
  readonly time?: number;
}

export interface RulesThreads extends RulesThread {
  /** Answers what is waiting with null, and ends the threads. */
  close(): Promise<void>;
}

/** Megabytes of JavaScript heap for each thread. */
const MEMORY = 256;
const TIME = 20_000;
/** The same for one analysis, which has limits of its own: this is for a machine that is very busy. */
const STUDY_TIME = 120_000;
/** Milliseconds a thread may take to load its code on a busy machine. */
const START_TIME = 60_000;

/**
 * Runs rulesets in threads, which start when they are first needed: one for incoming mail, and one for those who read why rules did
 * what they did, so that the one does not wait for the other.
 */
export function createRulesThreads(options: RulesThreadsOptions): RulesThreads {
  const [incoming, people] = [createThread(options, "rules"), createThread(options, "explanations")];
  const analysis = createThread({ time: STUDY_TIME, ...options }, "analysis");
  return {
    async answer(text, mail) {
      const reply = await incoming.ask(text, { kind: "answer", mail });
      return reply?.kind === "answer" ? reply.answers : null;
    },
    async explain(text, facts) {
      const reply = await people.ask(text, { kind: "explain", facts });
      return reply?.kind === "explain" ? reply.rules : null;
    },
    async study(text, { signal, progress }) {
      let known: Study | null = null;
      const reply = await analysis.ask(text, { kind: "study" }, signal, (news) => {
        if (news.kind === "first") known = news.study;
        else progress(news.done, news.of);
      });
      return reply?.kind === "study" ? reply.study : known;
    },
    async close() {
      await Promise.all([incoming.close(), people.close(), analysis.close()]);
    },
  };
}

interface Waiting {
  readonly text: string;
  readonly question: Question;
  readonly heard: (news: News) => void;
  readonly settle: (reply: Reply | null) => void;
}

interface Thread {
  /**
   * @param signal ends it; without one, nothing does
   * @param heard is told what is known before
   * @returns null if that takes too long, or was ended
   */
  ask(
    text: string,
    question: Question,
    signal?: AbortSignal,
    heard?: (news: News) => void,
  ): Promise<Reply | null>;
  close(): Promise<void>;
}

/** A thread that is asked one question after the other, and replaced if it hangs or dies of one. */
function createThread({ entry, log, time = TIME }: RulesThreadsOptions, name: string): Thread {
  const queue: Waiting[] = [];
  let current: Waiting | null = null;
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | null = null;
  /** The ruleset that the thread has; it has replied at all. */
  let known: string | null = null;
  let proven = false;
  let closed = false;

  return {
    ask(text, question, signal, heard = () => {}) {
      if (closed || signal?.aborted) return Promise.resolve(null);
      return new Promise((settle) => {
        const waiting = { text, question, settle, heard };
        queue.push(waiting);
        signal?.addEventListener("abort", () => drop(waiting), { once: true });
        next();
      });
    },
    async close() {
      closed = true;
      for (const { settle } of queue.splice(0)) settle(null);
      settled(null);
      await worker?.terminate();
    },
  };

  function drop(waiting: Waiting): void {
    const at = queue.indexOf(waiting);
    if (at >= 0) queue.splice(at, 1);
    // Its end is heard of below.
    if (current === waiting) void worker?.terminate();
    else waiting.settle(null);
  }

  function next(): void {
    if (current !== null) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    const { text, question } = current;
    worker ??= start();
    worker.postMessage(text === known ? question : { ...question, text });
    known = text;
    // With the timer, a question under way keeps the process alive; an idle thread does not.
    timer = setTimeout(late, proven ? time : START_TIME);
  }

  function settled(reply: Reply | null): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const was = current;
    current = null;
    was?.settle(reply);
    if (!closed) next();
  }

  function late(): void {
    log.warn("rules took too long on a mail; their thread is replaced", { thread: name });
    void worker?.terminate();
  }

  function start(): Worker {
    known = null;
    proven = false;
    const settings = { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY }, name };
    const made =
      "url" in entry ? new Worker(entry.url, settings) : new Worker(entry.code, { ...settings, eval: true });
    made.on("message", (reply: Reply | News) => {
      proven = true;
      if (reply.kind === "first" || reply.kind === "progress") {
        current?.heard(reply);
        return;
      }
      if (reply.kind === "broken") log.error("rules could not be run on a mail", { stack: reply.stack });
      settled(reply);
    });
    made.on("error", (cause) => log.error("the thread of rules failed and is replaced", { cause }));
    made.on("exit", () => {
      if (worker === made) worker = null;
      settled(null);
    });
    made.unref();
    return made;
  }
}

import { Worker } from "node:worker_threads";
import type { Now } from "../../base/clock.ts";
import { fault, type PlainReason } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { Directory, DirectoryQuestion, DirectoryReply } from "../../domain/directory/index.ts";
import type { AskDirectory } from "../../engine/people/directory.ts";
import type { LdapTimes } from "./connection.ts";

export interface DirectoryClientOptions {
  /** The worker's code: a file, or the code itself if everything is bundled into one. */
  readonly entry: { readonly url: URL } | { readonly code: string };
  readonly log: Log;
  readonly now: Now;
  /** Milliseconds for a question in total, including waiting for a thread; default 15,000. */
  readonly time?: number;
  readonly times?: LdapTimes;
}

interface DirectoryClient {
  readonly ask: AskDirectory;
  /** Abandons questions in progress. */
  close(): Promise<void>;
}

/** The input of a thread. */
export interface Task {
  readonly directory: Directory;
  readonly question: DirectoryQuestion;
  readonly times: LdapTimes;
}

/** Questions in progress at a time; others wait. */
const MOST = 4;
/** The most questions that wait. */
const MOST_WAITING = 100;
/** Milliseconds for which a server that did not answer is tried last. */
const AVOIDED = 60_000;

const failed = (kind: "silent" | "odd", reason: PlainReason): DirectoryReply => ({
  servers: [],
  outcome: { kind: "failed", problem: { kind, why: fault(reason) } },
});

/**
 * Queries the directory, each question in a thread of its own that ends with it: ldapjs is no longer maintained, and
 * responses can crash it in ways that end a thread. There is an answer in time, whatever servers and thread do.
 */
export function createDirectoryClient(options: DirectoryClientOptions): DirectoryClient {
  const { entry, log, now, time = 15_000, times = { connect: 3000, command: 5000 } } = options;
  const silent = new Map<string, number>();
  const running = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let free = MOST;
  let closed = false;

  return {
    async ask(directory, question) {
      const until = performance.now() + time;
      if (!(await turn(time))) return failed("silent", "ldap.busy");
      try {
        if (closed) return failed("silent", "ldap.stopping");
        const task = { directory: inGoodOrder(directory), question, times };
        const reply = await inThread(task, until - performance.now());
        remember(reply);
        return reply;
      } finally {
        over();
      }
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };

  /** @returns false if it would take too long until a thread is free */
  function turn(patience: number): boolean | Promise<boolean> {
    if (free > 0) {
      free -= 1;
      return true;
    }
    if (waiting.length >= MOST_WAITING) return false;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(late);
        resolve(true);
      };
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(false);
      }, patience);
      waiting.push(go);
    });
  }

  function over(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  function inThread(task: Task, patience: number): Promise<DirectoryReply> {
    const settings = {
      workerData: task,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 128 },
      name: "directory",
    };
    const worker =
      "url" in entry ? new Worker(entry.url, settings) : new Worker(entry.code, { ...settings, eval: true });
    running.add(worker);
    return new Promise((resolve) => {
      const late = setTimeout(() => end(failed("silent", "server.silent")), patience);
      worker.once("message", end);
      worker.once("error", (cause) => {
        log.error("ldap: the thread that queries the directory failed", { cause });
        end(failed("odd", "server.unreadable"));
      });
      worker.once("exit", () => end(failed("silent", "ldap.given-up")));

      function end(reply: DirectoryReply): void {
        clearTimeout(late);
        running.delete(worker);
        void worker.terminate();
        resolve(reply);
      }
    });
  }

  /** The servers in order, but those that did not answer recently last: people logging in do not wait for them. */
  function inGoodOrder(directory: Directory): Directory {
    const avoided = (server: string) => (silent.get(server) ?? 0) > now() - AVOIDED;
    const { servers } = directory;
    return { ...directory, servers: [...servers.filter((one) => !avoided(one)), ...servers.filter(avoided)] };
  }

  function remember({ servers }: DirectoryReply): void {
    for (const { server, problem } of servers) {
      if (problem?.kind === "silent") silent.set(server, now());
      else silent.delete(server);
    }
  }
}

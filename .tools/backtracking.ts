/**
 * Finds regular expressions whose time grows faster than their input: by backtracking, or by retrying from each
 * position of a long run. Analysed by recheck in two threads; its verdicts are cached by the expression's text.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { expressionsOf } from "./expressions.ts";

/** The verdict on an expression that cannot be analysed: it has lookarounds, or takes too many steps. */
export const UNDECIDED = "undecided";

/** "" for an expression whose time is linear, or else the problem. */
export type Verdicts = ReadonlyMap<string, string>;

export interface Job {
  readonly source: string;
  readonly flags: string;
}

/**
 * All expressions that may take more than linear time, as "file:line: what". A comment next to one may say that its
 * input is short ("bounded: at most 200 characters, cut by readDate"), or, if the analysis cannot decide, why its time
 * is linear ("linear: anchored, and no two neighbouring repetitions share a character"). An unnecessary comment is
 * refused.
 * @param sources path in the tree to text
 * @param judge gives the verdict on each expression
 */
export function backtrackingViolations(
  sources: ReadonlyMap<string, string>,
  judge: (jobs: readonly Job[]) => Verdicts,
): readonly string[] {
  const all = [...sources].flatMap(([file, text]) =>
    expressionsOf(file, text).map((expression) => ({ file, ...expression })),
  );
  const verdicts = judge(all.filter(mayRepeat));
  return all.flatMap(({ file, line, note, ...expression }) => {
    const wrong = violation(verdicts.get(keyOf(expression)) ?? "", note);
    return wrong === null ? [] : [`${file}:${line}: ${wrong}`];
  });
}

function violation(verdict: string, note: string | null): string | null {
  const linear = note?.startsWith("linear:") ?? false;
  if (note !== null && !(linear ? REASON : BOUND).test(note)) {
    return linear
      ? 'a reason is a short sentence, like "linear: anchored, and its repetitions share no character"'
      : 'a bound reads like "bounded: at most 200 characters, cut by readDate"';
  }
  if (verdict === UNDECIDED) {
    return note === null
      ? 'analysis cannot decide on it: simplify it, or say beside it "linear: <why>" or "bounded: at most ..."'
      : null;
  }
  if (verdict === "")
    return note === null ? null : `needs no ${linear ? "reason" : "bound"}: its time is linear`;
  return note === null || linear ? verdict : null;
}

/** The number of characters, at most 9,999, and why there are not more. */
const BOUND = /^bounded: at most (?:\d,)?\d{1,3} characters, \S.{5,}$/;

/** Why it is linear. */
const REASON = /^linear: \S.{10,110}$/;

/** Without an unbounded or long repetition there is nothing to retry. */
const mayRepeat = ({ source }: Job): boolean => /[*+{]/.test(source);

/** The key of an expression in verdicts. */
export const keyOf = ({ source, flags }: Job): string => `/${source}/${flags}`;

/**
 * Asks recheck in two threads, and waits for them.
 * @param memory a file of earlier verdicts, which is updated
 */
export function judged(jobs: readonly Job[], memory: string): Verdicts {
  const known = remembered(memory);
  const open = new Map(jobs.map((job) => [keyOf(job), job] as const).filter(([key]) => !known.has(key)));
  const found = open.size === 0 ? [] : askThreads([...open.values()]);
  const verdicts = new Map(jobs.map(keyOf).flatMap((key) => entry(key, known.get(key))));
  for (const [key, verdict] of found) verdicts.set(key, verdict);
  if (found.length > 0) remember(memory, verdicts);
  return verdicts;
}

const entry = (key: string, verdict: string | undefined): [string, string][] =>
  verdict === undefined ? [] : [[key, verdict]];

const THREADS = 2;

function askThreads(jobs: readonly Job[]): readonly (readonly [string, string])[] {
  const size = Math.min(THREADS, jobs.length);
  const done = new Int32Array(new SharedArrayBuffer(4));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: size }, () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL("./backtracking-thread.ts", import.meta.url), {
      workerData: { jobs, next, done, port: port2 },
      transferList: [port2],
    });
    return { worker, port: port1 };
  });
  for (let seen = 0; seen < size; seen = Atomics.load(done, 0)) Atomics.wait(done, 0, seen);
  return threads.flatMap(({ worker, port }) => {
    const answer: { message: Answer } | undefined = receiveMessageOnPort(port);
    port.close();
    worker.unref();
    if (answer === undefined) throw new Error("a thread that judges expressions has not answered");
    if ("failure" in answer.message) throw new Error(answer.message.failure);
    return answer.message.verdicts;
  });
}

/** What a thread sends when there are no more jobs. */
export type Answer =
  | { readonly verdicts: readonly (readonly [string, string])[] }
  | { readonly failure: string };

export interface ThreadData {
  readonly jobs: readonly Job[];
  /** Its only element is the index of the next job. */
  readonly next: Int32Array<SharedArrayBuffer>;
  /** Its only element counts the threads that have finished. */
  readonly done: Int32Array<SharedArrayBuffer>;
  readonly port: import("node:worker_threads").MessagePort;
}

function remembered(memory: string): Map<string, string> {
  try {
    const stored: Record<string, string> = JSON.parse(readFileSync(memory, "utf8"));
    return new Map(Object.entries(stored));
  } catch (error) {
    // It does not exist at first, and a damaged one is replaced.
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return new Map();
    throw error;
  }
}

function remember(memory: string, verdicts: Verdicts): void {
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(`${memory}.new`, JSON.stringify(Object.fromEntries(verdicts), null, 1));
  renameSync(`${memory}.new`, memory);
}

/**
 * A thread that analyses regular expressions with recheck's JavaScript code, without the Java and native programs it
 * can use.
 */
import { workerData } from "node:worker_threads";
import { type Answer, type Job, keyOf, type ThreadData, UNDECIDED } from "./backtracking.ts";

// recheck checks the time at each step of its analysis. This clock counts steps, so that a busy machine gives up no
// earlier.
let steps = 0;
performance.now = () => ++steps;

process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = await import("recheck");

/** Few expressions need more steps; those that do are given up after some seconds. */
const MOST_STEPS = 20_000;
const FARTHEST_COUNT = 30;

const { jobs, next, done, port }: ThreadData = workerData;
port.postMessage(answer());
Atomics.add(done, 0, 1);
Atomics.notify(done, 0);

function answer(): Answer {
  try {
    const verdicts: [string, string][] = [];
    for (let i = Atomics.add(next, 0, 1); i < jobs.length; i = Atomics.add(next, 0, 1)) {
      const job = jobs[i];
      if (job !== undefined) verdicts.push([keyOf(job), judgedOrUndecided(job)]);
    }
    return { verdicts };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** recheck expands counted repetitions: next to unbounded ones, that may take minutes or overflow the stack. */
function judgedOrUndecided(job: Job): string {
  if (countsFar(job)) return UNDECIDED;
  try {
    return verdictOn(job);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return UNDECIDED;
  }
}

function countsFar({ source }: Job): boolean {
  const plain = source.replace(/\\.|\[(?:\\.|[^\\\]])*\]/gs, "x");
  const counts = [...plain.matchAll(/\{(?:\d*,)?(\d+)\}/g)].map(([, most]) => Number(most));
  return /[*+]|\{\d+,\}/.test(plain) && counts.some((most) => most > FARTHEST_COUNT);
}

/**
 * "" if its time is linear; UNDECIDED if the analysis cannot tell, as for counted repetitions and lookarounds. By
 * analysis only: recheck's random search depends on the machine's speed.
 */
function verdictOn({ source, flags }: Job): string {
  const found = checkSync(source, flags, { checker: "automaton", maxNFASize: 4000, timeout: MOST_STEPS });
  if (found.status === "safe") return "";
  if (found.status === "unknown") return UNDECIDED;
  const { type, summary } = found.complexity;
  const pattern = found.attack.pattern.slice(0, 120);
  return `takes ${type === "exponential" ? type : summary} time, for example on ${pattern}`;
}

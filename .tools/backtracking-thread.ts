/** A thread that judges regular expressions: recheck's own code, without the Java and native programs it can use. */
import { workerData } from "node:worker_threads";
import { type Answer, type Job, keyOf, type ThreadData, UNDECIDED } from "./backtracking.ts";

// recheck looks at the clock at each step of its analysis. This one counts the steps: a busy machine gives up no earlier.
let steps = 0;
performance.now = () => ++steps;

process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = await import("recheck");

/** Few expressions need more; those that do are given up after some seconds. */
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

/** recheck writes counted repetitions out: beside endless ones, that may take it minutes or more stack than there is. */
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
 * "" if its time is linear; UNDECIDED where the analysis cannot tell, as with expressions that count or look around. By
 * analysis alone: what recheck tries out by chance beyond it depends on how fast the machine is.
 */
function verdictOn({ source, flags }: Job): string {
  const found = checkSync(source, flags, { checker: "automaton", maxNFASize: 4000, timeout: MOST_STEPS });
  if (found.status === "safe") return "";
  if (found.status === "unknown") return UNDECIDED;
  const { type, summary } = found.complexity;
  const pattern = found.attack.pattern.slice(0, 120);
  return `takes ${type === "exponential" ? type : summary} time, for example on ${pattern}`;
}

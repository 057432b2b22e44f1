/** A thread that judges regular expressions: recheck's own code, without the Java and native programs it can use. */
import { workerData } from "node:worker_threads";
import { type Answer, type Job, keyOf, type ThreadData, UNDECIDED } from "./backtracking.ts";

process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = await import("recheck");

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

/** recheck throws where an expression outgrows the limits of its analysis. */
function judgedOrUndecided(job: Job): string {
  try {
    return verdictOn(job);
  } catch {
    return UNDECIDED;
  }
}

/**
 * "" if its time is linear; UNDECIDED where the analysis cannot tell, as with expressions that count or look around. By
 * analysis alone, a second at most: what recheck tries out by chance beyond it depends on how busy the machine is.
 */
function verdictOn({ source, flags }: Job): string {
  const found = checkSync(source, flags, { checker: "automaton", maxNFASize: 4000, timeout: 1000 });
  if (found.status === "safe") return "";
  if (found.status === "unknown") return UNDECIDED;
  const { type, summary } = found.complexity;
  const pattern = found.attack.pattern.slice(0, 120);
  return `takes ${type === "exponential" ? type : summary} time, for example on ${pattern}`;
}

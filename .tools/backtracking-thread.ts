/** A thread that judges regular expressions: recheck's own code, without the Java and native programs it can use. */
import { workerData } from "node:worker_threads";
import { type Answer, type Job, keyOf, type ThreadData } from "./backtracking.ts";

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
      if (job !== undefined) verdicts.push([keyOf(job), verdictOn(job)]);
    }
    return { verdicts };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** "" if its time is linear. */
function verdictOn({ source, flags }: Job): string {
  const found = checkSync(source, flags, {
    timeout: 120_000,
    // Fewer tries than it makes by default find the same among the expressions here, in a third of the time.
    maxIteration: 3,
    maxInitialGenerationSize: 100,
    maxGenerationSize: 30,
  });
  if (found.status === "safe") return "";
  if (found.status === "unknown") return `cannot be judged (${found.error.kind}): make it simpler`;
  const { type, summary } = found.complexity;
  const pattern = found.attack.pattern.slice(0, 120);
  return `takes ${type === "exponential" ? type : summary} time, for example on ${pattern}`;
}

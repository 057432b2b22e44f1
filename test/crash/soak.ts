/**
 * The crash test for any length of time: `make soak MINUTES=30`. Starts with new data every forty rounds. Prints one
 * line of JSON for each run; the exit status is 1 if there was a problem.
 *
 *     node test/crash/soak.ts [--minutes N] [--seed N]
 */
import { parseArgs } from "node:util";
import { crashRun } from "./rounds.ts";

const ROUNDS = 40;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write("--minutes takes a number above 0\n");
  process.exit(2);
}
const until = Date.now() + minutes * 60_000;
const first = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);

for (let seed = first; Date.now() < until; seed++) {
  const goOn = (done: number) => done < ROUNDS && Date.now() < until;
  const found = await crashRun({ seed, goOn, say: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`${JSON.stringify({ seed, ...found })}\n`);
  if (found.problems.length > 0) process.exitCode = 1;
}

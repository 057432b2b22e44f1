/**
 * Sends damaged mails through the whole intake for any length of time: `make fuzz MINUTES=30 FINDINGS=DIR`. Starts with
 * new data every few thousand mails. Prints one line of JSON for each round, with the seed that repeats it; failures
 * are written to the folder, the mail as .eml and the problem as .txt. The exit status is 1 if there were any.
 *
 *     node test/fuzz.ts [--minutes N] [--seed N] [--findings DIR]
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { damagedMails } from "./support/damage.ts";
import { type Finding, wholeIntake } from "./support/whole-intake.ts";

/** Mails per round, and mails processed concurrently. */
const ROUND = 2800;
const AT_ONCE = 14;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    findings: { type: "string", default: ".cache/fuzz" },
  },
});
const minutes = Number(values.minutes);
const first = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(first)) {
  process.stderr.write("--minutes takes a number above 0, --seed a whole number\n");
  process.exit(2);
}
const until = Date.now() + minutes * 60_000;
const mails = damagedMails();

for (let seed = first; Date.now() < until; seed++) {
  process.stderr.write(`seed ${seed}\n`);
  const began = performance.now();
  const { taken, findings } = await round(seed);
  const files = findings.map(keep);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  process.stdout.write(`${JSON.stringify({ seed, mails: taken, seconds, findings: files })}\n`);
  if (findings.length > 0) process.exitCode = 1;
}

async function round(
  seed: number,
): Promise<{ readonly taken: number; readonly findings: readonly Finding[] }> {
  const intake = await wholeIntake();
  const findings: Finding[] = [];
  const damaged = fc.sample(mails, { seed, numRuns: ROUND });
  let taken = 0;
  try {
    for (; taken < ROUND && Date.now() < until; taken += AT_ONCE) {
      findings.push(...(await intake.take(damaged.slice(taken, taken + AT_ONCE))));
    }
    if (!intake.derivesAlike()) {
      findings.push({ raw: Buffer.alloc(0), what: `seed ${seed}: the rebuilt model is different` });
    }
  } finally {
    await intake.close();
  }
  return { taken, findings };
}

/** @returns the name of the file */
function keep({ raw, what }: Finding): string {
  const name = createHash("sha256").update(raw).digest("hex").slice(0, 16);
  mkdirSync(values.findings, { recursive: true });
  writeFileSync(join(values.findings, `${name}.eml`), raw);
  writeFileSync(join(values.findings, `${name}.txt`), `${what}\n`, { flag: "a" });
  return name;
}

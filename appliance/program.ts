/** The box's own program, carried by the executable and started by "mailmanager appliance". */
import { helper } from "./helper.ts";
import { placesBelow } from "./places.ts";
import { run as runProgram } from "./run.ts";
import { settleStart } from "./update/index.ts";

/**
 * Runs one of the box's parts by its name.
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function run(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [part = "serve", ...more] = words;
  if (more.length === 0 && part === "serve") return helper(env);
  if (more.length === 0 && part === "health") {
    const log = (text: string) => process.stderr.write(`${text}\n`);
    return settleStart({ places: placesBelow("/"), run: runProgram, now: Date.now, log });
  }
  process.stderr.write(`mailmanager appliance: there is no part "${words.join(" ")}"\n`);
  return 2;
}

/** The appliance's own program, contained in the executable and started by "mailmanager appliance". */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { languageOf } from "../src/text/locale.ts";
import { applyAll } from "./apply.ts";
import { openBox } from "./box.ts";
import { emergency } from "./emergency/index.ts";
import { helper } from "./helper.ts";
import { removePinIfAsked } from "./pin-removal.ts";
import { placesBelow } from "./places.ts";
import { reset } from "./reset.ts";
import { run as runTool } from "./run.ts";
import { seed } from "./seed/index.ts";
import { settleStart } from "./update/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const places = placesBelow("/");
const log = (text: string) => process.stderr.write(`${text}\n`);

const box = () => {
  // Others need to read what is written below /run, whatever the umask.
  mkdirSync(places.run, { recursive: true });
  chmodSync(places.run, 0o755);
  return openBox({ places, run: runTool, now: Date.now, log });
};

const parts: Readonly<Record<string, (env: Environment) => Promise<number>>> = {
  serve: (env) => helper(box(), env),
  async apply({ CREDENTIALS_DIRECTORY }) {
    const opened = box();
    removePinIfAsked(opened, CREDENTIALS_DIRECTORY);
    return (await applyAll(opened)) ? 0 : 1;
  },
  async seed({ CREDENTIALS_DIRECTORY }) {
    const opened = box();
    // A stick or disc may appear a moment after its bus.
    await opened.run("udevadm", ["settle", "--timeout=10"], { limit: 12_000 });
    await seed(opened, CREDENTIALS_DIRECTORY);
    // A process of its own for this would take a small machine seconds.
    if (await applyAll(opened)) writeFileSync(join(places.run, "applied"), "");
    return 0;
  },
  emergency: (env) => emergency({ places, run: runTool, language: languageOf(env), log }),
  health: () => settleStart({ places, run: runTool, now: Date.now, log }),
  async reset() {
    log(reset(places) ? "reset to what it was when new" : "nothing to reset");
    return 0;
  },
};

/**
 * Runs one of the appliance's parts by name.
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function run(words: readonly string[], env: Environment): Promise<number> {
  const [name = "", ...more] = words;
  const part = Object.hasOwn(parts, name) && more.length === 0 ? parts[name] : undefined;
  if (part) return part(env);
  log(
    `mailmanager appliance: unknown part "${words.join(" ")}"; it must be one of ${Object.keys(parts).join(", ")}`,
  );
  return 2;
}

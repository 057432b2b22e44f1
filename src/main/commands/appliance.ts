import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { workerEntry } from "../../app/assets.ts";
import { runCarried } from "../../app/program.ts";
import { Failure } from "../../base/failure.ts";
import { type Command, readArgs } from "./command.ts";

const parts = {
  serve: "the box's helper: does what the program and the console may ask of the box",
  apply: "early in each boot of the box: makes of its settings what the system's services read",
  seed: "at first starts of the box: takes what was handed over with the machine, and applies it",
  health:
    "after the start of a new release on the box: finds out whether it is well, or has the former one come back",
  reset: "early in a boot of the box: erases everything, if a factory reset was asked for",
} as const;

/** The box's own programs, which this one only carries. */
export const applianceCommands: readonly Command[] = Object.entries(parts).map(([part, summary]) => ({
  name: `appliance ${part}`,
  summary,
  usage: `appliance ${part}`,
  help: "Started by the disk image's units, not by hand. It needs root, and makes sense in the disk image alone.",
  run(args, { env }) {
    readArgs(args, {});
    return runOfTheBox("appliance/program.ts", [part], env);
  },
}));

export const consoleCommand: Command = {
  name: "console",
  summary: "the appliance's console on the screen",
  usage: "console",
  help: "Shows the box's state and its menu on the terminal. It needs root, and makes sense in the disk image alone.",
  run(args, { env }) {
    readArgs(args, {});
    return runOfTheBox("appliance/console/program.ts", [], env);
  },
};

/** Loads one of the box's programs, which `src` knows nothing of but that it has `run(words, env)`. */
async function runOfTheBox(name: string, words: readonly string[], env: Environment): Promise<number> {
  const program = load(name);
  if (!isProgram(program)) throw new Failure(`${name} is no program of the box`);
  return program.run(words, env);
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Program {
  run(words: readonly string[], env: Environment): Promise<number>;
}

function isProgram(value: unknown): value is Program {
  return typeof value === "object" && value !== null && "run" in value && typeof value.run === "function";
}

function load(name: string): unknown {
  const entry = workerEntry(name);
  return "url" in entry ? createRequire(entry.url)(fileURLToPath(entry.url)) : runCarried(name);
}

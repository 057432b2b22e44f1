import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { workerEntry } from "../../app/assets.ts";
import { runCarried } from "../../app/program.ts";
import { Failure } from "../../base/failure.ts";
import { type Command, readArgs } from "./command.ts";

const parts = {
  serve: "runs the appliance service, which acts for the program and the console",
  apply: "early in each boot: writes the system's configuration from the appliance's settings",
  seed: "until the appliance is set up: looks for a seed at each boot, and applies it",
  health: "after the start of a new release: checks it, and restores the previous one if it fails",
  reset: "early in a boot: erases everything if a factory reset was requested",
} as const;

/** The appliance's programs, which are bundled into this one. */
export const applianceCommands: readonly Command[] = Object.entries(parts).map(([part, summary]) => ({
  name: `appliance ${part}`,
  summary,
  usage: `appliance ${part}`,
  help: "Started by the disk image's units; not meant to be run by people. Needs root, and works only in the disk image.",
  run(args, { env }) {
    readArgs(args, {});
    return runAppliance("appliance/program.ts", [part], env);
  },
}));

export const consoleCommand: Command = {
  name: "console",
  summary: "the appliance's console on the screen",
  usage: "console",
  help: "Shows the appliance's status and menu on the terminal. Needs root, and works only in the disk image.",
  run(args, { env }) {
    readArgs(args, {});
    return runAppliance("appliance/console/program.ts", [], env);
  },
};

/** Runs one of the appliance's programs. All that `src` knows of them is that they export `run(words, env)`. */
async function runAppliance(name: string, words: readonly string[], env: Environment): Promise<number> {
  const program = load(name);
  if (!isProgram(program)) throw new Failure(`${name} is not one of the appliance's programs`);
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

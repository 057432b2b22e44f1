import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { workerEntry } from "../../app/assets.ts";
import { runCarried } from "../../app/program.ts";
import { type Command, CommandFailed, readArgs } from "./command.ts";

const parts = ["serve", "apply", "seed", "health", "reset", "emergency"] as const;

/** The appliance's programs, which are bundled into this one. */
export const applianceCommands: readonly Command[] = parts.map((part) => ({
  name: `appliance ${part}`,
  summary: (t) => t(`appliance.${part}.summary`),
  usage: `appliance ${part}`,
  help: (t) => t("appliance.help"),
  run(args, { env }) {
    readArgs(args, {});
    return runAppliance("appliance/program.ts", [part], env);
  },
}));

export const consoleCommand: Command = {
  name: "console",
  summary: (t) => t("console.summary"),
  usage: "console",
  help: (t) => t("console.help"),
  run(args, { env }) {
    readArgs(args, {});
    return runAppliance("appliance/console/program.ts", [], env);
  },
};

/** Runs one of the appliance's programs. All that `src` knows of them is that they export `run(words, env)`. */
async function runAppliance(name: string, words: readonly string[], env: Environment): Promise<number> {
  const program = load(name);
  if (!isProgram(program)) throw new Error(`${name} is not one of the appliance's programs`);
  try {
    return await program.run(words, env);
  } catch (cause) {
    // They report what is expected as a plain error; others are the system's, or bugs.
    if (!(cause instanceof Error) || cause.constructor !== Error || "syscall" in cause) throw cause;
    const { message: problem } = cause;
    throw new CommandFailed((t) => t("appliance.failed", { problem }));
  }
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

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { workerEntry } from "../assets.ts";
import { Failure } from "../failure.ts";
import type { Command } from "./command.ts";

/** The box's privileged helper: a program of its own, which this one only carries. */
export const applianceCommand: Command = {
  name: "appliance",
  summary: "the box's helper: started by the disk image's systemd units, not by hand",
  usage: "appliance [serve|apply|seed|reset]",
  help: `Serves what the program and the console may ask of the box (network, clock, updates, restart ...) on two sockets
in /run/mailmanager-box. It needs root, and makes sense in the disk image alone.

  serve  the helper itself
  apply  early in each boot: makes of the box's settings what the system's services read
  seed   at the first start: takes what was handed over with the machine (SMBIOS, cloud-init, OVF, a medium)
  reset  early in a boot after a factory reset was asked for: erases everything`,
  run: (args, { env }) => runOfTheBox("appliance/program.ts", args, env),
};

export const consoleCommand: Command = {
  name: "console",
  summary: "the appliance's console on the screen",
  usage: "console",
  help: "Shows the box's state and its menu on the terminal. It needs root, and makes sense in the disk image alone.",
  run: (args, { env }) => runOfTheBox("appliance/console/program.ts", args, env),
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
  return "url" in entry ? createRequire(entry.url)(fileURLToPath(entry.url)) : compiled(entry.code, name);
}

/** Runs a bundled program (CommonJS), which needs nothing but what the runtime has built in. */
function compiled(code: string, name: string): unknown {
  const module: { exports: unknown } = { exports: {} };
  compileFunction(code, ["module", "exports", "require"], { filename: name })(
    module,
    module.exports,
    builtin,
  );
  return module.exports;
}

function builtin(name: string): object {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error(`${name} is not built in`);
  return found;
}

/** Two machines with a cable between them, as network namespaces: "the box" and "the neighbour". Needs root. */
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type Run, run as realRun } from "../run.ts";

export interface Machines {
  /** Runs a command on one of them. @returns its output, whatever its status */
  on(machine: "box" | "neighbour", command: string, ...args: readonly string[]): string;
  /** Runs programs on "the box". */
  readonly run: Run;
  /** The beginning of a command line that runs a process there. */
  prefix(machine: "box" | "neighbour"): readonly string[];
  remove(): void;
}

/** Creates them. The box's interface is eth0 without an address, the neighbour's is eth0 with these. */
export function machines(neighbour: readonly string[]): Machines {
  const id = randomBytes(3).toString("hex");
  const names = { box: `mm-b-${id}`, neighbour: `mm-n-${id}` };
  const ip = (...args: readonly string[]) =>
    execFileSync("ip", [...args], { stdio: ["ignore", "pipe", "pipe"] });
  for (const name of Object.values(names)) ip("netns", "add", name);
  ip(
    "link",
    "add",
    "eth0",
    "netns",
    names.box,
    "type",
    "veth",
    "peer",
    "name",
    "eth0",
    "netns",
    names.neighbour,
  );
  for (const name of Object.values(names)) ip("-n", name, "link", "set", "lo", "up");
  ip("-n", names.neighbour, "link", "set", "eth0", "up");
  for (const address of neighbour)
    ip(
      "-n",
      names.neighbour,
      "addr",
      "add",
      address,
      "dev",
      "eth0",
      ...(address.includes(":") ? ["nodad"] : []),
    );
  const prefix = (machine: keyof typeof names) => ["ip", "netns", "exec", names[machine]];
  return {
    prefix,
    on(machine, command, ...args) {
      const [first = "", ...rest] = prefix(machine);
      const { stdout, stderr } = spawnSync(first, [...rest, command, ...args], { encoding: "utf8" });
      return stdout + stderr;
    },
    run: (program, args, options) => realRun("ip", ["netns", "exec", names.box, program, ...args], options),
    remove() {
      for (const name of Object.values(names)) ip("netns", "delete", name);
    },
  };
}

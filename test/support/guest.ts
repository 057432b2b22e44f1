/**
 * A virtual machine that runs the disk image, for tests: it can be started, used over its ports and serial line,
 * powered off, and started again with the same disk. It follows restarts from inside.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, type WriteStream } from "node:fs";
import { connect, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFirmwareMemory, qemu } from "../../image/machine.ts";
import { builtTools, makeOverlay } from "../../image/overlay.ts";
import type { Architecture } from "../../image/packages.ts";
import { freePort } from "./ports.ts";

export interface GuestOptions {
  /** A disk of image/: dist/mailmanager-VERSION.raw or .qcow2. */
  readonly image: string;
  /** Of the disk, in GiB; 8. */
  readonly diskSize?: number;
  /** In MiB; 1024. */
  readonly memory?: number;
  /** System credentials, by name. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Files of further disks and sticks. */
  readonly extraDisks?: readonly string[];
  /** A second internal disk, a qcow2 file; another may be attached at a later start. */
  readonly secondDisk?: string;
  /** More kernel parameters. */
  readonly commandLine?: string;
  /** A port of the guest that should be blocked, or is at first. */
  readonly closedPort?: number;
  /** The name of the files that a failed test leaves in .cache/test/guests. */
  readonly name: string;
}

export interface Guest {
  /** Loopback ports that are forwarded to the guest. */
  readonly ports: {
    readonly smtp: number;
    readonly http: number;
    readonly https: number;
    /** Forwarded to the port that should be blocked. */
    readonly closed: number;
  };
  readonly disk: string;
  /** All output on the serial line, over all starts. */
  serial(): string;
  /** Types on the serial line. */
  type(text: string): void;
  /** Waits for output on the serial line after `since` (see `mark`). @returns the match */
  waitForSerial(pattern: RegExp, seconds: number, since?: number): Promise<RegExpExecArray>;
  /** The current position in the output. */
  mark(): number;
  /** Waits for the SMTP greeting, and returns it. */
  waitForGreeting(seconds?: number): Promise<string>;
  /** Presses the power button. */
  pressPower(): Promise<void>;
  /** Cuts the power: nothing more is written. */
  cutPower(): Promise<void>;
  /** Starts it again with the same disk, and other credentials if given. */
  start(credentials?: Readonly<Record<string, string>>): Promise<void>;
  /** Attaches another internal disk, a qcow2 file, or none; only while it is off. */
  attach(disk: string | undefined): void;
  /** Asks QEMU's guest agent in the machine. @returns its whole response */
  askAgent(command: string): Promise<unknown>;
  /** Enlarges the disk; only while it is off. */
  growDisk(gibibytes: number): void;
  /** Overwrites part of the disk; only while it is off. `offset` in bytes. */
  writeDisk(offset: number, bytes: Uint8Array): void;
  /** The start of a partition in bytes; only while it is off. */
  partitionStart(name: string): number;
  /** Waits until it has turned off. */
  waitForOff(seconds: number): Promise<void>;
  /** How often it was started. */
  readonly starts: number;
  /** Stops it and removes its disk. */
  remove(): Promise<void>;
}

const architecture: Architecture = process.arch === "arm64" ? "arm64" : "amd64";
const folderOfGuests = resolve(import.meta.dirname, "../../.cache/test/guests");

/** Creates a machine and starts it. */
export async function startGuest(options: GuestOptions): Promise<Guest> {
  mkdirSync(folderOfGuests, { recursive: true });
  const folder = mkdtempSync(join(folderOfGuests, `${options.name}-`));
  const tools = builtTools(architecture);
  const disk = join(folder, "disk.qcow2");
  makeOverlay(options.image, disk, (options.diskSize ?? 8) * 2 ** 30, tools);
  makeFirmwareMemory(architecture, join(folder, "firmware"));
  const ports = {
    smtp: await freePort(),
    http: await freePort(),
    https: await freePort(),
    closed: await freePort(),
  };
  const log = createWriteStream(join(folderOfGuests, `${options.name}.serial.log`));
  return new RunningGuest({ options, folder, disk, ports, log, tools }).started();
}

interface Parts {
  readonly options: GuestOptions;
  readonly folder: string;
  readonly disk: string;
  readonly ports: Guest["ports"];
  readonly log: WriteStream;
  readonly tools: ReturnType<typeof builtTools>;
}

class RunningGuest implements Guest {
  readonly ports: Guest["ports"];
  readonly disk: string;
  starts = 0;
  readonly #parts: Parts;
  #credentials: Readonly<Record<string, string>>;
  #machine: ChildProcess | undefined;
  #monitor: Socket | undefined;
  #serial = "";
  /** Why the machine is stopping, as reported by QEMU. */
  #reason = "";
  #wanted = true;
  #secondDisk: string | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.ports = parts.ports;
    this.disk = parts.disk;
    this.#credentials = parts.options.credentials ?? {};
    this.#secondDisk = parts.options.secondDisk;
  }

  async started(): Promise<Guest> {
    await this.#launch();
    return this;
  }

  async start(credentials = this.#credentials): Promise<void> {
    if (this.#machine) throw new Error("the machine is on");
    this.#credentials = credentials;
    await this.#launch();
  }

  async #launch(): Promise<void> {
    const { options, folder, disk, ports } = this.#parts;
    const socket = join(folder, "monitor");
    rmSync(socket, { force: true });
    const agent = join(folder, "agent");
    rmSync(agent, { force: true });
    const [program, args] = qemu({
      architecture,
      disk,
      firmwareMemory: join(folder, "firmware"),
      memory: options.memory ?? 1024,
      // Emulated, two processors patch kernel code at the same time, which ends in a kernel panic.
      processors: 1,
      ports: {
        ...{ [ports.smtp]: 25, [ports.http]: 80, [ports.https]: 443 },
        ...(options.closedPort ? { [ports.closed]: options.closedPort } : {}),
      },
      credentials: this.#credentials,
      ...(options.extraDisks ? { extraDisks: options.extraDisks } : {}),
      agent,
      ...(this.#secondDisk ? { secondDisk: this.#secondDisk } : {}),
      ...(options.commandLine ? { commandLine: options.commandLine } : {}),
    });
    const machine = spawn(
      program,
      // Without KVM, a restart from inside takes minutes; a new start takes seconds.
      [
        ...args,
        "-display",
        "none",
        "-serial",
        "stdio",
        "-no-reboot",
        "-qmp",
        `unix:${socket},server=on,wait=off`,
      ],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    this.#machine = machine;
    this.#wanted = true;
    this.#reason = "";
    this.starts += 1;
    machine.stdout.on("data", (chunk: Buffer) => this.#heard(chunk));
    machine.stderr.on("data", (chunk: Buffer) => this.#heard(chunk));
    machine.stdin.on("error", () => this.#monitor?.destroy());
    machine.once("exit", () => this.#ended());
    this.#monitor = await openMonitor(socket, (reason) => {
      this.#reason = reason;
    });
  }

  #heard(chunk: Buffer): void {
    this.#serial += chunk.toString("utf8");
    this.#parts.log.write(chunk);
  }

  #ended(): void {
    this.#monitor?.destroy();
    this.#machine = undefined;
    if (this.#wanted && this.#reason === "guest-reset") {
      this.#launch().catch((cause) => this.#heard(Buffer.from(`cannot start again: ${cause}`)));
    }
  }

  serial(): string {
    return this.#serial;
  }

  type(text: string): void {
    this.#machine?.stdin?.write(text);
  }

  mark(): number {
    return this.#serial.length;
  }

  async waitForSerial(pattern: RegExp, seconds: number, since = 0): Promise<RegExpExecArray> {
    const found = await until(seconds, () => pattern.exec(plain(this.#serial.slice(since))) ?? undefined);
    if (!found) throw new Error(`the serial line did not say ${pattern} in ${seconds} s:\n${this.#tail()}`);
    return found;
  }

  async waitForGreeting(seconds = 300): Promise<string> {
    const found = await until(seconds, () => greeting(this.ports.smtp));
    if (!found) throw new Error(`SMTP did not answer in ${seconds} s:\n${this.#tail()}`);
    return found;
  }

  async pressPower(): Promise<void> {
    this.#monitor?.write('{"execute":"system_powerdown"}\n');
  }

  async cutPower(): Promise<void> {
    this.#wanted = false;
    const machine = this.#machine;
    if (!machine) return;
    const ended = new Promise((done) => machine.once("exit", done));
    machine.kill("SIGKILL");
    await ended;
  }

  async waitForOff(seconds: number): Promise<void> {
    if (!(await until(seconds, () => (this.#machine === undefined ? true : undefined)))) {
      throw new Error(`the machine is still on after ${seconds} s:\n${this.#tail()}`);
    }
  }

  attach(disk: string | undefined): void {
    this.#offline();
    this.#secondDisk = disk;
  }

  async askAgent(command: string): Promise<unknown> {
    const socket = await connected(join(this.#parts.folder, "agent"));
    if (!socket) throw new Error("QEMU has no socket for the agent");
    try {
      const line = Promise.withResolvers<string>();
      let text = "";
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        if (text.includes("\n")) line.resolve(text);
      });
      socket.on("error", line.reject);
      socket.on("close", () => line.reject(new Error("the agent hung up")));
      const late = setTimeout(() => line.reject(new Error("the agent does not answer")), 60_000);
      socket.write(`${JSON.stringify({ execute: command })}\n`);
      return JSON.parse(await line.promise.finally(() => clearTimeout(late)));
    } finally {
      socket.destroy();
    }
  }

  growDisk(gibibytes: number): void {
    this.#offline();
    this.#parts.tools("bin/qemu-img", ["resize", "-q", this.disk, `${gibibytes}G`]);
  }

  writeDisk(offset: number, bytes: Uint8Array): void {
    this.#offline();
    const words = [...bytes].map((byte) => `0x${byte.toString(16)}`);
    const commands = words.flatMap((word, index) => [
      "-c",
      `write -q -P ${word} ${offset + index * 512} 512`,
    ]);
    this.#parts.tools("bin/qemu-io", ["-f", "qcow2", ...commands, this.disk]);
  }

  partitionStart(name: string): number {
    this.#offline();
    const { folder, tools } = this.#parts;
    const head = join(folder, "head");
    const copy = [`if=${this.disk}`, `of=${head}`, "bs=512", "count=34"];
    tools("bin/qemu-img", ["dd", "-f", "qcow2", "-O", "raw", ...copy]);
    const table = readFileSync(head);
    // Entries of a GPT: 128 bytes each from the third sector on, first sector at 32, name in UTF-16 at 56.
    for (let at = 1024; at + 128 <= table.length; at += 128) {
      if (table.toString("utf16le", at + 56, at + 128).replace(/\0.*$/s, "") === name)
        return Number(table.readBigUInt64LE(at + 32)) * 512;
    }
    throw new Error(`the disk has no partition ${name}`);
  }

  #offline(): void {
    if (this.#machine) throw new Error("the machine is on");
  }

  async remove(): Promise<void> {
    await this.cutPower();
    this.#parts.log.end();
    rmSync(this.#parts.folder, { recursive: true, force: true });
  }

  #tail(): string {
    return plain(this.#serial).split("\n").slice(-30).join("\n");
  }
}

/** The text without escape sequences. */
export function plain(text: string): string {
  return text.replace(/\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>78c])/g, "").replaceAll("\r", "");
}

/** QEMU's monitor; reports why the machine stops. */
async function openMonitor(path: string, ends: (reason: string) => void): Promise<Socket> {
  const socket = await until(30, () => connected(path));
  if (!socket) throw new Error("QEMU did not start");
  let rest = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("utf8");
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message: { event?: string; data?: { reason?: string } } = JSON.parse(line);
      if (message.event === "SHUTDOWN") ends(message.data?.reason ?? "");
    }
  });
  socket.write('{"execute":"qmp_capabilities"}\n');
  return socket;
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("connect", () => done(socket));
    socket.once("error", () => done(undefined));
  });
}

/** The first line from a port, if it is an SMTP greeting. */
function greeting(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port });
    let text = "";
    const finish = (found: string | undefined): void => {
      socket.destroy();
      done(found);
    };
    socket.setTimeout(5000, () => finish(undefined));
    socket.on("error", () => finish(undefined));
    socket.on("close", () => finish(undefined));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (text.includes("\n")) finish(text.startsWith("220 ") ? text.trim() : undefined);
    });
  });
}

async function until<T>(
  seconds: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  return undefined;
}

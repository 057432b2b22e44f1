/** An appliance in a folder, for tests: with its own paths, and the system's programs if they can run anywhere. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer as createNetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredFault } from "../../src/base/fault.ts";
import type { Result } from "../../src/base/result.ts";
import { actionText } from "../../src/text/actions.ts";
import { faultRemedy, faultText } from "../../src/text/index.ts";
import { type Box, openBox } from "../box.ts";
import type { Handlers } from "../handler.ts";
import { placesBelow } from "../places.ts";
import type { Caller } from "../protocol.ts";
import { type Run, type RunResult, run as realRun } from "../run.ts";
import { createServer } from "../server.ts";

export interface TestBox {
  readonly box: Box;
  readonly root: string;
  /** The programs that were run, each with its arguments on one line. */
  readonly ran: readonly string[];
  /** The answers, which may be changed. */
  readonly answers: Record<string, Partial<RunResult>>;
  /** The same appliance after a restart of the helper. */
  again(): Box;
  remove(): void;
}

/** @param answers output of programs that cannot run here, by the beginning of their command line; others really run */
export function testBox(given: Readonly<Record<string, Partial<RunResult>>> = {}, now = Date.now): TestBox {
  const answers = { ...given };
  const root = mkdtempSync(join(tmpdir(), "box-test-"));
  const places = { ...placesBelow(root), proc: "/proc", sys: "/sys" };
  for (const folder of [places.state, places.run, places.data, places.systemd, places.etc])
    mkdirSync(folder, { recursive: true });
  const ran: string[] = [];
  const run: Run = async (program, args, options) => {
    const line = [program, ...args].join(" ");
    ran.push(line);
    const known = Object.keys(answers).find((start) => line.startsWith(start));
    return known === undefined
      ? realRun(program, args, options)
      : { status: 0, out: "", err: "", ...answers[known] };
  };
  const open = () => openBox({ places, run, now, log: () => {} });
  return {
    ...{ box: open(), root, ran, answers },
    again: open,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface Served {
  readonly path: (caller: Caller) => string;
  close(): Promise<void>;
}

/** Serves an appliance on real sockets in its folder. */
export async function serveBox(box: Box, handlers: Handlers): Promise<Served> {
  const server = createServer(box, handlers);
  const path = (caller: Caller) => join(box.places.run, `${caller}.sock`);
  const listeners = await Promise.all(
    (["app", "console"] as const).map(async (caller) => {
      const listener = createNetServer((socket) => server.connected(caller, socket));
      await new Promise<void>((resolve) => listener.listen(path(caller), resolve));
      return listener;
    }),
  );
  return {
    path,
    async close() {
      for (const listener of listeners) listener.close();
      await server.stop();
    },
  };
}

export interface Talk {
  send(line: string | Uint8Array): void;
  /** The next line, parsed; "closed" at the end. */
  next(): Promise<unknown>;
  close(): void;
}

/** A connection to a socket or a loopback port, whose lines the test sends and reads. */
export function talk(at: string | number): Talk {
  const socket: Socket = typeof at === "string" ? connect(at) : connect(at, "127.0.0.1");
  const lines: unknown[] = [];
  const waiting: ((line: unknown) => void)[] = [];
  const push = (line: unknown) => {
    const first = waiting.shift();
    if (first) first(line);
    else lines.push(line);
  };
  let kept = "";
  socket.setEncoding("utf8");
  socket.on("error", () => {});
  socket.on("close", () => push("closed"));
  socket.on("data", (text: string) => {
    const parts = (kept + text).split("\n");
    kept = parts.pop() ?? "";
    for (const part of parts) push(JSON.parse(part));
  });
  return {
    send: (line) => socket.write(line),
    next: () =>
      lines.length > 0 ? Promise.resolve(lines.shift()) : new Promise((resolve) => waiting.push(resolve)),
    close: () => socket.destroy(),
  };
}

/** An answer with the words that people read about a fault. */
export function told<T>(answer: Result<T, StoredFault>) {
  if (answer.ok) return answer;
  const { error } = answer;
  return { ok: false, error: { ...error, text: faultText("en", error), todo: faultRemedy("en", error) } };
}

/** What was done, as people read it. */
export const doneActions = (box: Box): readonly string[] =>
  box.actions.after(0, 99).map((action) => actionText("en", action));

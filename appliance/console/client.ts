import { connect, type Socket } from "node:net";
import * as z from "zod";
import type { StoredFault } from "../../src/base/fault.ts";
import { ok, type Result, refuse } from "../../src/base/result.ts";
import {
  type AnswerTo,
  type Arguments,
  answer,
  greeting,
  LINE_LIMIT,
  type Progress,
  progress,
  type VerbName,
  verbs,
} from "../protocol.ts";

/** Why there is no answer to use: the helper's own, or that it is not there or has gone, in the system's words. */
export type Trouble = StoredFault | { readonly unreachable: string };

export type OnProgress = (step: Progress["progress"]) => void;

export interface Client {
  /** Sends a request, connecting first if necessary. Never rejects. */
  ask<V extends VerbName>(
    verb: V,
    args: Arguments<V>,
    onProgress?: OnProgress,
  ): Promise<Result<AnswerTo<V>, Trouble>>;
  /** The next request opens another connection; this one is closed once all its requests are answered. */
  hangUp(): void;
}

interface Waiting {
  readonly settle: (result: Result<unknown, Trouble>) => void;
  readonly onProgress: OnProgress | undefined;
  readonly clock: NodeJS.Timeout;
}

/** Timeouts without progress, in milliseconds: reading is quick, a change may be slow. */
const READING = 60_000;
const CHANGING = 600_000;

/** A line from the helper: greeting, progress or answer. */
const line = z.union([greeting, progress, answer]);
const answers: { readonly [V in VerbName]: { readonly answer: z.ZodType<AnswerTo<V>> } } = verbs;

/** A client of the helper's protocol on the Unix socket at `path`, as the console. */
export function createClient(path: string): Client {
  let line: Promise<Result<Line, Trouble>> | null = null;
  return {
    async ask(verb, args, onProgress) {
      line ??= connected();
      const opened = await line;
      if (!opened.ok) return opened;
      const told = await opened.value.ask(verb, args, verbs[verb].changes ? CHANGING : READING, onProgress);
      if (!told.ok) return told;
      const value = answers[verb].answer.safeParse(told.value);
      return value.success ? ok(value.data) : refuse(unreachable(`${verb}: ${z.prettifyError(value.error)}`));
    },
    hangUp() {
      const left = line;
      // At once: no later request may go out on a connection on which the PIN was entered.
      line = null;
      void left?.then((opened) => opened.ok && opened.value.close());
    },
  };

  function connected(): Promise<Result<Line, Trouble>> {
    const opening = open(path, () => {
      if (line === opening) line = null;
    });
    return opening;
  }
}

interface Line {
  ask(
    verb: VerbName,
    args: unknown,
    patience: number,
    onProgress: OnProgress | undefined,
  ): Promise<Result<unknown, Trouble>>;
  /** Ends it once all its requests are answered. */
  close(): void;
}

/** Connects and waits for the greeting. `onEnd` is called once, when the connection has ended. */
function open(path: string, onEnd: () => void): Promise<Result<Line, Trouble>> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const waiting = new Map<number, Waiting>();
    let number = 0;
    let leaving = false;
    let why = "the connection was closed";
    const greeted = setTimeout(() => end("no greeting"), READING);
    socket.on("error", (cause) => {
      why = cause.message;
    });
    socket.on("close", () => {
      clearTimeout(greeted);
      onEnd();
      const trouble = refuse(unreachable(why));
      resolve(trouble);
      for (const { settle, clock } of waiting.values()) {
        clearTimeout(clock);
        settle(trouble);
      }
    });
    readLines(socket, end, (text) => {
      const parsed = line.safeParse(asJson(text));
      if (!parsed.success) return end("what the helper says is not understood");
      const said = parsed.data;
      if ("protocol" in said) {
        clearTimeout(greeted);
        return resolve(ok({ ask, close }));
      }
      const asked = waiting.get(said.id);
      if (asked === undefined) return;
      if ("progress" in said) {
        asked.clock.refresh();
        return asked.onProgress?.(said.progress);
      }
      waiting.delete(said.id);
      clearTimeout(asked.clock);
      asked.settle(said.ok ? ok(said.value) : refuse(said.fault));
      if (leaving) close();
    });

    function close(): void {
      leaving = true;
      if (waiting.size === 0) socket.destroy();
    }

    function ask(verb: VerbName, args: unknown, patience: number, onProgress: OnProgress | undefined) {
      const id = ++number;
      return new Promise<Result<unknown, Trouble>>((settle) => {
        if (socket.destroyed) return settle(refuse(unreachable(why)));
        const clock = setTimeout(() => end("no answer in time"), patience);
        waiting.set(id, { settle, onProgress, clock });
        socket.write(`${JSON.stringify({ id, verb, by: null, arguments: args })}\n`);
      });
    }

    function end(cause: string): void {
      why = cause;
      socket.destroy();
    }
  });
}

function readLines(socket: Socket, end: (why: string) => void, onLine: (text: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_LIMIT) return end("the helper's line is too long");
    for (const text of lines) if (!socket.destroyed) onLine(text);
  });
}

const unreachable = (text: string): Trouble => ({ unreachable: text });

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

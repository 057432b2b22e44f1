import type { Socket } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import * as z from "zod";
import { doneAction } from "../src/base/box-actions.ts";
import { fault, type StoredFault } from "../src/base/fault.ts";
import { refuse } from "../src/base/result.ts";
import type { Box } from "./box.ts";
import type { Handlers, Pass, RequestContext } from "./handler.ts";
import {
  type Answer,
  type Caller,
  type Greeting,
  isVerb,
  LINE_LIMIT,
  PROTOCOL,
  type Progress,
  type Request,
  request,
  type VerbName,
  verbTable,
  withoutPin,
} from "./protocol.ts";
import { faultOf } from "./refusal.ts";

/** Limits: connections per socket, concurrent requests per connection, waiting changes. */
const CONNECTIONS = 32;
const REQUESTS = 16;
const WAITING = 8;

export interface Server {
  /** Serves a connection of this caller. */
  connected(caller: Caller, socket: Socket): void;
  /** Milliseconds since the last request was served; 0 while one is. */
  idle(): number;
  /** Accepts no more requests, and resolves when the current ones have ended. */
  stop(): Promise<void>;
}

/** Serves the protocol: reads requests, checks caller and arguments, carries them out, and records changes. */
export function createServer(box: Box, handlers: Handlers): Server {
  const open = new Map<Socket, Caller>();
  const underWay = new Set<Promise<void>>();
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let servedAt = box.now();
  let stopping = false;

  return {
    connected,
    idle: () => (underWay.size > 0 ? 0 : Math.max(0, box.now() - servedAt)),
    async stop() {
      stopping = true;
      await Promise.all(underWay);
      // The last answers have to reach their callers.
      for (const socket of open.keys()) socket.end();
      await Promise.race([after(1000, undefined, { ref: false }), allClosed()]);
      for (const socket of open.keys()) socket.destroy();
    },
  };

  async function allClosed(): Promise<void> {
    await Promise.all(
      [...open.keys()].map((socket) => new Promise((resolve) => socket.once("close", resolve))),
    );
  }

  function connected(caller: Caller, socket: Socket): void {
    const sameCaller = [...open.values()].filter((one) => one === caller).length;
    if (stopping || sameCaller >= CONNECTIONS) {
      socket.destroy();
      return;
    }
    open.set(socket, caller);
    const gone = new AbortController();
    const pass = caller === "console" ? passOf(box) : null;
    let requests = 0;
    let kept: Buffer[] = [];
    let length = 0;

    socket.on("error", (cause) => box.log(`a connection of ${caller} failed: ${cause.message}`));
    socket.on("close", () => {
      open.delete(socket);
      gone.abort();
    });
    socket.on("data", (chunk: Buffer) => {
      let rest = chunk;
      for (let end = rest.indexOf(0x0a); end >= 0 && length + end <= LINE_LIMIT; end = rest.indexOf(0x0a)) {
        const line = Buffer.concat([...kept, rest.subarray(0, end)]);
        kept = [];
        length = 0;
        rest = rest.subarray(end + 1);
        receive(line);
        if (socket.destroyed) return;
      }
      length += rest.length;
      if (length > LINE_LIMIT) cutOff("sent a line that is too long");
      else if (rest.length > 0) kept.push(rest);
    });
    send({ protocol: PROTOCOL, version: box.version });

    function receive(line: Buffer): void {
      const read = request.safeParse(asJson(line));
      // Without an id it cannot be answered.
      if (!read.success) {
        cutOff("sent an invalid request");
        return;
      }
      const asked = read.data;
      if (requests >= REQUESTS || stopping) {
        fail(asked.id, fault(stopping ? "box.stopping" : "box.requests"));
        return;
      }
      requests++;
      const work = serve(asked).finally(() => {
        requests--;
        servedAt = box.now();
        underWay.delete(work);
      });
      underWay.add(work);
    }

    async function serve({ id, verb, by, arguments: args }: Request): Promise<void> {
      const who: RequestContext = {
        caller,
        // On the console users have no names.
        by: caller === "app" ? by : null,
        progress: (done, total, what) => send({ id, progress: { done, total, what } }),
        pass,
        signal: gone.signal,
      };
      if (!isVerb(verb)) return fail(id, fault("box.verb-unknown"));
      try {
        const done = await perform(verb, args, who);
        if (done.ok) send({ id, ok: true, value: done.value });
        else fail(id, done.error);
      } catch (cause) {
        box.log(`${verb} failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
        fail(id, faultOf(cause));
      }
    }

    function cutOff(why: string): void {
      box.log(`a connection of ${caller} ${why}; it is closed`);
      socket.destroy();
    }

    function fail(id: number, why: StoredFault): void {
      send({ id, ok: false, fault: why });
    }

    function send(line: Greeting | Progress | Answer): void {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    }
  }

  /** Checks a request and carries it out. Rejects on unexpected errors. */
  async function perform<V extends VerbName>(verb: V, raw: unknown, asked: RequestContext) {
    const { arguments: known, answer, callers, changes } = verbTable[verb];
    const denied = () => {
      const { caller, by } = asked;
      box.actions.note({ verb, caller, by, what: doneAction("denied"), fault: null, outcome: "denied" });
    };
    if (!callers.includes(asked.caller)) {
      denied();
      return refuse(fault("box.denied", { params: { verb } }));
    }
    // In this order: the first screen does not depend on the PIN's file.
    if (!withoutPin.has(verb) && asked.pass?.unlocked() === false) {
      denied();
      return refuse(fault("box.pin.needed"));
    }
    const args = known.safeParse(raw);
    if (!args.success)
      return refuse(fault("box.arguments", { params: { problem: z.prettifyError(args.error) } }));
    const handler = handlers[verb];
    if (handler === undefined) return refuse(fault("box.verb-absent", { params: { verb } }));
    if (!changes) {
      const done = await handler.run(box, args.data, asked);
      return done.ok ? { ...done, value: answer.parse(done.value) } : done;
    }
    if (waiting >= WAITING) return refuse(fault("box.waiting"));
    const planned = {
      verb,
      caller: asked.caller,
      by: asked.by,
      what: handler.what?.(args.data) ?? doneAction("verb", { verb }),
    };
    return serially(async () => {
      box.actions.begin(planned);
      try {
        const done = await handler.run(box, args.data, asked);
        box.actions.add({
          ...planned,
          ...(done.ok
            ? { fault: null, outcome: "done" as const }
            : { fault: done.error, outcome: "failed" as const }),
        });
        return done.ok ? { ...done, value: answer.parse(done.value) } : done;
      } catch (cause) {
        box.actions.add({ ...planned, fault: faultOf(cause), outcome: "failed" });
        throw cause;
      }
    });
  }

  /** Runs changes one after another. */
  async function serially<T>(work: () => Promise<T>): Promise<T> {
    waiting++;
    const result = last.then(work).finally(() => waiting--);
    last = result.then(
      () => {},
      () => {},
    );
    return result;
  }
}

/** Whether the current PIN was entered on a connection. */
function passOf({ pin }: Box): Pass {
  let entered: string | null = null;
  return {
    unlocked: () => !pin.isSet() || pin.generation() === entered,
    unlock() {
      entered = pin.generation();
    },
  };
}

function asJson(line: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}

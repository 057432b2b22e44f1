import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import {
  type AnswerTo,
  type Arguments,
  answer,
  appSocket,
  greeting,
  LINE_LIMIT,
  newestAction,
  PROTOCOL,
  progress as progressLine,
  type Request,
  type VerbName,
  verbTable,
} from "../../../appliance/protocol.ts";
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { AskBox } from "../../engine/operate/box.ts";

export interface BoxPlaces {
  readonly socket: string;
  readonly newest: string;
}

/** Milliseconds of silence after which a request is abandoned; long work reports its progress. */
const SILENCE = 120_000;
/** A helper that is just starting refuses connections for a moment. */
const ATTEMPTS = 5;
const PAUSE = 200;

/**
 * Calls the appliance, with a connection per request: an idle helper exits, and systemd starts it again.
 * @param silence milliseconds of silence after which a request is abandoned
 */
export function createBoxClient(
  places: BoxPlaces = { socket: appSocket, newest: newestAction },
  silence = SILENCE,
): AskBox {
  return {
    present: () => existsSync(places.socket),
    newestAction: () => readNewest(places.newest),
    async ask(verb, args, by, progress) {
      for (let attempt = 1; ; attempt++) {
        const asked = await askOnce(places.socket, silence, verb, args, by, progress);
        if (asked !== "refused-connection") return asked;
        if (attempt === ATTEMPTS) return refuse(fault("appliance.silent"));
        await new Promise((resolve) => setTimeout(resolve, PAUSE * attempt));
      }
    },
  };
}

function readNewest(file: string): { log: string; number: number } | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Not known yet, or there is no appliance.
    return null;
  }
  const [, log, number] = /^([\w-]{1,64}) (\d{1,15})\n$/.exec(text) ?? [];
  return log === undefined ? null : { log, number: Number(number) };
}

function askOnce<V extends VerbName>(
  socketPath: string,
  silence: number,
  verb: V,
  args: Arguments<V>,
  by: string | null,
  progress?: (done: number, total: number | null, what: string) => void,
): Promise<Result<AnswerTo<V>, Fault> | "refused-connection"> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let kept = "";
    let greeted = false;
    const end = (result: Result<AnswerTo<V>, Fault> | "refused-connection") => {
      socket.destroy();
      resolve(result);
    };
    const broken = (reason: PlainReason, cause?: unknown) =>
      end(refuse(fault(reason, cause === undefined ? {} : { cause })));

    socket.setEncoding("utf8");
    socket.setTimeout(silence, () => broken("appliance.timeout"));
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      if (!greeted && (cause.code === "ECONNREFUSED" || cause.code === "ENOENT")) end("refused-connection");
      else broken("appliance.broken", cause);
    });
    socket.on("close", () => broken("appliance.broken"));
    socket.on("connect", () => {
      const request: Request = { id: 1, verb, by, arguments: args };
      socket.write(`${JSON.stringify(request)}\n`);
    });
    socket.on("data", (text: string) => {
      kept += text;
      for (let at = kept.indexOf("\n"); at >= 0; at = kept.indexOf("\n")) {
        const line = kept.slice(0, at);
        kept = kept.slice(at + 1);
        take(line);
        if (socket.destroyed) return;
      }
      if (kept.length > 2 * LINE_LIMIT) broken("appliance.protocol");
    });

    function take(line: string): void {
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch (cause) {
        broken("appliance.protocol", cause);
        return;
      }
      if (!greeted) {
        if (!greeting.safeParse(value).success) {
          end(refuse(fault("appliance.version", { params: { version: PROTOCOL } })));
          return;
        }
        greeted = true;
        return;
      }
      const step = progressLine.safeParse(value);
      if (step.success) {
        const { done, total, what } = step.data.progress;
        progress?.(done, total, what);
        return;
      }
      const said = answer.safeParse(value);
      if (!said.success) {
        broken("appliance.protocol", said.error);
        return;
      }
      if (!said.data.ok) {
        end(refuse(said.data.fault));
        return;
      }
      const read = verbTable[verb].answer.safeParse(said.data.value);
      end(read.success ? ok(read.data) : refuse(fault("appliance.protocol", { cause: read.error })));
    }
  });
}

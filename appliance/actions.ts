import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type DoneAction, doneAction as doneActionOf } from "../src/base/box-actions.ts";
import { withQuotedProblem } from "../src/base/earlier-box-faults.ts";
import { type FaultParam, fault, type StoredFault } from "../src/base/fault.ts";
import { isMissing, removeDurably, textIfAny, writeDurably, writeInPlace } from "./files.ts";
import { type Action, action, doneAction } from "./protocol.ts";
import { wordsOf } from "./refusal.ts";

/** An action before it is done. */
export type Planned = Pick<Action, "verb" | "caller" | "by" | "what">;

/** What came of it; `fault` where something went wrong. */
export type Done = Planned & Pick<Action, "outcome" | "fault">;

/**
 * On a disk that is full or read-only the log is kept in memory, what it lacks goes to `complain`, and it is written
 * with the next action that can be: nobody is kept from restarting such an appliance.
 */
export interface Actions {
  /** Actions with a higher number, oldest first: the newest `limit` of them. */
  after(number: number, limit: number): readonly Action[];
  /** Records what is about to be done. After this returns, a power cut leaves a trace of it, if the disk can be written. */
  begin(planned: Planned): void;
  /** Records an outcome, or an action without a beginning. It then survives a power cut, if the disk can be written. */
  add(done: Done): Action;
  /** The same beside a change that is under way. */
  note(done: Done): void;
}

/** Actions kept at least: the file is cut back to this many when it holds twice as many. */
const KEPT = 2_000;
/** Characters of each parameter that are kept. */
const LONGEST_TEXT = 500;

const header = z.strictObject({ log: z.string().min(1).max(64), next: z.int().positive() });
const planned = z.strictObject({
  verb: z.string(),
  caller: z.enum(["app", "console", "box"]),
  by: z.string().nullable(),
  what: doneAction,
});

/**
 * The log of actions on the appliance: a bounded file with one JSON object per line, the first of which names the log.
 * Each line is durable once written. Actions that a power cut interrupted are added as failed.
 * @param folder the appliance's state folder
 * @param newest file that shows the newest action's number to other programs
 * @param complain writes to the system's log
 */
export function openActions(
  folder: string,
  newest: string,
  now: () => number,
  complain: (text: string) => void,
): Actions {
  const file = join(folder, "actions.jsonl");
  const begun = join(folder, "action-begun.json");
  const opened = read(file, complain);
  const { log } = opened;
  let kept = [...opened.actions];
  let next = opened.next;
  /** Whether the file lacks something: it is then written as a whole. */
  let behind = opened.behind;
  if (behind) save("");

  attempt("what was begun", () => {
    const left = textIfAny(begun);
    if (left === null) return;
    const plan = planned.safeParse(asWritten(asJson(left)));
    if (plan.success) add({ ...plan.data, fault: fault("box.interrupted"), outcome: "failed" });
    removeDurably(begun);
  });
  tell();

  return {
    after: (number, limit) => kept.filter((one) => one.number > number).slice(0, limit),
    begin({ verb, caller, by, what }) {
      const text = JSON.stringify({ verb, caller, by, what });
      attempt(`the beginning of ${text}`, () => writeDurably(begun, text));
    },
    add(done) {
      const added = add(done);
      attempt("what was begun", () => existsSync(begun) && removeDurably(begun));
      tell();
      return added;
    },
    note(done) {
      add(done);
      tell();
    },
  };

  function add({ verb, caller, by, what, fault: why, outcome }: Done): Action {
    const at = new Date(now()).toISOString();
    const entry: Action = {
      ...{ log, number: next, at, verb, caller, by, outcome },
      ...{ what: bounded(what), fault: why && boundedFault(why) },
    };
    next++;
    kept.push(entry);
    if (kept.length > 2 * KEPT) {
      kept = kept.slice(-KEPT);
      behind = true;
    }
    save(JSON.stringify(entry));
    return entry;
  }

  function save(line: string): void {
    const before = behind;
    // Also after half a line: a disk may be full in the middle of one.
    behind = true;
    attempt(`the log of actions ${line}`, () => {
      if (before) writeWhole();
      else append(file, `${line}\n`);
      behind = false;
    });
  }

  function writeWhole(): void {
    const lines = [{ log, next: kept[0]?.number ?? next }, ...kept].map((line) => JSON.stringify(line));
    writeDurably(file, `${lines.join("\n")}\n`);
  }

  function attempt(what: string, work: () => void): void {
    try {
      work();
    } catch (cause) {
      complain(`${what} could not be written: ${wordsOf(cause)}`);
    }
  }

  function tell(): void {
    writeInPlace(newest, `${log} ${next - 1}\n`);
  }
}

const bounded = ({ code, params }: DoneAction): DoneAction => ({ code, params: cutAll(params, cut) });

const boundedFault = ({ code, reason, params }: StoredFault): StoredFault => ({
  code,
  ...(reason === undefined ? {} : { reason }),
  ...(params === undefined ? {} : { params: cutAll(params, cutParam) }),
});

const cut = (value: string | number): string | number =>
  typeof value === "string" ? value.slice(0, LONGEST_TEXT).toWellFormed() : value;

const cutParam = (value: FaultParam): FaultParam =>
  typeof value === "object" ? boundedFault(value) : cut(value);

const cutAll = <T>(params: Readonly<Record<string, T>>, by: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, by(value)]));

/**
 * A line of the log as it is written now: what was done used to be a sentence, and what went wrong a part of it; later, what was
 * behind a fault was one.
 */
function asWritten(line: unknown): unknown {
  if (typeof line !== "object" || line === null || !("what" in line)) return line;
  const { what } = line;
  if (typeof what !== "string")
    return "fault" in line ? { ...line, fault: withQuotedProblem(line.fault) } : line;
  const said = { ...line, what: doneActionOf("text", { text: what }) };
  return "number" in line ? { ...said, fault: null } : said;
}

function append(file: string, line: string): void {
  const fd = openSync(file, "a", 0o600);
  try {
    appendFileSync(fd, line);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

interface Opened {
  readonly log: string;
  readonly next: number;
  readonly actions: readonly Action[];
  /** Whether the file does not hold just that. */
  readonly behind: boolean;
}

/** A last line cut short by a power cut was never confirmed, so it is dropped. An unreadable log is started over. */
function read(file: string, complain: (text: string) => void): Opened {
  const fresh = { log: randomUUID(), next: 1, actions: [], behind: true };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    if (!isMissing(cause)) complain(`${file} cannot be read: ${wordsOf(cause)}`);
    return fresh;
  }
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1).map(asJson);
  const first = header.safeParse(lines[0]);
  const rest = z.array(action).safeParse(lines.slice(1).map(asWritten));
  if (!first.success || !rest.success) {
    // The old log is kept for diagnosis; the new one has another name, so numbers are not confused.
    try {
      writeFileSync(`${file}.unreadable`, bytes, { mode: 0o600 });
    } catch (cause) {
      complain(`the unreadable ${file} could not be copied: ${wordsOf(cause)}`);
    }
    return fresh;
  }
  const { log, next } = first.data;
  return {
    ...{ log, next: (rest.data.at(-1)?.number ?? next - 1) + 1, actions: rest.data },
    behind: end < bytes.length,
  };
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * The history of updates, for people to read. No decision depends on it: what runs and what boots is read from the
 * disk.
 */
import { join } from "node:path";
import * as z from "zod";
import { withQuotedProblem } from "../../src/base/earlier-box-faults.ts";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { textIfAny, writeDurably } from "../files.ts";
import { boxFault } from "../protocol.ts";

const change = z.strictObject({
  /** Increases by one with each change. */
  number: z.int().positive(),
  from: z.string(),
  to: z.string(),
  at: z.iso.datetime(),
  outcome: z.enum(["installed", "healthy", "fell-back", "rolled-back", "refused"]),
  /** Where it went wrong: what was not well. It used to be a sentence. */
  cause: z.union([z.preprocess(withQuotedProblem, boxFault), z.string().transform(textCause)]).nullable(),
});
export type Change = z.infer<typeof change>;

const stored = z.strictObject({
  changes: z.array(change),
  /** A rollback that takes effect with the next restart. */
  rollback: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
});

export interface History {
  /** Oldest first. */
  changes(): readonly Change[];
  add(change: Omit<Change, "at" | "number">): void;
  rollback(): { readonly from: string; readonly to: string } | null;
  planRollback(plan: { readonly from: string; readonly to: string } | null): void;
}

const KEPT = 50;

/** A cause that is there as a sentence only: recorded before there were codes, or noted down by the initrd. */
export function textCause(text: string): StoredFault {
  return fault("box.unwell.text", { params: { text: text.slice(0, LONGEST_CAUSE) } });
}

const LONGEST_CAUSE = 1000;

/** The history in the state folder. An unreadable one is started over: it must never prevent an update. */
export function historyIn(folder: string, now: () => number): History {
  const file = join(folder, "updates.json");
  const read = () => {
    const parsed = stored.safeParse(asJson(textIfAny(file) ?? ""));
    return parsed.success ? parsed.data : { changes: [], rollback: null };
  };
  const write = (what: z.infer<typeof stored>) => writeDurably(file, `${JSON.stringify(what, null, 2)}\n`);
  return {
    changes: () => read().changes,
    add(added) {
      const before = read();
      const at = new Date(now()).toISOString();
      const number = (before.changes.at(-1)?.number ?? 0) + 1;
      write({ ...before, changes: [...before.changes, { ...added, number, at }].slice(-KEPT) });
    },
    rollback: () => read().rollback,
    planRollback: (rollback) => write({ ...read(), rollback }),
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

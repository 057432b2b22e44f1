import type { BoxDeed } from "../src/base/box-actions.ts";
import type { StoredFault } from "../src/base/fault.ts";
import type { Result } from "../src/base/result.ts";
import type { Box } from "./box.ts";
import type { AnswerTo, Arguments, Caller, VerbName } from "./protocol.ts";

/** Who asked, and how to tell them how far it is. */
export interface Asked {
  readonly caller: Caller;
  /** The user whom the program names. */
  readonly by: string | null;
  /** `total` null: not known. */
  progress(done: number, total: number | null, what: string): void;
  /** Aborted when the one who asked has gone; what changes the box goes on all the same. */
  readonly signal: AbortSignal;
}

/** How one verb is done. */
export interface Handler<V extends VerbName> {
  /** Of verbs that change the box: what is done, without secrets; it goes into the journal. */
  readonly what?: (args: Arguments<V>) => BoxDeed;
  readonly run: (box: Box, args: Arguments<V>, asked: Asked) => Promise<Result<AnswerTo<V>, StoredFault>>;
}

export type Handlers = { readonly [V in VerbName]?: Handler<V> };

import type { DoneAction } from "../src/base/box-actions.ts";
import type { StoredFault } from "../src/base/fault.ts";
import type { Result } from "../src/base/result.ts";
import type { Box } from "./box.ts";
import type { AnswerTo, Arguments, Caller, VerbName } from "./protocol.ts";

/** Who asked, and how to report progress. */
export interface RequestContext {
  readonly caller: Caller;
  /** The user named by the program. */
  readonly by: string | null;
  /** `total` is null if it is not known. */
  progress(done: number, total: number | null, what: string): void;
  /** Of a connection of the console: whether the PIN was entered on it. Null for the program. */
  readonly pass: Pass | null;
  /** Aborted when the caller disconnects; changes go on regardless. */
  readonly signal: AbortSignal;
}

/** What a connection of the console may do. */
export interface Pass {
  /** Whether everything: no PIN is set, or the current one was entered on this connection. */
  unlocked(): boolean;
  unlock(): void;
}

/** Carries out one verb. */
export interface Handler<V extends VerbName> {
  /** Of verbs that change the box: what is done, without secrets; it goes into the journal. */
  readonly what?: (args: Arguments<V>) => DoneAction;
  readonly run: (
    box: Box,
    args: Arguments<V>,
    asked: RequestContext,
  ) => Promise<Result<AnswerTo<V>, StoredFault>>;
}

export type Handlers = { readonly [V in VerbName]?: Handler<V> };

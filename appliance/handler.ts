import type { Result } from "../src/base/result.ts";
import type { Box } from "./box.ts";
import type { BoxFault } from "./fault.ts";
import type { AnswerTo, Arguments, Caller, VerbName } from "./protocol.ts";

/** Who asked, and how to report progress. */
export interface RequestContext {
  readonly caller: Caller;
  /** The user named by the program. */
  readonly by: string | null;
  /** `total` is null if it is not known. */
  progress(done: number, total: number | null, what: string): void;
  /** Aborted when the caller disconnects; changes go on regardless. */
  readonly signal: AbortSignal;
}

/** Carries out one verb. */
export interface Handler<V extends VerbName> {
  /** For verbs that change the appliance: what is done, as text without secrets, for the journal. */
  readonly what?: (args: Arguments<V>) => string;
  readonly run: (
    box: Box,
    args: Arguments<V>,
    asked: RequestContext,
  ) => Promise<Result<AnswerTo<V>, BoxFault>>;
}

export type Handlers = { readonly [V in VerbName]?: Handler<V> };

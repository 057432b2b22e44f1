import { isDiskFull } from "./disk-full.ts";
import { type Fault, fault } from "./fault.ts";

/** The journal cannot be reached now, or did not answer in time. What was asked may have been recorded all the same. */
export class JournalAway extends Error {
  override readonly name = "JournalAway";

  constructor(cause: unknown) {
    super("the journal cannot be reached", { cause });
  }
}

/** The lease that protects a write belongs to another process now; nothing was recorded. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor(lease: string) {
    super(`the lease "${lease}" belongs to another process now`);
  }
}

/** Whether something could not be written now, and may be later: the disk is full, or the journal elsewhere is away. */
export const isUnwritable = (cause: unknown): boolean =>
  isDiskFull(cause) || cause instanceof JournalAway || cause instanceof LeaseLost;

/** The fault of a write that failed. */
export function unwritten(cause: unknown): Fault {
  if (isDiskFull(cause)) return fault("disk.full", { cause });
  return isUnwritable(cause) ? fault("journal.away", { cause }) : fault("internal.bug", { cause });
}

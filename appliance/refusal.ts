import { problemOf as saidByLibrary } from "../src/base/failure.ts";
import { fault, type StoredFault, storedFault } from "../src/base/fault.ts";
import { ok, type Result, refuse } from "../src/base/result.ts";
import { systemFault } from "../src/base/system-fault.ts";
import { inEnglish } from "../src/text/index.ts";

/**
 * Thrown where a stream or an open resource has no other way to end early; `refusals` makes a value of it.
 * @see refusals
 */
export class Refusal extends Error {
  readonly fault: StoredFault;

  constructor(fault: StoredFault) {
    super(inEnglish(fault));
    this.fault = fault;
  }
}

/** The result of `work`, or its refusal as a value. Other errors are passed on. */
export async function refusals<T>(work: () => Promise<T>): Promise<Result<T, StoredFault>> {
  try {
    return ok(await work());
  } catch (cause) {
    if (cause instanceof Refusal) return refuse(cause.fault);
    throw cause;
  }
}

/** What an error says, for the system's log. */
export const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** What went wrong, as a parameter of another fault: a refusal's fault, the system's, or what a library said. */
export function problemOf(cause: unknown): StoredFault {
  if (cause instanceof Refusal) return cause.fault;
  const ofSystem = systemFault(cause);
  return ofSystem === null ? saidByLibrary(cause) : storedFault(ofSystem);
}

/** An error as a fault, with what to do about a disk that is full or read-only. */
export function faultOf(cause: unknown): StoredFault {
  if (cause instanceof Refusal) return cause.fault;
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "EROFS") return fault("box.disk.read-only");
  if (code === "ENOSPC" || code === "EDQUOT") return fault("box.disk.full");
  return fault("box.error", { params: { problem: problemOf(cause) } });
}

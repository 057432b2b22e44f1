import { type Fault, fault, type StoredFault, storedFault } from "./fault.ts";
import { oneLine } from "./text.ts";

/** What a failure is about, said before it: the name of an option, file or setting; a fault where that takes words. */
export type Subject = string | StoredFault;

/**
 * A failure that its caller can do something about, as an exception: its fault says what, why, and what to do. Made by
 * `failure` in `src/text/`, which adds a message in English for logs; people are told by the fault, in their language.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly fault: Fault;
  readonly subject: Subject | null;

  constructor(message: string, of: Pick<Failure, "fault" | "subject">, options?: ErrorOptions) {
    super(message, options);
    this.fault = of.fault;
    this.subject = of.subject;
  }
}

/**
 * What went wrong, as a parameter of another fault: the fault of a failure, else what the system or a library said, in
 * one line. Only the outside world fails with other errors than failures: their words are not ours.
 */
export function problemOf(error: unknown): StoredFault {
  if (error instanceof Failure) return storedFault(error.fault);
  const words = oneLine(error instanceof Error ? error.message || error.name : String(error));
  return words === "" ? fault("server.no-reason") : fault("server.error", { params: { error: words } });
}

/** What a server said, as a parameter of another fault: in one line. */
export function saidOf(text: string): StoredFault {
  const said = oneLine(text);
  return said === "" ? fault("server.no-reason") : fault("server.said", { params: { said } });
}

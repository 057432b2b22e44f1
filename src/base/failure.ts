import type { Fault, StoredFault } from "./fault.ts";

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

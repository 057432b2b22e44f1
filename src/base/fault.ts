/**
 * What can go wrong, in one table: from a fault's code follow the SMTP reply, the HTTP status and whether trying
 * again helps. `text` is what the outside may see; the cause is for the log alone.
 *
 * SMTP codes: RFC 5321 section 4.2, enhanced codes: RFC 3463. HTTP: RFC 9110 section 15.
 */
interface FaultKind {
  readonly kind: "temporary" | "permanent" | "bug";
  readonly smtp: readonly [code: number, enhanced: string];
  readonly http: number;
  readonly text: string;
}

const table = {
  "mail.too-large": f("permanent", 552, "5.3.4", 413, "Message is larger than this server accepts"),
  "mail.bare-newline": f("permanent", 550, "5.6.0", 400, "Lines must end in CRLF; bare CR or LF refused"),
  "mail.unreadable": f("permanent", 554, "5.6.0", 422, "The message could not be read"),
  "recipient.unknown": f("permanent", 550, "5.1.1", 404, "No such mailbox here"),
  "recipient.relay": f("permanent", 550, "5.7.1", 403, "Relaying denied"),
  "recipient.literal": f("permanent", 550, "5.1.2", 400, "Address literals are not accepted"),
  "recipient.too-many": f("temporary", 452, "4.5.3", 400, "Too many recipients"),
  "address.syntax": f("permanent", 501, "5.1.3", 400, "Address is not valid"),
  "sender.syntax": f("permanent", 501, "5.1.7", 400, "Sender address is not valid"),
  "system.busy": f("temporary", 451, "4.3.2", 503, "Busy, please try again later"),
  "system.stopping": f("temporary", 421, "4.3.2", 503, "Closing for maintenance, please try again later"),
  "system.new": f("temporary", 450, "4.3.0", 503, "This server is not set up yet, please try again later"),
  "disk.full": f("temporary", 452, "4.3.1", 507, "Not enough storage, please try again later"),
  "rate.limited": f("temporary", 421, "4.7.0", 429, "Too many requests, please slow down"),
  "request.invalid": f("permanent", 501, "5.5.4", 400, "The request is not valid"),
  "request.method": f("permanent", 502, "5.5.1", 405, "This cannot be done to it"),
  "request.too-large": f("permanent", 552, "5.3.4", 413, "The request is larger than this server accepts"),
  "request.csrf": f("permanent", 501, "5.5.4", 403, "The form has expired; reload the page and try again"),
  "request.unsupported": f("permanent", 504, "5.5.4", 415, "This content type is not supported"),
  "auth.required": f("permanent", 530, "5.7.0", 401, "Please log in"),
  "auth.failed": f("permanent", 535, "5.7.8", 401, "Name or password is wrong"),
  "directory.failed": f("temporary", 454, "4.7.0", 503, "The directory does not answer; try again later"),
  "permission.denied": f("permanent", 550, "5.7.1", 403, "You may not do this"),
  "thing.not-found": f("permanent", 550, "5.1.1", 404, "There is no such thing"),
  "thing.exists": f("permanent", 550, "5.5.0", 409, "This exists already"),
  "thing.moved-on": f("temporary", 451, "4.5.0", 412, "Someone changed this meanwhile; look again and retry"),
  "ticket.state": f("permanent", 550, "5.5.0", 409, "The ticket's state does not allow this"),
  "reply.left": f("permanent", 550, "5.5.0", 409, "The reply has left already"),
  "box.absent": f("permanent", 502, "5.5.1", 404, "This machine is not the disk image's box"),
  "box.refused": f("permanent", 554, "5.5.0", 409, "The box cannot do this as things are"),
  "box.failed": f("temporary", 451, "4.3.0", 502, "The box tried and did not manage"),
  "backup.damaged": f("permanent", 554, "5.6.0", 422, "This is no backup, or it is damaged"),
  "backup.newer": f("permanent", 554, "5.6.0", 409, "The backup is of a newer release"),
  "idempotency.reused": f(
    "permanent",
    550,
    "5.5.0",
    422,
    "This Idempotency-Key was used for another request",
  ),
  "internal.bug": f("bug", 451, "4.3.0", 500, "Something went wrong here; it has been logged"),
} as const satisfies Record<string, FaultKind>;

export type FaultCode = keyof typeof table;
export const faultCodes = Object.keys(table) as FaultCode[];

export interface Fault {
  readonly code: FaultCode;
  /** What the outside may see: the table's text unless a clearer one was given. */
  readonly text: string;
  /** The field of the request that is at fault, where there is one. */
  readonly field?: string;
  /** Seconds after which it is worth trying again, where that is known. */
  readonly retryAfter?: number;
  /** What an operator can do about it. */
  readonly hint?: string;
  /** For the log alone; never shown to a peer. */
  readonly cause?: unknown;
}

/** A fault of the given code; `more` may sharpen its text, name the field, hint at the remedy, carry the cause. */
export function fault(code: FaultCode, more: Partial<Omit<Fault, "code">> = {}): Fault {
  return { code, ...more, text: more.text ?? table[code].text };
}

export const faultKind = (code: FaultCode): FaultKind => table[code];

function f(kind: FaultKind["kind"], code: number, enhanced: string, http: number, text: string): FaultKind {
  return { kind, smtp: [code, enhanced], http, text };
}

/**
 * The codes of faults, in one table: from a code follow the SMTP reply, the HTTP status and whether trying again helps.
 *
 * SMTP codes: RFC 5321 section 4.2, enhanced codes: RFC 3463. HTTP: RFC 9110 section 15.
 */
interface FaultKind {
  readonly kind: "temporary" | "permanent" | "bug";
  readonly smtp: readonly [code: number, enhanced: string];
  readonly http: number;
}

const table = {
  "mail.too-large": f("permanent", 552, "5.3.4", 413),
  "mail.bare-newline": f("permanent", 550, "5.6.0", 400),
  "mail.unreadable": f("permanent", 554, "5.6.0", 422),
  "recipient.unknown": f("permanent", 550, "5.1.1", 404),
  "recipient.relay": f("permanent", 550, "5.7.1", 403),
  "recipient.literal": f("permanent", 550, "5.1.2", 400),
  "recipient.too-many": f("temporary", 452, "4.5.3", 400),
  "address.syntax": f("permanent", 501, "5.1.3", 400),
  "sender.syntax": f("permanent", 501, "5.1.7", 400),
  "system.busy": f("temporary", 451, "4.3.2", 503),
  "system.stopping": f("temporary", 421, "4.3.2", 503),
  "system.new": f("temporary", 450, "4.3.0", 503),
  "disk.full": f("temporary", 452, "4.3.1", 507),
  "rate.limited": f("temporary", 421, "4.7.0", 429),
  "request.invalid": f("permanent", 501, "5.5.4", 400),
  "request.method": f("permanent", 502, "5.5.1", 405),
  "request.too-large": f("permanent", 552, "5.3.4", 413),
  "request.csrf": f("permanent", 501, "5.5.4", 403),
  "request.unsupported": f("permanent", 504, "5.5.4", 415),
  "auth.required": f("permanent", 530, "5.7.0", 401),
  "auth.failed": f("permanent", 535, "5.7.8", 401),
  "directory.failed": f("temporary", 454, "4.7.0", 503),
  "permission.denied": f("permanent", 550, "5.7.1", 403),
  "thing.not-found": f("permanent", 550, "5.1.1", 404),
  "thing.exists": f("permanent", 550, "5.5.0", 409),
  "thing.moved-on": f("temporary", 451, "4.5.0", 412),
  "ticket.state": f("permanent", 550, "5.5.0", 409),
  "reply.left": f("permanent", 550, "5.5.0", 409),
  "box.absent": f("permanent", 502, "5.5.1", 404),
  "box.refused": f("permanent", 554, "5.5.0", 409),
  "box.failed": f("temporary", 451, "4.3.0", 502),
  "backup.damaged": f("permanent", 554, "5.6.0", 422),
  "backup.newer": f("permanent", 554, "5.6.0", 409),
  "delivery.failed": f("temporary", 451, "4.4.0", 502),
  "server.failed": f("temporary", 451, "4.4.0", 502),
  "idempotency.reused": f("permanent", 550, "5.5.0", 422),
  "idempotency.interrupted": f("permanent", 550, "5.5.0", 409),
  "internal.bug": f("bug", 451, "4.3.0", 500),
} as const satisfies Record<string, FaultKind>;

export type FaultCode = keyof typeof table;
export const faultCodes = Object.keys(table) as FaultCode[];

export const faultKind = (code: FaultCode): FaultKind => table[code];

function f(kind: FaultKind["kind"], code: number, enhanced: string, http: number): FaultKind {
  return { kind, smtp: [code, enhanced], http };
}

/**
 * The steps themselves. A change of an event's shape raises its version in domain/events.ts by one and adds one function
 * here: it takes the payload as the version before had it, and gives it as the new version has it.
 */
import type { EventType, eventVersions, RetiredType } from "../../domain/events.ts";

/** A payload as it was stored, without the event's type. Of an old version: no type of today's says what is in it. */
export type Payload = { readonly [field: string]: unknown };
export type Step = (payload: Payload) => Payload;

/** Types of event whose shape has changed since they were first written. */
type Changed = {
  [T in EventType]: (typeof eventVersions)[T] extends 1 ? never : T;
}[EventType];

/** For each type whose shape has changed, the steps in order: the first lifts version 1 to 2, the next 2 to 3. */
export const steps: { readonly [T in Changed]: readonly Step[] } = {
  SystemSetUp: [unknownZoneIsNull],
  MailHeld: [causeIsCode],
  MailFiled: [causeIsCode],
  StateChanged: [stateCauseIsCode],
};

/**
 * Types that are written no more: the type that each is read as, and the steps; the last one gives version 1 of that
 * type.
 */
export const retired: {
  readonly [T in RetiredType]: { readonly as: EventType; readonly steps: readonly Step[] };
} = {
  ReplyQueued: { as: "ReplyWritten", steps: [writtenAndComposed] },
};

/** A reply was composed before it was recorded: it is written, and composed, at once. */
function writtenAndComposed(payload: Payload): Payload {
  const {
    inReplyTo,
    references,
    raw,
    sender,
    recipients,
    hasHtml: _,
    text,
    reply,
    automatic,
    ...same
  } = payload;
  const whole = String(text);
  const written = typeof reply === "string" && whole.startsWith(reply) ? reply : whole;
  const below = whole.slice(written.length).replace(/^\n+/, "").trimEnd();
  return {
    ...same,
    text: written.trimEnd(),
    html: null,
    automatic: automatic === true ? "acknowledgement" : false,
    leaveAt: 0,
    close: false,
    unlessAnswered: false,
    nonce: null,
    composed: { inReplyTo, references, below, raw, sender, recipients },
  };
}

/** To 2: a time zone that was not asked for is null; it was left out before. */
function unknownZoneIsNull(payload: Payload): Payload {
  return { ...payload, zone: payload.zone ?? null };
}

/** To 2: a cause is a code with what it is about; it was a sentence before. */
function causeIsCode(payload: Payload): Payload {
  return { ...payload, cause: { code: "text", text: payload.cause } };
}

/** To 2: the cause of a change of state is a code like others; it was one of three words before. */
function stateCauseIsCode(payload: Payload): Payload {
  const { cause } = payload;
  const code = stateCodes.find(([word]) => word === cause)?.[1];
  return { ...payload, cause: code === undefined ? { code: "text", text: cause } : { code } };
}

const stateCodes = [
  ["agent", "agent"],
  ["requester wrote", "requester-wrote"],
  ["answered", "replied"],
  ["reply taken back", "reply-taken-back"],
] as const;

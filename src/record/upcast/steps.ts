/**
 * The conversion steps. A change of an event's shape raises its version in domain/events.ts by one and adds one function
 * here, which converts the payload from the previous version to the new one.
 */
import { withQuotedProblem } from "../../base/earlier-box-faults.ts";
import type { FaultCode, Reason } from "../../base/fault.ts";
import type { EventType, eventVersions, RetiredType } from "../../domain/events.ts";

/** A payload as it was stored, without the event's type. No current type describes an old version. */
export type Payload = { readonly [field: string]: unknown };
export type Step = (payload: Payload) => Payload;

/** Types of event whose shape has changed since they were first written. */
type Changed = {
  [T in EventType]: (typeof eventVersions)[T] extends 1 ? never : T;
}[EventType];

/** For each type whose shape has changed, the steps in order: the first converts version 1 to 2, the next 2 to 3. */
export const steps: { readonly [T in Changed]: readonly Step[] } = {
  SystemSetUp: [unknownZoneIsNull],
  MailHeld: [causeIsCode, causeHasFault, failureHasFault],
  MailFiled: [causeIsCode, heldCauseHasFault],
  StateChanged: [stateCauseIsCode],
  ReplyWithheld: [withheldBecauseIsCode],
  DeliveryAttempted: [ownReasonIsFault, noServerIsNull],
  BackupFailed: [problemIsFault, childsWordsAreText],
  BoxActed: [deedIsCode, problemIsQuoted],
  MailboxSaved: [plusAddressesAreUsed],
  ServiceChanged: [portsAndProxies],
  ImapAccountSaved: [oauthApart],
  RulesetSaved: [ofDefaultRuleset],
  RulesetActivated: [ofDefaultRuleset],
};

/**
 * Types that are no longer written: the type that each is read as, and the steps; the last one gives version 1 of that
 * type.
 */
export const retired: {
  readonly [T in RetiredType]: { readonly as: EventType; readonly steps: readonly Step[] };
} = {
  ReplyQueued: { as: "ReplyWritten", steps: [writtenAndComposed] },
  // The OAuth account of an IMAP account got its name.
  ImapTokenRenewed: { as: "OAuthTokenRenewed", steps: [unchanged] },
  // What goes out is a reply, in their names too.
  AnswerDue: { as: "AutoReplyDue", steps: [toEnvelopeSender, unchanged] },
  AgentAnswered: { as: "AgentReplied", steps: [unchanged] },
  AnsweredElsewhere: { as: "RepliedElsewhere", steps: [unchanged] },
};

/** Only the type's name changed. */
function unchanged(payload: Payload): Payload {
  return payload;
}

/** A reply used to be composed before it was recorded: it is written, and composed, at once. */
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

/** To 2: a mailbox says whether addresses with a "+" are used; they always were. */
function plusAddressesAreUsed(payload: Payload): Payload {
  const { mailbox } = payload;
  return typeof mailbox === "object" ? { ...payload, mailbox: { ...mailbox, plusAddresses: true } } : payload;
}

/** To 2: the optional ports and the trusted proxies are settings; they used to be in the configuration only. */
function portsAndProxies(payload: Payload): Payload {
  const { service } = payload;
  return isObject(service)
    ? { ...payload, service: { ...service, smtps: false, submission: false, trustedProxies: [] } }
    : payload;
}

/** To 2: what an account logs in with by OAuth 2 is an account of its own; it used to be part of it. */
function oauthApart(payload: Payload): Payload {
  const { account } = payload;
  if (!isObject(account) || !isObject(account.login) || account.login.kind !== "oauth2") return payload;
  const { name, host } = account;
  const { tokenUrl, clientId, clientSecret, refreshToken, scope } = account.login;
  return {
    ...payload,
    account: { ...account, login: { kind: "oauth2", account: name } },
    oauth: {
      ...{ name, provider: "other", authorizeUrl: "", deviceUrl: "", tokenUrl, clientId, clientSecret },
      ...{ scope, servers: [String(host).toLowerCase()], refreshToken },
    },
  };
}

/** To 2: a time zone that was not set is null; it used to be missing. */
function unknownZoneIsNull(payload: Payload): Payload {
  return { ...payload, zone: payload.zone ?? null };
}

/** To 2: a cause is a code with parameters; it used to be a sentence. */
function causeIsCode(payload: Payload): Payload {
  return { ...payload, cause: { code: "text", text: payload.cause } };
}

/** To 3: what stands in the way of reading or replying is a fault; it used to be a sentence. */
function causeHasFault(payload: Payload): Payload {
  const { cause } = payload;
  if (!isObject(cause) || !("why" in cause)) return payload;
  const { why, ...rest } = cause;
  switch (cause.code) {
    case "unreadable":
      return {
        ...payload,
        cause: { ...rest, fault: reasoned("mail.unreadable", "mail.unreadable.why", why) },
      };
    case "reply-not-sent":
      return { ...payload, cause: { ...rest, fault: reasoned("request.invalid", "reply.refused", why) } };
    default:
      return payload;
  }
}

/** To 4: why a decision failed is a fault; it used to be what the error said. */
function failureHasFault(payload: Payload): Payload {
  const { cause } = payload;
  if (!isObject(cause) || cause.code !== "decision-failed") return payload;
  const { why, ...rest } = cause;
  return { ...payload, cause: { ...rest, fault: reasonedText("internal.bug", "decision.text", why) } };
}

/** To 3: the cause why an archived mail had been held is as in MailHeld 4. */
function heldCauseHasFault(payload: Payload): Payload {
  const { cause } = payload;
  if (!isObject(cause) || cause.code !== "put-aside") return payload;
  const { cause: held } = failureHasFault(causeHasFault({ cause: cause.held }));
  return { ...payload, cause: { ...cause, held } };
}

/** To 2: what the program itself said about a delivery is a fault; it used to be in the place of the server's response. */
function ownReasonIsFault(payload: Payload): Payload {
  const { results } = payload;
  if (!Array.isArray(results)) return payload;
  return {
    ...payload,
    results: results.map((result: unknown) => {
      if (!isObject(result)) return result;
      const text = String(result.response);
      const byServer = /^[245]\d\d[ -]/.test(text) && !/^5\d\d 5\.\d\.\d+ Not sent: /.test(text);
      if (byServer || text === "" || result.outcome === "delivered") return result;
      return { ...result, response: "", fault: reasonedText("delivery.failed", "delivery.text", text) };
    }),
  };
}

/**
 * To 3: an attempt without one server of all recipients has none; this used to be words. From here on, what lies behind
 * a fault may be a fault itself; before, it is words, which stay.
 */
function noServerIsNull(payload: Payload): Payload {
  const { server } = payload;
  const none = server === "no server" || server === "several servers" || server === "";
  return none ? { ...payload, server: null } : payload;
}

/** To 2: why it goes to that address; it used to be the envelope sender, always. */
function toEnvelopeSender(payload: Payload): Payload {
  return { ...payload, because: { kind: "envelope" } };
}

/** To 2: rulesets have names; there used to be one. */
function ofDefaultRuleset(payload: Payload): Payload {
  return { name: "Default", ...payload };
}

/** To 2: why a backup failed is a fault; it used to be a sentence. */
function problemIsFault({ problem, ...rest }: Payload): Payload {
  return { ...rest, fault: { code: "system.busy", reason: "backup.child", params: { problem } } };
}

/** To 3: a sentence that a backup's process said is marked as one. */
function childsWordsAreText(payload: Payload): Payload {
  const { fault } = payload;
  if (!isObject(fault) || fault.reason !== "backup.child" || !isObject(fault.params)) return payload;
  return { ...payload, fault: reasonedText("system.busy", "backup.text", fault.params.problem) };
}

/** To 3: what is behind a fault of the appliance is a fault itself; it used to be a sentence. */
function problemIsQuoted(payload: Payload): Payload {
  const { action } = payload;
  return isObject(action)
    ? { ...payload, action: { ...action, fault: withQuotedProblem(action.fault) } }
    : payload;
}

/** To 2: what was done to the appliance is a code; it used to be a sentence, with what went wrong in it. */
function deedIsCode(payload: Payload): Payload {
  const { action } = payload;
  if (!isObject(action)) return payload;
  return {
    ...payload,
    action: { ...action, what: { code: "text", params: { text: action.what } }, fault: null },
  };
}

const isObject = (value: unknown): value is Payload => typeof value === "object" && value !== null;

const reasonedText = (code: FaultCode, reason: Reason, text: unknown) => ({ code, reason, params: { text } });

const reasoned = (code: FaultCode, reason: Reason, problem: unknown) => ({
  code,
  reason,
  params: { problem },
});

/** To 2: the cause of a state change is a code like others; it used to be one of three words. */
function stateCauseIsCode(payload: Payload): Payload {
  const { cause } = payload;
  const code = stateCodes.find(([word]) => word === cause)?.[1];
  return { ...payload, cause: code === undefined ? { code: "text", text: cause } : { code } };
}

/** To 2: why a reply was not sent is a code like others; "requester wrote" was words. */
function withheldBecauseIsCode(payload: Payload): Payload {
  return payload.because === "requester wrote" ? { ...payload, because: "requester-wrote" } : payload;
}

const stateCodes = [
  ["agent", "agent"],
  ["requester wrote", "requester-wrote"],
  ["answered", "replied"],
  ["reply taken back", "reply-taken-back"],
] as const;

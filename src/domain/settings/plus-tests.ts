/** Tests of addresses with a "+": whether one may begin, and what its result means for the mailbox. */
import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Decided } from "./decided.ts";
import type { Mailbox, Outgoing, PlusTestFailure, Route, SettingsEvent } from "./events.ts";

/** The facts for beginning a test. */
export interface PlusTestFacts {
  /** The mailbox's address, as it was given. */
  readonly address: string;
  /** Null if there is no such mailbox. */
  readonly mailbox: Mailbox | null;
  /** The delivery method in effect; null if mail waits for one. */
  readonly outgoing: Outgoing | null;
  /** The new test's. */
  readonly token: string;
}

/** Begins a test of a mailbox that receives mail, if mail is sent at all. @returns the mailbox, and how its mail leaves */
export function decidePlusTest({
  address,
  mailbox,
  outgoing,
  token,
}: PlusTestFacts): Result<Decided<{ readonly mailbox: Mailbox; readonly route: Route }>, Fault> {
  if (mailbox === null) return refuse(fault("mailbox.unknown", { params: { address } }));
  if (!mailbox.enabled) return refuse(fault("plus-test.disabled"));
  if (outgoing === null) return refuse(fault("plus-test.no-way"));
  if (outgoing.kind === "catch") return refuse(fault("plus-test.caught"));
  const events: readonly SettingsEvent[] = [{ type: "PlusTestBegun", mailbox: mailbox.address, token }];
  return ok({ events, value: { mailbox, route: outgoing } });
}

/** Milliseconds that a test mail may take to arrive. */
export const PLUS_TEST_WAIT = 15 * 60_000;

/** What direct delivery says if the mailbox's domain is received here: the mail goes to this program itself. */
const toUs: ReadonlySet<string | undefined> = new Set(["delivery.loop", "delivery.own-address"]);

/**
 * Where a test mail is offered next, after what the first try said; null for nowhere. Direct delivery refuses to deliver to
 * this program, but a test that stays inside counts too.
 * @param here where mail is received here; null if it is not
 */
export const plusTestRetry = (
  { kind }: Pick<Route, "kind">,
  said: Pick<StoredFault, "reason"> | null,
  here: { readonly host: string; readonly port: number } | null,
): Route | null =>
  kind === "direct" && here !== null && toUs.has(said?.reason)
    ? { kind: "smtp", ...here, tls: "opportunistic", user: null, password: null }
    : null;

/** What is known of a test's mail. */
export type PlusTestNews =
  /** It was offered to a server, which said this; null if none was reached. */
  | {
      readonly kind: "tried";
      readonly result: {
        readonly outcome: "delivered" | "deferred" | "failed";
        readonly response: string;
        readonly fault?: StoredFault | null;
      } | null;
    }
  /** Its time is over, or it was reported as not delivered. */
  | {
      readonly kind: "over";
      /** Whether a server is known to have accepted it: not after a restart. */
      readonly accepted: boolean;
    };

/** The facts for the result of a test. */
export interface PlusTestEndFacts {
  /** The test as it is recorded; null if there is no such test. */
  readonly test: {
    readonly token: string;
    /** What was reported of its mail; null for nothing. */
    readonly outcome: PlusTestFailure | "arrived" | null;
    /** Null while it is in progress. */
    readonly endedAt: number | null;
  } | null;
  readonly news: PlusTestNews;
  /** The token of the mailbox's latest test. */
  readonly latest: string | null;
  /** The mailbox; null if it is gone. */
  readonly mailbox: Mailbox | null;
}

/**
 * Ends a test whose mail did not arrive; nothing if it has ended, or its mail may still arrive. Where the mail was refused,
 * came back or went missing, the mailbox no longer uses addresses with a "+", unless there is a later test, which says more.
 */
export function decidePlusTestEnd({
  test,
  news,
  latest,
  mailbox,
}: PlusTestEndFacts): Decided<PlusTestFailure | null> {
  const end = test === null || test.endedAt !== null ? null : endOf(news, test.outcome);
  if (test === null || end === null) return { events: [], value: null };
  const ended: SettingsEvent = { type: "PlusTestEnded", token: test.token, ...end };
  const tells = end.outcome !== "not-sent" && latest === test.token;
  const off: readonly SettingsEvent[] =
    tells && mailbox?.plusAddresses
      ? [{ type: "MailboxSaved", mailbox: { ...mailbox, plusAddresses: false } }]
      : [];
  return { events: [ended, ...off], value: end.outcome };
}

type End = Pick<Extract<SettingsEvent, { type: "PlusTestEnded" }>, "outcome" | "response" | "fault">;

/** The result; null if there is none yet. */
function endOf(news: PlusTestNews, reported: PlusTestFailure | "arrived" | null): End | null {
  if (news.kind === "over") {
    if (reported === "returned") return { outcome: "returned", response: "", fault: null };
    if (news.accepted) return { outcome: "missing", response: "", fault: null };
    return { outcome: "not-sent", response: "", fault: storedFault(fault("plus-test.restarted")) };
  }
  const { result } = news;
  if (result?.outcome === "delivered") return null;
  const outcome = result?.outcome === "failed" ? "refused" : "not-sent";
  return { outcome, response: result?.response ?? "", fault: result?.fault ?? null };
}

import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import { timeId } from "../../base/ids.ts";
import { ok, type Result } from "../../base/result.ts";
import { type Caller, may } from "../../domain/policy/index.ts";
import type { Route } from "../../domain/settings/events.ts";
import {
  decideTested,
  decideTestMail,
  type Outgoing,
  outgoingInEffect,
  type ShownOutgoing,
  shownOutgoing,
} from "../../domain/settings/index.ts";
import type { DeliveryResult } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { languageFor } from "../../text/index.ts";
import { textIn } from "../../text/notifications.ts";
import type { Compose } from "../outgoing/draft.ts";
import type { Deliver } from "../outgoing/outbox.ts";
import { forbidden } from "../people/caller.ts";

/** How mail leaves, for those who set it up. */
export interface OutgoingMail {
  /**
   * The delivery method given with --outgoing, which takes precedence over the setting; null if there is none, or the
   * caller may not see settings.
   */
  given(caller: Caller): ShownOutgoing | null;
  /** Whether mail is caught instead of being sent; false for those who may not see settings. */
  isCaught(caller: Caller): boolean;
  /**
   * Sends a test mail now, from the first mailbox in use, and records what came of it.
   * @returns what the servers said; a fault if there is no address, no delivery method or no mailbox
   */
  test(caller: Caller, to: string): Promise<Result<TestResult, Fault>>;
}

export interface TestResult {
  /** Whether the mail was accepted. */
  readonly ok: boolean;
  /** The server, as host:port; null if none was tried. */
  readonly server: string | null;
  readonly results: readonly DeliveryResult[];
}

interface Parts {
  readonly record: RecordStore;
  readonly compose: Compose;
  readonly deliver: Deliver;
  readonly route: (setting: Outgoing | null) => Route | null;
  readonly outgoingOverride?: Outgoing | null;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
}

export function createOutgoingMail(parts: Parts): OutgoingMail {
  const { record, compose, deliver, route, outgoingOverride = null, now, randomBytes } = parts;
  const sees = (caller: Caller) => may(caller, "settings.read").ok;
  return {
    given: (caller) => (outgoingOverride !== null && sees(caller) ? shownOutgoing(outgoingOverride) : null),
    isCaught: (caller) =>
      sees(caller) && outgoingInEffect(outgoingOverride, record.view.outgoing())?.kind === "catch",

    async test(caller, address) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const { view } = record;
      const decided = decideTestMail({
        ...{ to: address, mailboxes: view.mailboxes(), route: route(view.outgoing()) },
      });
      if (!decided.ok) return decided;
      const { to, mailbox, route: way } = decided.value;
      const t = textIn(languageFor(mailbox.language));
      const { bytes: raw } = await compose({
        messageId: `<test.${timeId(now(), randomBytes(10))}@${view.hostname() ?? "localhost"}>`,
        ...{ inReplyTo: null, references: [], date: now(), replyTo: null },
        from: { name: mailbox.name, address: mailbox.address },
        ...{ to: [{ name: "", address: to }], cc: [], subject: t("outgoing-test.subject") },
        ...{ text: `${t("outgoing-test.text")}\n`, html: null, attachments: [], automatic: true },
      });
      const mail = { raw, envelope: { from: mailbox.address, to: [to] }, insist: true };
      // It is delivered before it is recorded. Nothing but the person who asked waits for the outcome: after a crash in between
      // they see an error and test again, and of that one mail there is no line in the journal.
      const { server, results } = await deliver(mail, way);
      const { accepted, event } = decideTested(to, server, results);
      await record.commit(caller.actor, () => ({
        events: [{ ticket: null, event }],
        dependsOn: [],
        value: undefined,
      }));
      return ok({ ok: accepted, server, results });
    },
  };
}

import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { reachableAt } from "../../base/reachable-at.ts";
import { ok, type Result } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { normalAddress, plusTestAddress, plusTestMessageId } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import type { Route } from "../../domain/settings/events.ts";
import {
  decidePlusTest,
  decidePlusTestEnd,
  type Mailbox,
  type Outgoing,
  outgoingInEffect,
  PLUS_TEST_WAIT,
  type PlusTestNews,
  plusTestRetry,
} from "../../domain/settings/index.ts";
import { tokenFrom } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { languageFor } from "../../text/index.ts";
import { textIn } from "../../text/plus-test.ts";
import { settingsOf } from "../depends.ts";
import { createDueWork } from "../due-work.ts";
import type { Compose } from "../outgoing/draft.ts";
import type { Deliver } from "../outgoing/outbox.ts";
import { changeAndGive } from "./change.ts";

/** Tests whether mail to addresses with a "+" arrives, with a real mail the way that replies go. */
export interface PlusTests {
  /**
   * Sends a test mail to a mailbox; the result follows within a quarter of an hour. Where the mail is refused, comes back or
   * does not arrive, the mailbox no longer uses such addresses.
   */
  begin(caller: Caller, mailbox: string): Promise<Result<void, Fault>>;
  start(): void;
  stop(): Promise<void>;
  /** Waits for test mails that are being sent, and settles what is due. */
  run(): Promise<void>;
}

interface Parts {
  readonly record: RecordStore;
  readonly compose: Compose;
  readonly deliver: Deliver;
  /** The delivery method given with --outgoing; it takes precedence over the setting. */
  readonly outgoingOverride?: Outgoing | null;
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp?: () => string | null;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

export function createPlusTests(parts: Parts): PlusTests {
  const { record, compose, deliver, outgoingOverride = null, now, randomBytes, log } = parts;
  /** Test mails that a server has accepted since the start: only these can be missing. */
  const sent = new Set<string>();
  const sending = new Set<Promise<void>>();
  const due = createDueWork(parts, {
    begins: ["PlusTestBegun", "MailFiled"],
    due: (view, at, limit) => view.duePlusTests(at - PLUS_TEST_WAIT, limit),
    next(view) {
      const oldest = view.oldestPlusTest();
      return oldest === null ? null : oldest + PLUS_TEST_WAIT;
    },
    id: ({ token }) => token,
    line: ({ token }) => token,
    async give({ token }) {
      await end(token, { kind: "over", accepted: sent.has(token) });
      sent.delete(token);
      return "done";
    },
    what: 'the result of a test of "+" addresses',
  });

  return {
    async begin(caller, address) {
      const token = tokenFrom(randomBytes(15));
      const begun = await changeAndGive(record, caller, (view) =>
        decidePlusTest({
          ...{ address, mailbox: view.mailbox(normalAddress(address)), token },
          outgoing: outgoingInEffect(outgoingOverride, view.outgoing()),
        }),
      );
      if (!begun.ok) return begun;
      const { mailbox, route } = begun.value;
      const send = sendTo(mailbox, token, route)
        .catch((cause: unknown) =>
          log.error('a test of "+" addresses could not be sent', { mailbox: mailbox.address, cause }),
        )
        .finally(() => sending.delete(send));
      sending.add(send);
      return ok(undefined);
    },
    start: () => due.start(),
    async stop() {
      await Promise.all(sending);
      await due.stop();
    },
    async run() {
      await Promise.all(sending);
      await due.run();
    },
  };

  async function sendTo(mailbox: Mailbox, token: string, by: Route): Promise<void> {
    const t = textIn(languageFor(mailbox.language));
    const to = plusTestAddress(token, mailbox.address);
    const from = { name: mailbox.name, address: mailbox.address };
    const { bytes: raw } = await compose({
      messageId: plusTestMessageId(token, record.view.hostname() ?? "localhost"),
      ...{ inReplyTo: null, references: [], date: now(), from, replyTo: null },
      ...{ to: [{ name: "", address: to }], cc: [], subject: t("plus-test.subject") },
      text: `${t("plus-test.text", { address: to, mailbox: mailbox.address })}\n`,
      ...{ html: null, attachments: [], automatic: true },
    });
    const mail = { raw, envelope: { from: mailbox.address, to: [to] }, insist: true };
    let [result] = (await deliver(mail, by)).results;
    const at = parts.smtp?.() ?? null;
    const next = plusTestRetry(by, result?.fault ?? null, at === null ? null : reachableAt(at));
    if (next !== null) [result] = (await deliver(mail, next)).results;
    if (result?.outcome === "delivered") sent.add(token);
    await end(token, { kind: "tried", result: result ?? null });
  }

  /** Ends a test, unless its mail has arrived or may still arrive. */
  async function end(token: string, news: PlusTestNews): Promise<void> {
    const outcome = await record.commit(systemActor("settings"), (view) => {
      const test = view.plusTest(token);
      const latest = test && view.lastPlusTest(test.mailbox);
      const { events, value } = decidePlusTestEnd({
        ...{ test, news, latest: latest?.token ?? null },
        mailbox: test && view.mailbox(test.mailbox),
      });
      const open = { on: "plus-test", token, endedAt: null } as const;
      return {
        events: events.map((event) => ({ ticket: null, event })),
        ...{ dependsOn: [open, settingsOf(view)], value },
      };
    });
    if (outcome !== null) log.warn('mail to a "+" address did not arrive, or was not sent', { outcome });
  }
}

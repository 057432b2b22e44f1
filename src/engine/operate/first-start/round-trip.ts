import type { Now, RandomBytes } from "../../../base/clock.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { mailId, timeId } from "../../../base/ids.ts";
import { reachableAt } from "../../../base/reachable-at.ts";
import { ok, type Result } from "../../../base/result.ts";
import type { MailCause } from "../../../domain/intake/index.ts";
import { type Caller, may } from "../../../domain/policy/index.ts";
import type { DeliveryResult } from "../../../domain/ticket/index.ts";
import type { RecordStore } from "../../../record/record.ts";
import { languageFor } from "../../../text/index.ts";
import { textIn } from "../../../text/notifications.ts";
import type { Compose } from "../../outgoing/draft.ts";
import type { Deliver } from "../../outgoing/outbox.ts";
import { forbidden } from "../../people/caller.ts";

interface Parts {
  readonly record: RecordStore;
  readonly compose: Compose;
  readonly deliver: Deliver;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp: () => string | null;
}

/** The outcome of the test mail. */
export type RoundTripState =
  | { readonly stage: "none" }
  /** The server's response, or why it was not asked. */
  | ({ readonly stage: "refused" } & Pick<DeliveryResult, "response" | "fault">)
  | { readonly stage: "waiting"; readonly reply: string }
  | { readonly stage: "held"; readonly reply: string; readonly cause: MailCause | null }
  | { readonly stage: "ticket"; readonly reply: string; readonly ticket: number };

export interface RoundTrip {
  /** Delivers a mail to the first mailbox by SMTP, as any sender does. */
  send(caller: Caller): Promise<Result<void, Fault>>;
  /** The outcome of the last one; "none" for those who may not send one. */
  state(caller: Caller): RoundTripState;
}

type Handed =
  | Extract<RoundTripState, { stage: "none" | "refused" }>
  | { stage: "taken"; id: string; reply: string };

/** Shows that mail is received: by the real SMTP server, through the ordinary intake, to a ticket. */
export function createRoundTrip({ record, compose, deliver, now, randomBytes, smtp }: Parts): RoundTrip {
  let handed: Handed = { stage: "none" };
  return {
    async send(caller) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      handed = await handOver();
      return ok(undefined);
    },
    state(caller) {
      if (!may(caller, "settings.write").ok) return { stage: "none" };
      if (handed.stage !== "taken") return handed;
      const { reply } = handed;
      const mail = record.view.mail(mailId(handed.id));
      if (mail?.ticket) return { stage: "ticket", reply, ticket: mail.ticket };
      if (mail?.outcome === "held") return { stage: "held", reply, cause: mail.cause };
      return { stage: "waiting", reply };
    },
  };

  async function handOver(): Promise<Handed> {
    const at = smtp();
    const mailbox = record.view.mailboxes().find(({ enabled }) => enabled);
    if (at === null || mailbox === undefined)
      return { stage: "refused", response: "", fault: fault("smtp.not-listening") };
    const hostname = record.view.hostname() ?? "localhost";
    const sender = senderFor(hostname);
    const t = textIn(languageFor(mailbox.language));
    const { bytes: raw } = await compose({
      messageId: `<${timeId(now(), randomBytes(10))}@${hostname}>`,
      ...{ inReplyTo: null, references: [], date: now(), from: sender, replyTo: null },
      ...{ to: [{ name: mailbox.name, address: mailbox.address }], cc: [] },
      subject: t("test-mail.subject"),
      text: t("test-mail.text", { mailbox: mailbox.address, hostname }),
      ...{ html: null, attachments: [], automatic: false },
    });
    const { host, port } = reachableAt(at);
    const { results } = await deliver(
      { raw, envelope: { from: sender.address, to: [mailbox.address] }, insist: true },
      { kind: "smtp", host, port, tls: "opportunistic", user: null, password: null },
    );
    const [result] = results;
    const id = /^250 2\.6\.0 Queued as (\w+)/.exec(result?.response ?? "")?.[1];
    if (id !== undefined) return { stage: "taken", id, reply: result?.response ?? "" };
    const { response, fault: why } = result ?? { response: "" };
    return { stage: "refused", response, ...(why === undefined ? {} : { fault: why }) };
  }

  /** From the administrator, so that a reply goes back to them; not from a mailbox to itself. */
  function senderFor(hostname: string) {
    const admin = record.view.users().find(({ role, disabled }) => role === "admin" && !disabled);
    const email = admin?.email ?? null;
    const ours = record.view.mailboxes().some((one) => [one.address, ...one.aliases].includes(email ?? ""));
    const name = admin?.fullName ?? "MailManager";
    return { name, address: email === null || ours ? `setup@${hostname}` : email };
  }
}

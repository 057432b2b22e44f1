import type { Now } from "../../base/clock.ts";
import type { Sha256 } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import type { Actor } from "../../domain/actor.ts";
import type { EventType, NewEvent } from "../../domain/events.ts";
import type { AttachmentFile } from "../../domain/mail/types.ts";
import type { OutgoingDraft } from "../../domain/outgoing/index.ts";
import { blobOf } from "../../record/blobs.ts";
import type { Record } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import type { Compose } from "./draft.ts";
import { createDueWork, type DueWork, type Work } from "./due-work.ts";

export interface ComposerParts {
  readonly record: Record;
  readonly compose: Compose;
  readonly now: Now;
  readonly log: Log;
}

/** One kind of outgoing mail: what is due, what the mail says, and what is recorded when it is composed. */
export interface MailKind<Row, D extends OutgoingDraft> extends Omit<Work<Row>, "give" | "begins"> {
  readonly begins: EventType;
  readonly actor: Actor;
  /**
   * What the mail says, from what is known now; null where there is to be no mail any more.
   * @throws if something is missing that the next try may find
   */
  readonly draft: (row: Row) => Promise<(D & { readonly attachments?: readonly AttachmentFile[] }) | null>;
  /**
   * What settles it, decided within the commit: nothing where somebody else has settled it meanwhile.
   * @param composed null where there was no draft
   */
  readonly settle: (
    view: View,
    now: number,
    row: Row,
    composed: { readonly draft: D; readonly raw: Sha256 } | null,
  ) => readonly NewEvent[];
}

/**
 * Composes and signs the mails of one kind that are due; the event that says so queues their deliveries. A crash
 * before that commit leaves them due, and the next try gives them the same Message-ID.
 */
export function createComposer<Row, D extends OutgoingDraft>(
  { record, compose, now, log }: ComposerParts,
  kind: MailKind<Row, D>,
): DueWork {
  return createDueWork<Row>(
    { record, log, now },
    { ...kind, begins: [kind.begins, "DeliveryRetried"], give },
  );

  async function give(row: Row): Promise<void> {
    const found = await kind.draft(row);
    const raw =
      found && (await compose({ ...found.draft, date: now(), attachments: found.attachments ?? [] }));
    const mail = raw && blobOf(raw);
    const composed = found && mail && { draft: found, raw: mail.sha256 };
    await record.commit(kind.actor, (view, time) => {
      const events = kind.settle(view, time, row, composed);
      const keeps = events.some(({ event }) => "raw" in event);
      return { events, blobs: keeps && mail ? [mail] : [], value: undefined };
    });
  }
}

import type { Now } from "../../base/clock.ts";
import type { MessageKey, Sha256 } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Dependency } from "../../domain/dependency.ts";
import type { EventType, NewEvent } from "../../domain/events.ts";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { OutgoingDraft } from "../../domain/outgoing/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork, type Work } from "../due-work.ts";
import type { Compose } from "./draft.ts";

export interface ComposerParts {
  readonly record: RecordStore;
  readonly compose: Compose;
  readonly now: Now;
  readonly log: Log;
}

/** A composed mail: its draft, and its bytes by their hash and number. */
export interface Composed<D> {
  readonly draft: D;
  readonly raw: Sha256;
  readonly size: number;
}

/** One kind of outgoing mail: which are due, the draft, and what is recorded once it is composed. */
export interface MailKind<Row, D extends OutgoingDraft> extends Omit<Work<Row>, "give" | "begins" | "id"> {
  readonly id: (row: Row) => MessageKey;
  readonly begins: EventType;
  readonly actor: Actor;
  /**
   * The draft, from what is known now; null if the mail is no longer to be sent, "erased" if what it is made of was
   * erased by law.
   * @throws if something is missing that may be there at the next attempt
   */
  readonly draft: (
    row: Row,
  ) => Promise<(D & { readonly attachments?: readonly AttachmentFile[] }) | null | "erased">;
  /**
   * The events that settle it, decided within the commit: none if it has been settled in the meantime.
   * @param composed null if there was no draft
   */
  readonly settle: (view: View, now: number, row: Row, composed: Composed<D> | null) => readonly NewEvent[];
  /** What that depends on, besides that the mail is due and the tickets of its events. */
  readonly dependsOn?: (view: View, row: Row) => readonly Dependency[];
}

/**
 * Composes and signs the due mails of one kind; the event that records it queues their deliveries. After a crash
 * before that commit they are still due, and the next attempt gives them the same Message-ID.
 */
export function createComposer<Row, D extends OutgoingDraft>(
  { record, compose, now, log }: ComposerParts,
  kind: MailKind<Row, D>,
): DueWork {
  return createDueWork<Row>(
    { record, log, now },
    { ...kind, begins: [kind.begins, "DeliveryRetried"], give },
  );

  async function give(row: Row): Promise<"done" | "erased"> {
    const found = await kind.draft(row);
    if (found === "erased") return found;
    const mail =
      found && (await compose({ ...found.draft, date: now(), attachments: found.attachments ?? [] }));
    const blob = mail && (await record.prepareBlob(mail.bytes, mail.sha256));
    const composed = found && mail && { draft: found, raw: mail.sha256, size: mail.bytes.length };
    await record.commit(kind.actor, (view, time) => {
      const events = kind.settle(view, time, row, composed);
      const keeps = events.some(({ event }) => "raw" in event);
      const due = { on: "due", message: kind.id(row) } as const;
      return {
        events,
        dependsOn: [due, ...ticketsOf(view, events), ...(kind.dependsOn?.(view, row) ?? [])],
        blobs: keeps && blob ? [blob] : [],
        value: undefined,
      };
    });
    return "done";
  }
}

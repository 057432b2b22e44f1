import { type MessageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Event, EventType } from "../../domain/events.ts";
import { type DeliveryResult, recipientsOf } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { delivery, deliveryWay } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";
import { replyWriter } from "./replies.ts";

/** Events that say that a mail was sent, or is not to be sent. */
const left: ReadonlySet<EventType> = new Set([
  ...(["DeliveryAttempted", "DeliveryCancelled"] as const),
  ...(["ReplyComposed", "ReplyTakenBack", "ReplyWithheld"] as const),
]);

type Queued = Extract<Event, { type: "ReplyWritten" | "NotificationQueued" | "WarningQueued" }>;

/**
 * Tables reply, delivery, delivery_way and delivery_doubt: the outbox, one row per recipient of a reply, a notification or a
 * warning. Those of a reply have no next attempt until it is composed.
 */
export const deliveries: Projection = {
  name: "deliveries",
  version: 6,
  usableFrom: 6,
  tables: ["reply", "delivery", "delivery_way", "delivery_doubt"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectDeliveries,
};

function projectDeliveries(db: Database): Project {
  const toReply = replyWriter(db);
  const insert = inserter(db.drizzle, delivery, true);
  const onItsWay = inserter(db.drizzle, deliveryWay);
  const composed = db.sqlite.prepare<[number, string]>(
    "UPDATE delivery SET next_at = ? WHERE message = ? AND state = 'waiting'",
  );
  const attempt = db.sqlite.prepare<{
    message: string;
    recipient: string;
    state: string;
    attempts: number;
    nextAt: number | null;
    response: string;
    fault: string | null;
    server: string | null;
  }>(
    `UPDATE delivery SET state = @state, attempts = @attempts, next_at = @nextAt, response = @response,
       fault = @fault, server = @server WHERE message = @message AND recipient = @recipient`,
  );
  const bounce = db.sqlite.prepare<[string, string, string]>(
    `UPDATE delivery SET state = 'bounced', next_at = NULL, response = ?, fault = NULL
       WHERE message = ? AND recipient = ?`,
  );
  const cancel = db.sqlite.prepare<[string]>(
    "UPDATE delivery SET state = 'cancelled', next_at = NULL WHERE message = ? AND state IN ('waiting', 'deferred', 'held')",
  );
  const retry = db.sqlite.prepare<[number, string]>(
    `UPDATE delivery SET state = 'waiting',
       next_at = CASE WHEN ${uncomposed("")} THEN NULL ELSE ? END
     WHERE message = ? AND state IN ('waiting', 'deferred', 'failed', 'bounced', 'cancelled', 'held')`,
  );
  const hold = db.sqlite.prepare(
    `UPDATE delivery SET state = 'held', next_at = NULL
     WHERE state IN ('waiting', 'deferred') AND NOT ${uncomposed("AND reply.state = 'due'")}`,
  );
  // The replies of a ticket; without a ticket, all other mail.
  const concerned =
    "state IN ('waiting', 'deferred') AND iif(@ticket IS NULL, kind <> 'reply', kind = 'reply' AND ticket = @ticket)";
  const doubt = db.sqlite.prepare<{ ticket: number | null }>(
    `INSERT INTO delivery_doubt (message, recipient) SELECT message, recipient FROM delivery
       WHERE ${concerned}
       ON CONFLICT DO NOTHING`,
  );
  const holdOf = db.sqlite.prepare<{ ticket: number | null }>(
    `UPDATE delivery SET state = 'held', next_at = NULL WHERE ${concerned}`,
  );
  const isDoubtful = db.sqlite.prepare<[string], unknown>(
    "SELECT 1 FROM delivery_doubt WHERE message = ? LIMIT 1",
  );
  const sure = db.sqlite.prepare<[string, string]>(
    "DELETE FROM delivery_doubt WHERE message = ? AND recipient = ?",
  );
  // An attempt includes all that are due: one that it left out had been sent before, or was not to be sent.
  const holdDoubtful = db.sqlite.prepare<{ message: string }>(
    `UPDATE delivery SET state = 'held', next_at = NULL WHERE message = @message AND state IN ('waiting', 'deferred')
       AND recipient IN (SELECT recipient FROM delivery_doubt WHERE message = @message)`,
  );

  return (events) => {
    for (const recorded of events) {
      const { position, time, ticket, event } = recorded;
      toReply(recorded);
      switch (event.type) {
        case "ReplyWritten":
        case "NotificationQueued":
        case "WarningQueued": {
          const { recipients, nextAt } = queuedBy(event, time);
          for (const recipient of recipients) {
            insert({
              message: event.message,
              recipient,
              position,
              ...of(event, ticket),
              state: "waiting",
              attempts: 0,
              nextAt,
              response: null,
              fault: null,
              server: null,
            });
          }
          break;
        }
        case "ReplyComposed":
          composed.run(time, event.message);
          break;
        case "ReplyTakenBack":
        case "ReplyWithheld":
          cancel.run(event.message);
          break;
        case "DeliveryAttempted":
          onItsWay({ position, message: event.message });
          for (const result of event.results) record(event.message, result, event);
          if (isDoubtful.get(event.message)) {
            for (const { recipient } of event.results) sure.run(event.message, recipient);
            holdDoubtful.run({ message: event.message });
          }
          break;
        case "DeliveryBounced":
          onItsWay({ position, message: event.message });
          for (const { recipient, status, diagnostic } of event.results) {
            bounce.run(diagnostic ?? status ?? "", event.message, recipient);
          }
          break;
        case "DeliveryCancelled":
          cancel.run(event.message);
          break;
        case "DeliveryRetried":
          retry.run(time, event.message);
          break;
        case "BackupRestored":
          hold.run();
          break;
        case "Erased":
          // What may have been sent, or was not to be sent, is not sent automatically: someone has to decide.
          if (event.was === "BackupRestored") hold.run();
          if (left.has(event.was)) {
            doubt.run({ ticket });
            holdOf.run({ ticket });
          }
          break;
        default:
      }
    }
  };

  function of(
    event: Queued,
    ticket: TicketNumber | null,
  ): Pick<typeof delivery.$inferSelect, "ticket" | "kind"> {
    switch (event.type) {
      case "ReplyWritten":
        return { ticket: ticketNumber(ticket ?? 0), kind: "reply" };
      case "NotificationQueued":
        return { ticket: event.about, kind: "notification" };
      case "WarningQueued":
        return { ticket: null, kind: "warning" };
    }
  }

  function record(
    message: MessageKey,
    result: DeliveryResult,
    { attempt: attempts, nextAt, server }: { attempt: number; nextAt: number | null; server: string | null },
  ): void {
    const deferred = result.outcome === "deferred" && nextAt !== null;
    attempt.run({
      message,
      recipient: result.recipient,
      state: result.outcome === "deferred" && !deferred ? "failed" : result.outcome,
      attempts,
      nextAt: deferred ? nextAt : null,
      response: result.response,
      fault: result.fault === undefined ? null : JSON.stringify(result.fault),
      server: result.server ?? server,
    });
  }
}

function queuedBy(event: Queued, time: number): { recipients: readonly string[]; nextAt: number | null } {
  if (event.type !== "ReplyWritten") return { recipients: event.recipients, nextAt: time };
  if (event.composed) return { recipients: event.composed.recipients, nextAt: time };
  return { recipients: recipientsOf(event), nextAt: null };
}

/** Whether a delivery belongs to a reply that is not composed yet. */
function uncomposed(more: string): string {
  return `EXISTS (SELECT 1 FROM reply WHERE reply.message = delivery.message AND composed IS NULL ${more})`;
}

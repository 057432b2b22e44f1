import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ticketNumber } from "../../base/ids.ts";
import type { Event } from "../../domain/events.ts";
import type { DeliveryResult } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { delivery } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

type Queued = Extract<Event, { type: "ReplyQueued" | "NotificationQueued" | "WarningQueued" }>;

/** Tables delivery and delivery_doubt: the outbox, one row for each recipient of an answer, a notification or a warning. */
export const deliveries: Projection = {
  name: "deliveries",
  version: 1,
  tables: ["delivery", "delivery_doubt"],
  needed: true,
  project: projectDeliveries,
};

function projectDeliveries(db: Database): Project {
  const insert = inserter(db.drizzle, delivery, true);
  const attempt = db.sqlite.prepare<{
    message: string;
    recipient: string;
    state: string;
    attempts: number;
    nextAt: number | null;
    response: string;
    server: string;
  }>(
    `UPDATE delivery SET state = @state, attempts = @attempts, next_at = @nextAt, response = @response,
       server = @server WHERE message = @message AND recipient = @recipient`,
  );
  const bounce = db.sqlite.prepare<[string, string, string]>(
    `UPDATE delivery SET state = 'bounced', next_at = NULL, response = ?
       WHERE message = ? AND recipient = ?`,
  );
  const cancel = db.sqlite.prepare<[string]>(
    "UPDATE delivery SET state = 'cancelled', next_at = NULL WHERE message = ? AND state IN ('waiting', 'deferred', 'held')",
  );
  const retry = db.sqlite.prepare<[number, string]>(
    `UPDATE delivery SET state = 'waiting', next_at = ? WHERE message = ?
       AND state IN ('waiting', 'deferred', 'failed', 'bounced', 'cancelled', 'held')`,
  );
  const hold = db.sqlite.prepare(
    "UPDATE delivery SET state = 'held', next_at = NULL WHERE state IN ('waiting', 'deferred')",
  );
  // Of a ticket its answers; without one, all that is beside tickets.
  const concerned =
    "state IN ('waiting', 'deferred') AND iif(@ticket IS NULL, kind <> 'answer', kind = 'answer' AND ticket = @ticket)";
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
  // An attempt takes all that are due: one that it left out had left before, or was not to leave.
  const holdDoubtful = db.sqlite.prepare<{ message: string }>(
    `UPDATE delivery SET state = 'held', next_at = NULL WHERE message = @message AND state IN ('waiting', 'deferred')
       AND recipient IN (SELECT recipient FROM delivery_doubt WHERE message = @message)`,
  );

  return (events) => {
    for (const { position, time, ticket, event } of events) {
      switch (event.type) {
        case "ReplyQueued":
        case "NotificationQueued":
        case "WarningQueued":
          for (const recipient of event.recipients) {
            insert({
              message: event.message,
              recipient,
              position,
              ...of(event, ticket),
              state: "waiting",
              attempts: 0,
              nextAt: time,
              response: null,
              server: null,
            });
          }
          break;
        case "DeliveryAttempted":
          for (const result of event.results) record(event.message, result, event);
          if (isDoubtful.get(event.message)) {
            for (const { recipient } of event.results) sure.run(event.message, recipient);
            holdDoubtful.run({ message: event.message });
          }
          break;
        case "DeliveryBounced":
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
          // What may have left, or was not to leave, does not leave by itself: someone has to decide.
          if (event.was === "BackupRestored") hold.run();
          if (event.was === "DeliveryAttempted" || event.was === "DeliveryCancelled") {
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
      case "ReplyQueued":
        return { ticket: ticketNumber(ticket ?? 0), kind: "answer" };
      case "NotificationQueued":
        return { ticket: event.about, kind: "notification" };
      case "WarningQueued":
        return { ticket: null, kind: "warning" };
    }
  }

  function record(
    message: MessageKey,
    result: DeliveryResult,
    { attempt: attempts, nextAt, server }: { attempt: number; nextAt: number | null; server: string },
  ): void {
    const deferred = result.outcome === "deferred" && nextAt !== null;
    attempt.run({
      message,
      recipient: result.recipient,
      state: result.outcome === "deferred" && !deferred ? "failed" : result.outcome,
      attempts,
      nextAt: deferred ? nextAt : null,
      response: result.response,
      server: result.server ?? server,
    });
  }
}

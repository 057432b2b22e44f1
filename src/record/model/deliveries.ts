import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ticketNumber } from "../../base/ids.ts";
import type { Event } from "../../domain/events.ts";
import type { DeliveryResult } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { delivery } from "../schema.ts";
import type { Projection } from "./projection.ts";

type Queued = Extract<Event, { type: "ReplyQueued" | "NotificationQueued" | "WarningQueued" }>;

/** Table delivery: the outbox, one row for each recipient of an answer, a notification or a warning. */
export function projectDeliveries(db: Database): Projection {
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
  const holdAnswers = db.sqlite.prepare<[number]>(
    `UPDATE delivery SET state = 'held', next_at = NULL
       WHERE state IN ('waiting', 'deferred') AND kind = 'answer' AND ticket = ?`,
  );
  const holdOthers = db.sqlite.prepare(
    "UPDATE delivery SET state = 'held', next_at = NULL WHERE state IN ('waiting', 'deferred') AND kind <> 'answer'",
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
            if (ticket === null) holdOthers.run();
            else holdAnswers.run(ticket);
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

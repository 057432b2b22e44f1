import { ticketNumber } from "../../base/ids.ts";
import type { EventType, Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { reply } from "../schema.ts";

/** Events after which a reply is no longer due. */
const ends: ReadonlySet<EventType> = new Set(["ReplyComposed", "ReplyTakenBack", "ReplyWithheld"]);

/** Table reply, one event at a time: its deliveries stay in step. */
export function replyWriter(db: Database): (recorded: Recorded) => void {
  const insert = inserter(db.drizzle, reply);
  const compose = db.sqlite.prepare<[number, string]>(
    "UPDATE reply SET state = 'composed', composed = ? WHERE message = ?",
  );
  const end = db.sqlite.prepare<["taken-back" | "withheld", string]>(
    "UPDATE reply SET state = ? WHERE message = ? AND composed IS NULL",
  );
  const again = db.sqlite.prepare<[number, string]>(
    `UPDATE reply SET state = 'due', leave_at = ?, unless_answered = 0
     WHERE message = ? AND state IN ('due', 'held', 'withheld')`,
  );
  // Replies that were to leave between the backup and now may have been sent.
  const hold = db.sqlite.prepare<[number]>(
    "UPDATE reply SET state = 'held' WHERE state = 'due' AND leave_at <= ?",
  );

  // Not even a retry sends these: the reply may have left before. Its text can be used for another reply.
  const endOf = db.sqlite.prepare<[number, number]>(
    `UPDATE reply SET state = 'taken-back' WHERE state IN ('due', 'held', 'withheld')
       AND (ticket = ? OR (place = ? AND place <> ticket))`,
  );
  const move = db.sqlite.prepare<[number, string]>("UPDATE reply SET place = ? WHERE message = ?");

  return ({ position, time, ticket, event }) => {
    switch (event.type) {
      case "ReplyWritten": {
        const { message, leaveAt, unlessAnswered, nonce, close, composed } = event;
        insert({
          ...{ message, unlessAnswered, nonce, close },
          ...{ ticket: ticketNumber(ticket ?? 0), place: ticketNumber(ticket ?? 0) },
          leaveAt: composed ? time : leaveAt,
          state: composed ? "composed" : "due",
          automatic: event.automatic !== false,
          written: position,
          composed: composed ? position : null,
        });
        break;
      }
      case "MessagesTaken":
        for (const message of event.messages) move.run(ticket ?? 0, message);
        break;
      case "ReplyComposed":
        compose.run(position, event.message);
        break;
      case "ReplyTakenBack":
        end.run("taken-back", event.message);
        break;
      case "ReplyWithheld":
        end.run("withheld", event.message);
        break;
      case "DeliveryRetried":
        again.run(time, event.message);
        break;
      case "BackupRestored":
        hold.run(time);
        break;
      case "Erased":
        // It may have been sent, or was not to be sent.
        if (event.was === "BackupRestored") hold.run(time);
        if (ends.has(event.was) && ticket !== null) endOf.run(ticket, ticket);
        break;
      default:
    }
  };
}

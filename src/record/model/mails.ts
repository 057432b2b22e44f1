import { ticketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { mail, mailSource, type Outcome } from "../schema.ts";
import type { Projection } from "./index.ts";

/** Tables mail and mail_source: what was accepted, from where, and what became of it. */
export function projectMails(db: Database): Projection {
  const insert = inserter(db.drizzle, mail);
  const settle = db.sqlite.prepare<{
    id: string;
    outcome: Outcome;
    reason: string | null;
    cause: string | null;
    ticket: number | null;
    candidate: number | null;
    fromName: string | null;
    fromAddress: string | null;
    subject: string | null;
  }>(
    `UPDATE mail SET outcome = @outcome, reason = @reason, cause = @cause, ticket = @ticket, candidate = @candidate,
       from_name = @fromName, from_address = @fromAddress, subject = @subject WHERE id = @id`,
  );

  const source = inserter(db.drizzle, mailSource);
  const again = db.sqlite.prepare<[string, string]>(
    "INSERT INTO mail_source (source, mail, sha256) SELECT ?, id, sha256 FROM mail WHERE id = ?",
  );

  return (events) => {
    for (const recorded of events) one(recorded);
  };

  function one({ position, time, ticket, event }: Recorded): void {
    switch (event.type) {
      case "MailReceived":
        insert({
          position,
          id: event.mail,
          receivedAt: time,
          sender: event.envelope.from,
          recipients: event.envelope.to,
          mailbox: event.mailbox,
          size: event.size,
          sha256: Buffer.from(event.sha256, "hex"),
          ip: event.peer.ip,
          helo: event.peer.helo,
          tls: event.peer.tls,
          outcome: "queued",
          reason: null,
          cause: null,
          ticket: null,
          candidate: null,
          fromName: null,
          fromAddress: null,
          subject: null,
        });
        if (event.source !== undefined) {
          source({ source: event.source, mail: event.mail, sha256: Buffer.from(event.sha256, "hex") });
        }
        break;
      case "MailFoundAgain":
        again.run(event.source, event.mail);
        break;
      case "MessageReceived": {
        const number = ticketNumber(ticket ?? 0);
        settle.run({
          id: event.mail,
          // A follow-up joined by some evidence; what opens a ticket needs none.
          outcome: event.evidence === null ? "ticket" : event.automatic === "bounce" ? "bounce" : "reply",
          reason: null,
          cause: null,
          ticket: number,
          candidate: null,
          fromName: event.from.name,
          fromAddress: event.from.address,
          subject: event.subject,
        });
        break;
      }
      case "MailHeld":
        settle.run({
          id: event.mail,
          outcome: "held",
          reason: event.reason,
          cause: event.cause,
          ticket: null,
          candidate: event.candidate,
          fromName: event.from?.name ?? null,
          fromAddress: event.from?.address ?? null,
          subject: event.subject,
        });
        break;
      case "MailFiled":
        settle.run({
          id: event.mail,
          outcome: event.as,
          reason: null,
          cause: event.cause,
          ticket: null,
          candidate: null,
          fromName: event.from?.name ?? null,
          fromAddress: event.from?.address ?? null,
          subject: event.subject,
        });
        break;
      default:
    }
  }
}

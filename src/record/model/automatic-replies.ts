import { ticketNumber } from "../../base/ids.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { automaticReply } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table automatic_reply: the auto-replies that are due, and those that were written, also by rules, and the mails that these forwarded. */
export const automaticReplies: Projection = {
  name: "automatic replies",
  version: 3,
  usableFrom: 2,
  tables: ["automatic_reply"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectAutomaticReplies,
};

function projectAutomaticReplies(db: Database): Project {
  const insert = inserter(db.drizzle, automaticReply);
  const settle = db.sqlite.prepare<[string]>("UPDATE automatic_reply SET due = 0 WHERE message = ?");
  const settleAll = db.sqlite.prepare<[number]>("UPDATE automatic_reply SET due = 0 WHERE ticket = ?");
  return (events) => {
    for (const { time, ticket, event } of events) {
      if (event.type === "AutoReplyDue") {
        const address = normalAddress(event.to.address);
        insert({ message: event.message, ticket: ticketNumber(ticket ?? 0), address, at: time, due: true });
      } else if (
        event.type === "ReplyWritten" &&
        (event.automatic === "rule" || event.automatic === "forward")
      ) {
        const address = normalAddress(event.to[0]?.address ?? "");
        insert({ message: event.message, ticket: ticketNumber(ticket ?? 0), address, at: time, due: false });
      } else if (event.type === "ReplyWritten" && event.automatic) settle.run(event.message);
      // It may have been the reply that was due; none is better than two.
      else if (event.type === "Erased" && event.was === "ReplyWritten" && ticket !== null)
        settleAll.run(ticket);
    }
  };
}

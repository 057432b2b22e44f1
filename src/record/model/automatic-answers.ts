import { ticketNumber } from "../../base/ids.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { automaticAnswer } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table automatic_answer: what the program owes, and what it has answered by itself. */
export const automaticAnswers: Projection = {
  name: "automatic answers",
  version: 1,
  tables: ["automatic_answer"],
  needed: true,
  project: projectAutomaticAnswers,
};

function projectAutomaticAnswers(db: Database): Project {
  const insert = inserter(db.drizzle, automaticAnswer);
  const settle = db.sqlite.prepare<[string]>("UPDATE automatic_answer SET due = 0 WHERE message = ?");
  const settleAll = db.sqlite.prepare<[number]>("UPDATE automatic_answer SET due = 0 WHERE ticket = ?");
  return (events) => {
    for (const { time, ticket, event } of events) {
      if (event.type === "AnswerDue") {
        const address = normalAddress(event.to.address);
        insert({ message: event.message, ticket: ticketNumber(ticket ?? 0), address, at: time, due: true });
      } else if (event.type === "ReplyQueued" && event.automatic) settle.run(event.message);
      // It may have been the answer that was owed; better none than a second one.
      else if (event.type === "Erased" && event.was === "ReplyQueued" && ticket !== null)
        settleAll.run(ticket);
    }
  };
}

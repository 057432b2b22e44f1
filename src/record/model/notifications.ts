import type { MessageKey, TicketNumber, UserName } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { agentReply, notification } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables notification and agent_reply: notifications that are due or sent, and agents' replies by mail. */
export const notifications: Projection = {
  name: "notifications",
  version: 5,
  usableFrom: 5,
  tables: ["notification", "agent_reply"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectNotifications,
};

function projectNotifications(db: Database): Project {
  const insert = inserter(db.drizzle, notification);
  const queued = db.sqlite.prepare<{
    message: string;
    ticket: number;
    user: string;
    at: number;
    position: number;
  }>(
    // The event that made it due may have been erased.
    `INSERT INTO notification (message, ticket, user, at, due_position, position)
     VALUES (@message, @ticket, @user, @at, @position, @position)
     ON CONFLICT (message) DO UPDATE SET position = excluded.position`,
  );
  const forgetDue = db.sqlite.prepare("DELETE FROM notification WHERE position IS NULL");
  const forgetReplies = db.sqlite.prepare("DELETE FROM agent_reply");
  const due = inserter(db.drizzle, agentReply);
  const settle = db.sqlite.prepare<[string]>("DELETE FROM agent_reply WHERE mail = ?");
  return (events) => {
    for (const { position, time, event } of events) {
      switch (event.type) {
        case "NotificationDue":
          insert({
            message: event.message,
            ticket: event.about,
            user: event.user,
            at: time,
            duePosition: position,
            position: null,
          });
          break;
        case "NotificationQueued":
          queued.run({ ...pick(event), at: time, position });
          break;
        case "AgentReplied":
          due({ mail: event.mail, position, about: event.about });
          break;
        case "ReplyWritten":
          if (event.byMail) settle.run(event.byMail.mail);
          break;
        case "MailHeld":
          settle.run(event.mail);
          break;
        case "Erased":
          // It may have settled one that was due; none is better than two.
          if (event.was === "NotificationQueued") forgetDue.run();
          if (event.was === "ReplyWritten" || event.was === "MailHeld") forgetReplies.run();
          break;
        default:
      }
    }
  };
}

const pick = ({ message, about, user }: { message: MessageKey; about: TicketNumber; user: UserName }) => ({
  ...{ message, ticket: about, user },
});

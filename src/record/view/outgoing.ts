/** What decisions ask of mail that goes out besides replies, and of deliveries, within their transaction. */
import {
  type MailId,
  type MessageKey,
  messageKey,
  type TicketNumber,
  type UserName,
  userName,
} from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { agentReply, automaticReply, delivery, notification } from "../schema.ts";

export type AutomaticReplyRow = typeof automaticReply.$inferSelect;
export type NotificationRow = typeof notification.$inferSelect;
export type DeliveryRow = typeof delivery.$inferSelect;
export type AgentReplyRow = typeof agentReply.$inferSelect;

export interface OutgoingView {
  /** Number of auto-replies due since then: to this address, and in total. */
  automaticReplies(address: string, since: number): { readonly toAddress: number; readonly toAll: number };
  /** Auto-replies that are due, the longest first. */
  automaticRepliesDue(limit: number): readonly AutomaticReplyRow[];
  /** Number of notifications sent or due since then: to this person, about this ticket, and in total. */
  notifications(
    user: UserName,
    ticket: TicketNumber,
    since: number,
  ): { readonly toUser: number; readonly ofTicket: number; readonly toAll: number };
  /** Notifications that are due, the longest first. */
  notificationsDue(limit: number): readonly NotificationRow[];
  /** Everyone who has ever been notified of this ticket. */
  notifiedUsers(ticket: TicketNumber): readonly UserName[];
  /** The notification about this ticket whose key ends with this; null if there is none. */
  notificationEnding(ticket: TicketNumber, end: string): MessageKey | null;
  /** Agents' replies by mail that are yet to be written as replies, oldest first. */
  agentRepliesDue(limit: number): readonly AgentReplyRow[];
  isAgentReplyDue(mail: MailId): boolean;
  deliveries(message: MessageKey): readonly DeliveryRow[];
  /** Whether a reply, an auto-reply, a notification or a warning is still to be composed. */
  isDue(message: MessageKey): boolean;
}

export function createOutgoingView({ drizzle, sqlite }: Database): OutgoingView {
  const repliedAddress = sqlite
    .prepare<[string, number], number>("SELECT count(*) FROM automatic_reply WHERE address = ? AND at > ?")
    .pluck();
  const repliedAll = sqlite
    .prepare<[number], number>("SELECT count(*) FROM automatic_reply WHERE at > ?")
    .pluck();
  const automaticRepliesDue = reader<typeof automaticReply, [number]>(
    drizzle,
    automaticReply,
    "WHERE due = 1 ORDER BY at LIMIT ? + 0",
  );
  const toldUser = sqlite
    .prepare<[string, number], number>("SELECT count(*) FROM notification WHERE user = ? AND at > ?")
    .pluck();
  const toldOf = sqlite
    .prepare<[number, string, number], number>(
      "SELECT count(*) FROM notification WHERE ticket = ? AND user = ? AND at > ?",
    )
    .pluck();
  const toldAll = sqlite.prepare<[number], number>("SELECT count(*) FROM notification WHERE at > ?").pluck();
  const notificationsDue = reader<typeof notification, [number]>(
    drizzle,
    notification,
    "WHERE position IS NULL ORDER BY at, message LIMIT ? + 0",
  );
  const notifiedUsers = sqlite
    .prepare<[number], string>("SELECT DISTINCT user FROM notification WHERE ticket = ?")
    .pluck();
  const notificationEnding = sqlite
    .prepare<[number, string], string>(
      "SELECT message FROM notification WHERE ticket = ? AND substr(message, -10) = ?",
    )
    .pluck();
  const agentRepliesDue = reader<typeof agentReply, [number]>(
    drizzle,
    agentReply,
    "ORDER BY position LIMIT ? + 0",
  );
  const agentReplyDue = sqlite.prepare<[string], number>("SELECT 1 FROM agent_reply WHERE mail = ?").pluck();
  const due = sqlite
    .prepare<{ message: string }, number>(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM reply WHERE message = @message AND state = 'due')
         OR EXISTS (SELECT 1 FROM automatic_reply WHERE message = @message AND due = 1)
         OR EXISTS (SELECT 1 FROM notification WHERE message = @message AND position IS NULL)
         OR EXISTS (SELECT 1 FROM warning WHERE message = @message AND position IS NULL)`,
    )
    .pluck();
  const deliveriesOf = reader<typeof delivery, [string]>(
    drizzle,
    delivery,
    "WHERE message = (SELECT ?) ORDER BY recipient",
  );

  return {
    automaticReplies: (address, since) => ({
      toAddress: repliedAddress.get(address, since) ?? 0,
      toAll: repliedAll.get(since) ?? 0,
    }),
    automaticRepliesDue: (limit) => automaticRepliesDue.all(limit),
    notifications: (user, ticket, since) => ({
      toUser: toldUser.get(user, since) ?? 0,
      ofTicket: toldOf.get(ticket, user, since) ?? 0,
      toAll: toldAll.get(since) ?? 0,
    }),
    notificationsDue: (limit) => notificationsDue.all(limit),
    notifiedUsers: (ticket) => notifiedUsers.all(ticket).map(userName),
    notificationEnding(ticket, end) {
      const key = notificationEnding.get(ticket, end);
      return key === undefined ? null : messageKey(key);
    },
    agentRepliesDue: (limit) => agentRepliesDue.all(limit),
    isAgentReplyDue: (mail) => agentReplyDue.get(mail) !== undefined,
    isDue: (message) => due.get({ message }) !== undefined,
    deliveries: (message) => deliveriesOf.all(message),
  };
}

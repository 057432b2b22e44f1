import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { actorText } from "../../domain/actor.ts";
import {
  addressesOf,
  decideFile,
  decideJoin,
  decideOpen,
  type HeldMailFacts,
  heldMessage,
  type IncomingMessage,
  stillHeld,
} from "../../domain/intake/index.ts";
import { followMerges, tokenFrom } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import type { CommandParts, Commands, Commit, Done } from "../tickets/types.ts";
import { ticketFacts } from "./evidence.ts";
import { assigneeOf, personOf } from "./people.ts";

type HeldMail = Pick<Commands, "joinHeld" | "openHeld" | "fileHeld" | "decideFloodGroup">;

/** The most mails of a flood that are decided about at a time. */
const AT_ONCE = 500;
/** The most floods searched for the number of mails left in one. */
const MOST_GROUPS = 1000;

/** People's decisions about held mail: add to a ticket, create one, archive; or the same for all mails of a flood. */
export function createHeldMail({ record, now, read, randomBytes }: CommandParts, commit: Commit): HeldMail {
  const heldMail: HeldMail = {
    async joinHeld(caller, id, number) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const message = await readHeld(id);
      if (!message.ok) return message;
      const notification = messageKey(timeId(now(), randomBytes(10)));
      return commit<Done>(caller, "tickets.write", undefined, (view, time) => {
        const named = view.ticket(number);
        const ticket = named && ticketFacts(followMerges(named, view.ticket));
        const decided = decideJoin({
          ...{ mail: heldFacts(view, id), message: message.value, named: number, ticket, notification },
          by: caller.user,
          author: personOf(view, message.value.from.address),
          assignee: ticket && assigneeOf(view, ticket, time),
          own: addressesOf(view.mailboxes()),
        });
        if (!decided.ok) return decided;
        const { events } = decided.value;
        const joined = ticket ?? { number, version: 0 };
        const own = events.filter((one) => one.ticket === joined.number);
        return ok({
          events,
          dependsOn: isHeld(id),
          done: { ticket: joined.number, version: joined.version + own.length },
        });
      });
    },

    async openHeld(caller, id) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const message = await readHeld(id);
      if (!message.ok) return message;
      const token = tokenFrom(randomBytes(15));
      return commit<Done>(caller, "tickets.write", undefined, (view) => {
        const mail = heldFacts(view, id);
        const group = (mail && view.mailbox(mail.mailbox)?.group) ?? null;
        const ticket = view.nextTicketNumber();
        const decided = decideOpen({ mail, message: message.value, token, number: ticket, group });
        if (!decided.ok) return decided;
        const { events } = decided.value;
        return ok({ events, dependsOn: isHeld(id), done: { ticket, version: events.length } });
      });
    },

    async fileHeld(caller, id) {
      const done = await commit(caller, "tickets.write", undefined, (view) => {
        const decided = decideFile(heldFacts(view, id), caller.user ?? actorText(caller.actor));
        return decided.ok ? ok({ events: decided.value.events, dependsOn: isHeld(id), done: {} }) : decided;
      });
      return done.ok ? ok(undefined) : done;
    },

    async decideFloodGroup(caller, from, what) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const one = (id: MailId): Promise<Result<unknown, Fault>> => {
        if (what.kind === "join") return heldMail.joinHeld(caller, id, what.ticket);
        return what.kind === "open" ? heldMail.openHeld(caller, id) : heldMail.fileHeld(caller, id);
      };
      const group = record.queries.floodGroup(from, AT_ONCE);
      if (group.length === 0) return refuse(fault("mail.decided"));
      let done = 0;
      for (const id of group) {
        const decided = await one(id);
        if (decided.ok) done += 1;
        else if (decided.error.code !== "thing.moved-on" && done === 0) return decided;
      }
      const left = record.queries.floodGroups(MOST_GROUPS).find((group) => group.from === from);
      return ok({ done, left: left?.mails ?? 0 });
    },
  };
  return heldMail;

  /** The mail, parsed again from its bytes, with the checks made when it arrived. */
  async function readHeld(id: MailId): Promise<Result<IncomingMessage, Fault>> {
    const mail = stillHeld(record.view.mail(id));
    if (!mail.ok) return mail;
    const raw = await record.blob(sha256(mail.value.sha256.toString("hex")));
    if (!raw) return refuse(fault("mail.bytes-gone"));
    const parsed = await read(raw);
    if (!parsed.ok) return parsed;
    return heldMessage(mail.value.sender, parsed.value, mail.value.checks?.authentication ?? null);
  }
}

const isHeld = (mail: MailId) => [{ on: "mail", mail, is: "held" }] as const;

function heldFacts(view: View, id: MailId): HeldMailFacts | null {
  const row = view.mail(id);
  if (!row) return null;
  const { outcome, mailbox, fromName, fromAddress, subject, cause } = row;
  const from = fromAddress === null ? null : { name: fromName ?? "", address: fromAddress };
  return { id, outcome, mailbox, from, subject: subject ?? "", cause: cause ?? { code: "text", text: "" } };
}

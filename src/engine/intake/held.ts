import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { actorText } from "../../domain/actor.ts";
import {
  decideFile,
  decideJoin,
  decideOpen,
  type HeldMailFacts,
  heldMessage,
  type IncomingMessage,
  type SameMail,
  stillHeld,
} from "../../domain/intake/index.ts";
import { addressesOf, type ParsedMail } from "../../domain/mail/index.ts";
import { type Caller, scopeOf } from "../../domain/policy/index.ts";
import { followMerges, tokenFrom } from "../../domain/ticket/index.ts";
import { withinOf } from "../../record/queries/within.ts";
import type { MailRow, View } from "../../record/view.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { ticketFor } from "../tickets/find.ts";
import type { CommandParts, Commands, Commit, Done, HeldGroupDecision } from "../tickets/types.ts";
import { copiesOf } from "./copies.ts";
import { createTickets, ticketFacts } from "./evidence.ts";
import { assigneeOf, personOf } from "./people.ts";

type HeldMail = Pick<Commands, "joinHeld" | "openHeld" | "fileHeld" | "decideFloodGroup" | "decideHeldFor">;

/** The most mails of a group that are decided about at a time. */
const AT_ONCE = 500;
/** The most floods searched for the number of mails left in one. */
const MOST_GROUPS = 1000;

/** People's decisions about held mail: add to a ticket, create one, archive; or the same for all mails of a group. */
export function createHeldMail({ record, now, read, randomBytes }: CommandParts, commit: Commit): HeldMail {
  const heldMail: HeldMail = {
    async joinHeld(caller, id, number) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const read = await readHeld(caller, id);
      if (!read.ok) return read;
      const notification = messageKey(timeId(now(), randomBytes(10)));
      return commit<Done>(caller, "tickets.write", undefined, (view, time) => {
        const own = addressesOf(view.mailboxes());
        const message = messageOf(read.value, own);
        if (!message.ok) return message;
        const named = ifAllowed(caller, "tickets.write", view.ticket(number));
        const current = named && ifAllowed(caller, "tickets.write", followMerges(named, view.ticket));
        const ticket = current && ticketFacts(current, own);
        const decided = decideJoin({
          ...{
            mail: heldFacts(view, caller, id),
            message: message.value,
            named: number,
            ticket,
            notification,
          },
          same: sameMail(view, id, own),
          by: caller.user,
          author: personOf(view, message.value.from.address),
          assignee: ticket && assigneeOf(view, ticket, time),
          own,
          lifecycle: view.lifecycle(),
          now: time,
        });
        if (!decided.ok) return decided;
        const { events, dependsOn } = decided.value;
        const joined = ticket ?? { number, version: 0 };
        const theirs = events.filter((one) => one.ticket === joined.number);
        return ok({
          events,
          dependsOn,
          done: { ticket: joined.number, version: joined.version + theirs.length },
        });
      });
    },

    async openHeld(caller, id) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const read = await readHeld(caller, id);
      if (!read.ok) return read;
      const token = tokenFrom(randomBytes(15));
      return commit<Done>(caller, "tickets.write", undefined, (view) => {
        const mail = heldFacts(view, caller, id);
        const group = (mail && view.mailbox(mail.mailbox)?.group) ?? null;
        const ticket = view.nextTicketNumber();
        const own = addressesOf(view.mailboxes());
        const message = messageOf(read.value, own);
        if (!message.ok) return message;
        const decided = decideOpen({
          mail,
          message: message.value,
          token,
          number: ticket,
          group,
          own,
          same: sameMail(view, id, own),
          lifecycle: view.lifecycle(),
        });
        if (!decided.ok) return decided;
        const { events, dependsOn } = decided.value;
        const version = events.filter((one) => one.ticket === ticket).length;
        return ok({ events, dependsOn, done: { ticket, version } });
      });
    },

    async fileHeld(caller, id) {
      const done = await commit(caller, "tickets.write", undefined, (view) => {
        const decided = decideFile(heldFacts(view, caller, id), caller.user ?? actorText(caller.actor));
        return decided.ok ? ok({ events: decided.value.events, dependsOn: isHeld(id), done: {} }) : decided;
      });
      return done.ok ? ok(undefined) : done;
    },

    async decideFloodGroup(caller, from, what) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const within = withinOf(scopeOf(caller));
      const done = await decideAll(caller, record.queries.floodGroup(from, AT_ONCE, within), what);
      if (!done.ok) return done;
      const left = record.queries.floodGroups(MOST_GROUPS, within).find((group) => group.from === from);
      return ok({ done: done.value, left: left?.mails ?? 0 });
    },

    async decideHeldFor(caller, number, what) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const candidate = ticketFor(record.view, number, caller);
      if (!candidate.ok) return candidate;
      const within = withinOf(scopeOf(caller));
      const group = () => record.queries.candidateGroup(number, AT_ONCE, within);
      const mails = group();
      if (mails.length === 0) return ok({ done: 0, left: 0 });
      const done = await decideAll(caller, mails, what);
      return done.ok ? ok({ done: done.value, left: group().length }) : done;
    },
  };
  return heldMail;

  /** Each of some mails in the same way; those that someone else has decided about are left alone (I-46, I-98). */
  async function decideAll(
    caller: Caller,
    mails: readonly MailId[],
    what: HeldGroupDecision,
  ): Promise<Result<number, Fault>> {
    const one = (id: MailId): Promise<Result<unknown, Fault>> => {
      if (what.kind === "join") return heldMail.joinHeld(caller, id, what.ticket);
      return what.kind === "open" ? heldMail.openHeld(caller, id) : heldMail.fileHeld(caller, id);
    };
    if (mails.length === 0) return refuse(fault("mail.decided"));
    let done = 0;
    for (const id of mails) {
      const decided = await one(id);
      if (decided.ok) done += 1;
      else if (decided.error.code !== "thing.moved-on" && done === 0) return decided;
    }
    return ok(done);
  }

  /** The mail, parsed again from its bytes, with the checks made when it arrived. */
  async function readHeld(caller: Caller, id: MailId): Promise<Result<ReadMailAgain, Fault>> {
    const mail = stillHeld(ifAllowed(caller, "tickets.write", record.view.mail(id)));
    if (!mail.ok) return mail;
    const raw = await record.blob(sha256(mail.value.sha256.toString("hex")));
    if (!raw) return refuse(fault("mail.bytes-gone"));
    const parsed = await read(raw);
    return parsed.ok ? ok({ row: mail.value, parsed: parsed.value }) : parsed;
  }
}

/** A mail, and what its bytes say; no decision changes either. */
interface ReadMailAgain {
  readonly row: Pick<MailRow, "sender" | "checks">;
  readonly parsed: ParsedMail;
}

const messageOf = ({ row, parsed }: ReadMailAgain, own: readonly string[]): Result<IncomingMessage, Fault> =>
  heldMessage(row.sender, parsed, row.checks?.authentication ?? null, own);

const isHeld = (mail: MailId) => [{ on: "mail", mail, is: "held" }] as const;

/** The same mail elsewhere, with the tickets that it is in. */
function sameMail(view: View, id: MailId, own: readonly string[]): SameMail {
  const row = view.mail(id);
  const { fingerprint = null, content = null, identity = null, says = null } = row ?? {};
  const through = identity === null || says === null ? {} : { identity, says };
  const print = content === null ? null : { mail: fingerprint, content, ...through };
  const same = row ? copiesOf(view, row, print) : { copies: [], claims: [], copiesAre: "" };
  const tickets = createTickets(view, own);
  for (const { ticket } of same.copies) if (ticket !== null) tickets.add(ticket);
  return {
    ...same,
    fingerprint: print,
    tickets: tickets.all(),
  };
}

/** Null if there is no such mail within the caller's scope. */
function heldFacts(view: View, caller: Caller, id: MailId): HeldMailFacts | null {
  const row = ifAllowed(caller, "tickets.write", view.mail(id));
  if (!row) return null;
  const { outcome, mailbox, fromName, fromAddress, subject, cause } = row;
  const from = fromAddress === null ? null : { name: fromName ?? "", address: fromAddress };
  return { id, outcome, mailbox, from, subject: subject ?? "", cause: cause ?? { code: "text", text: "" } };
}

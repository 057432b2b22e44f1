import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { goesOnIn, tokenFrom } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { CommandParts, Commands, Commit, Done } from "../tickets/commands.ts";
import { authorOf, followUp, open, tellAssignee, type Whole } from "./sort.ts";

type HeldMail = Pick<Commands, "joinHeld" | "openHeld" | "fileHeld" | "decidePile">;

/** Mails of a pile that are decided about in one go. */
const AT_ONCE = 500;

/** A human's decision about a held mail: join, open, file; or about a whole pile of them. */
export function createHeldMail({ record, now, read, randomBytes }: CommandParts, commit: Commit): HeldMail {
  const heldMail: HeldMail = {
    async joinHeld(caller, id, number) {
      const parsed = await readHeld(id);
      if (!parsed.ok) return parsed;
      const notice = messageKey(timeId(now(), randomBytes(10)));
      return commit(caller, "tickets.write", undefined, (view, time) => {
        const mail = stillHeld(view, id);
        if (!mail.ok) return mail;
        const named = view.ticket(number);
        if (!named) return refuse(fault("ticket.unknown", { params: { number } }));
        const ticket = goesOnIn(named, view.ticket);
        if (caller.user === null) return refuse(fault("permission.denied"));
        const events = followUp(ticket, id, parsed.value, { by: "agent", user: caller.user });
        const told = tellAssignee(view, ticket, id, parsed.value, notice, caller.user, time);
        const version = ticket.version + events.length;
        return ok({ events: [...events, ...told], done: { ticket: ticket.number, version } });
      });
    },

    async openHeld(caller, id) {
      const parsed = await readHeld(id);
      if (!parsed.ok) return parsed;
      const token = tokenFrom(randomBytes(15));
      return commit<Done>(caller, "tickets.write", undefined, (view) => {
        const mail = stillHeld(view, id);
        if (!mail.ok) return mail;
        const events = open(view, mail.value, parsed.value, token);
        return ok({ events, done: { ticket: view.nextTicketNumber(), version: events.length } });
      });
    },

    async fileHeld(caller, id) {
      const done = await commit(caller, "tickets.write", undefined, (view) => {
        const mail = stillHeld(view, id);
        if (!mail.ok) return mail;
        const { fromName, fromAddress, subject } = mail.value;
        const from = fromAddress === null ? null : { name: fromName ?? "", address: fromAddress };
        const cause = `Put aside by ${caller.user ?? caller.actor}; it was held: ${mail.value.cause ?? ""}`;
        const event = {
          type: "MailFiled",
          mail: id,
          as: "filed",
          cause,
          from,
          subject: subject ?? "",
        } as const;
        return ok({ events: [{ ticket: null, event }], done: {} });
      });
      return done.ok ? ok(undefined) : done;
    },

    async decidePile(caller, from, what) {
      const one = (id: MailId): Promise<Result<unknown, Fault>> => {
        if (what.kind === "join") return heldMail.joinHeld(caller, id, what.ticket);
        return what.kind === "open" ? heldMail.openHeld(caller, id) : heldMail.fileHeld(caller, id);
      };
      const pile = record.queries.pile(from, AT_ONCE);
      if (pile.length === 0) return refuse(fault("mail.decided"));
      let done = 0;
      for (const id of pile) {
        const decided = await one(id);
        if (decided.ok) done += 1;
        else if (decided.error.code !== "thing.moved-on" && done === 0) return decided;
      }
      return ok({ done, left: record.queries.piles(1000).find((one) => one.from === from)?.mails ?? 0 });
    },
  };
  return heldMail;

  async function readHeld(id: Parameters<Commands["openHeld"]>[1]): Promise<Result<Whole, Fault>> {
    const mail = stillHeld(record.view, id);
    if (!mail.ok) return mail;
    const raw = record.blobs.find(sha256(mail.value.sha256.toString("hex")));
    if (!raw) return refuse(fault("mail.bytes-gone"));
    const parsed = await read(raw);
    if (!parsed.ok) return parsed;
    const from = authorOf(mail.value, parsed.value);
    if (!from) return refuse(fault("held.no-sender"));
    return ok({ ...parsed.value, from, authentication: mail.value.checks?.authentication ?? null });
  }
}

function stillHeld(view: View, id: Parameters<View["mail"]>[0]) {
  const mail = view.mail(id);
  if (!mail) return refuse(fault("mail.unknown"));
  if (mail.outcome !== "held") return refuse(fault("mail.decided"));
  return ok(mail);
}

/** A mail that was found, as a test describes it: what is not said is missing, empty or no. */
import type { TicketHappened } from "../../ticket/index.ts";
import type { RuleFacts } from "../facts.ts";
import { printGiven, testEventLine } from "../print.ts";
import type { Given, TicketEventWait } from "../tree.ts";
import { someMailbox } from "./draft.ts";

/** The lines of a test that describe a mail and its ticket, or a ticket and what happens to it, from `given` on. */
export function witnessLines(facts: RuleFacts): readonly string[] {
  const { happening } = facts;
  if (!happening) return printGiven(givenOf(facts));
  const { happened, by } = happening;
  const also = happened.on === "fields" ? happened.fields.slice(1) : [];
  const event = { event: waitFor(happened), ...(also.length > 0 ? { also } : {}), by };
  return [...printGiven(givenOf(facts)), testEventLine(event)];
}

/** What a test waits for where that happens. */
function waitFor(happened: TicketHappened): TicketEventWait {
  if (happened.on === "state") return { on: "state", from: [happened.from], to: [happened.to] };
  const [field] = happened.on === "fields" ? happened.fields : [];
  return happened.on === "fields" ? { on: "field", field: field ?? "tags" } : happened;
}

function givenOf({ isReply, mail, ticket, happening, chosen = [] }: RuleFacts): readonly Given[] {
  const all: Given[] = [];
  if (happening) all.push({ set: "ticket" }, { set: "requester", address: happening.requester });
  if (isReply) all.push({ set: "reply" });
  if (mail.sender !== null) all.push({ set: "sender", address: mail.sender, name: mail.senderName });
  const [first] = mail.recipients;
  if (first !== undefined) all.push({ set: "recipients", addresses: mail.recipients });
  if (mail.mailbox !== (first ?? someMailbox)) all.push({ set: "mailbox", value: mail.mailbox });
  for (const set of ["subject", "body"] as const) {
    const value = mail[set];
    if (value !== null) all.push({ set, value });
  }
  for (const [header, values] of mail.headers)
    for (const value of values) all.push({ set: "header", header, value });
  for (const [n, name] of mail.attachmentNames.entries())
    all.push({ set: "attachment", name, type: mail.attachmentTypes[n] ?? null });
  if (mail.spamScore !== null) all.push({ set: "spam score", value: mail.spamScore });
  for (const set of ["automatic", "authenticated", "agent"] as const) if (mail[set]) all.push({ set });
  for (const set of ["category", "group", "assignee", "target"] as const) {
    const value = ticket[set];
    if (value !== null) all.push({ set, value });
  }
  if (ticket.priority !== "normal") all.push({ set: "priority", value: ticket.priority });
  // A new one is in its first state.
  if (isReply || happening) all.push({ set: "state", value: ticket.state });
  for (const value of ticket.tags) all.push({ set: "tag", value });
  for (const { group, share, person } of chosen)
    if (person !== null) all.push({ set: "chosen", person, group, share });
  // A test says something of its mail.
  if (!happening && (mail.size !== 1000 || all.length === 0)) all.push({ set: "size", value: mail.size });
  return all;
}

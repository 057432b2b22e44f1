/** The view model for choosing the ticket to merge into, or to move messages to. */
import { ticketNumber, userName } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { previewOf } from "../../../domain/mail/index.ts";
import { isErased, type Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { textIn } from "../../../text/web.ts";
import type { Frame } from "../view.ts";
import { actorName } from "./event-text.ts";
import { dueFinder, personFinder, ticketNav, ticketRow } from "./list-model.ts";
import type { TargetView } from "./target-view.ts";

/** The most tickets offered, and messages shown. */
const OFFERED = 10;
const MESSAGES = 200;

/** What was chosen and typed so far. */
export interface Chosen
  extends Partial<Pick<TargetView, "version" | "words" | "chosen" | "newSubject" | "moved" | "fault">> {
  /** Keys of messages. */
  readonly messages?: readonly string[];
}

export async function targetView(
  read: Read,
  frame: Frame,
  ticket: Ticket,
  what: TargetView["what"],
  { messages = [], ...chosen }: Chosen,
): Promise<TargetView> {
  const me = frame.reader?.user ?? "";
  const words = chosen.words ?? "";
  return {
    frame,
    nav: ticketNav(read, me, frame.now),
    what,
    name: what === "merge" ? "into" : "to",
    number: ticket.number,
    version: ticket.version,
    subject: ticket.subject,
    messages: what === "move" ? await messagesOf(read, frame, ticket, new Set(messages)) : [],
    candidates: candidatesOf(read, ticket, { words, chosen: chosen.chosen ?? "", now: frame.now, me }),
    ...{ chosen: "", newSubject: "", moved: null, fault: null },
    ...chosen,
    words,
  };
}

const numberIn = (text: string) => {
  const number = wholeNumber(text.trim().replace(/^#/, ""));
  return number === null ? null : ticketNumber(number);
};

/** What was chosen, what was searched, or the other tickets of the requester: without the ticket itself and merged ones. */
function candidatesOf(
  read: Read,
  ticket: Ticket,
  { words, chosen, now, me }: { words: string; chosen: string; now: number; me: string },
): TargetView["candidates"] {
  const named = (text: string): readonly Ticket[] => {
    const number = numberIn(text);
    const found = number === null ? null : read.tickets.find(number);
    return found ? [found] : [];
  };
  const all = [
    ...named(chosen),
    ...(words === "" ? others(read, ticket, now) : [...named(words), ...search()]),
  ];
  const one = new Map(all.map((found) => [found.number, found]));
  const person = personFinder(read);
  return [...one.values()]
    .filter(({ number, mergedInto }) => number !== ticket.number && mergedInto === null)
    .slice(0, OFFERED)
    .map((found) => ticketRow(found, { person, due: dueFinder(read, now) }));

  function search(): readonly Ticket[] {
    const found = read.search.find(words, { me: userName(me), now, limit: OFFERED + 1 });
    return found.ok ? found.value.hits.map((hit) => hit.ticket) : [];
  }
}

function others(read: Read, { requester }: Ticket, now: number): readonly Ticket[] {
  if (requester.address === "") return [];
  return read.tickets.list({ requester: requester.address }, { now, limit: OFFERED + 1 }).items;
}

/** The newest messages, oldest first. */
async function messagesOf(
  read: Read,
  frame: Frame,
  ticket: Ticket,
  checked: ReadonlySet<string>,
): Promise<TargetView["messages"]> {
  const t = textIn(frame.language);
  const person = personFinder(read);
  const { events } = await read.tickets.conversation(ticket.number, { limit: MESSAGES });
  return events.flatMap((recorded) => {
    const { event, actor, time } = recorded;
    if (isErased(recorded)) return [];
    if (event.type !== "MessageReceived" && event.type !== "ReplyWritten" && event.type !== "NoteAdded")
      return [];
    const received = event.type === "MessageReceived";
    const author = received ? event.from.name || event.from.address : actorName(actor, { t, person });
    const text = previewOf(received ? (event.reply ?? event.text) : event.text);
    return [{ key: event.message, author, time, text, checked: checked.has(event.message) }];
  });
}

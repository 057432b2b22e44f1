/** What customers and agents do in a conversation, one mail or note at a time. */

import type { TicketNumber } from "../../base/ids.ts";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { MailRow } from "../../record/reading/index.ts";
import { type Agent, agents, type MailboxKey, mailboxes } from "./company.ts";
import { type Customer, createCustomer } from "./customers.ts";
import type { Fate } from "./deliveries.ts";
import type { Dice } from "./dice.ts";
import { expand, type Slots } from "./expand.ts";
import { createFile, sheet } from "./files.ts";
import { type Letter, type Mailer, type Quoted, write } from "./letters.ts";
import type { Stage } from "./stage.ts";
import type { Topic } from "./texts/topic.ts";
import { agentSays, customerSays, noteSays } from "./voices.ts";

/** What all stories share. */
export interface Scenery {
  readonly stage: Stage;
  /** The time this many busy minutes from now. */
  in(busyMinutes: number): number;
  /** Determines the next deliveries' results, if not random. */
  readonly fates: Fate[];
  /** Some customers who have written before, and their language; they may write again. */
  readonly regulars: { readonly customer: Customer; readonly language: string }[];
  /** Some recent replies. */
  readonly replies: { readonly ticket: TicketNumber; readonly reply: Quoted; readonly language: string }[];
}

/** A customer's case, from the first mail until it is closed. */
export interface Talk {
  readonly scenery: Scenery;
  readonly dice: Dice;
  readonly topic: Topic;
  readonly customer: Customer;
  readonly slots: Slots;
  readonly mailer: Mailer;
  /** The index of the topic's case. */
  readonly which: number;
  readonly subject: string;
  readonly agent: Agent;
  readonly ticket: TicketNumber;
  last: Quoted | null;
  /** Whether delivery of the last reply failed. */
  failed: boolean;
}

/** How many customers and replies are remembered. */
const KEPT = 60;

/** Notes between agents. */
export async function aside({ dice, topic, slots, scenery, agent, ticket }: Talk): Promise<void> {
  const note = topic.notes?.length
    ? dice.pick(topic.notes)
    : "Same question as last week. We should put it on the help page.";
  const writer = dice.chance(0.7) ? agent : dice.pick(agents);
  await scenery.stage.note(writer, ticket, noteSays(dice, slots, note));
}

/** A case without a ticket yet. */
export type Opening = Omit<Talk, "ticket">;

/** The topic's text for this case; any, if it does not distinguish cases. */
export function ofCase<T>(
  { topic, which, dice }: Pick<Talk, "topic" | "which" | "dice">,
  list: readonly T[],
): T {
  const own = list.length === topic.asks.length ? list[which] : undefined;
  return own ?? dice.pick(list);
}

/** The customer's first mail. */

export async function written(opening: Opening): Promise<TicketNumber> {
  const { scenery, topic, dice, customer, slots } = opening;
  const files = topic.file && dice.chance(0.35) ? [createFile(topic.file, dice, slots)] : [];
  const text = customerSays(dice, topic.language, {
    customer,
    slots,
    body: ofCase(opening, topic.asks),
    first: true,
  });
  const { ticket } = await send(opening, { text, files, subject: opening.subject });
  if (ticket === null) throw new Error(`"${opening.subject}" opened no ticket`);
  keep(scenery.regulars, { customer, language: topic.language });
  return ticket;
}

/** The customer called, and the agent writes a note. */
export async function phoned(opening: Opening): Promise<TicketNumber> {
  const { scenery, agent, topic, dice, customer, slots, subject } = opening;
  const said = expand(ofCase(opening, topic.asks), dice, slots);
  return scenery.stage.open(agent, {
    mailbox: mailboxes[topic.mailbox].address,
    subject,
    requester: { name: customer.name, address: customer.address },
    text: `On the phone, in short:\n\n${said}`,
    send: false,
  });
}

/** A later mail of the customer, usually a reply to ours. */
export async function customerWrites(talk: Talk, body: string, withFile = false): Promise<void> {
  const { topic, dice, customer, slots, last } = talk;
  const text = customerSays(dice, topic.language, { customer, slots, body, first: false });
  const files = withFile && topic.file ? [createFile(topic.file, dice, slots)] : [];
  const mark = topic.language === "de" ? "AW" : "RE";
  const subject = last ? dice.pick([last.subject, last.subject, `${mark}: ${talk.subject}`]) : talk.subject;
  await send(talk, { text, files, subject, ...(last ? { repliesTo: last } : {}) });
}

/** An automatic reply. */
export async function outOfOffice(talk: Talk): Promise<void> {
  const { topic, last, customer } = talk;
  if (last === null) return;
  const [subject, text] =
    topic.language === "de"
      ? [
          `Abwesenheitsnotiz: ${last.subject}`,
          "Vielen Dank für Ihre Nachricht. Ich bin bis Montag nicht im Büro und lese meine Mails erst danach.",
        ]
      : [
          `Automatic reply: ${last.subject}`,
          "Thank you for your mail. I am out of the office until Monday and will answer then.",
        ];
  const headers = ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"];
  const signed = `${text}\n\n${customer.name}`;
  await send(talk, { text: signed, subject, headers, repliesTo: last, quotes: false, mailer: "plain" });
}

type Words = Pick<Letter, "text" | "subject"> &
  Partial<Pick<Letter, "from" | "repliesTo" | "quotes" | "files" | "headers" | "mailer">>;

/** Sends a mail to the topic's mailbox. @returns its outcome */
export async function send(
  { scenery, dice, topic, customer, mailer }: Opening,
  words: Words,
): Promise<MailRow> {
  const { address, aliases, name } = mailboxes[topic.mailbox];
  const to = dice.chance(0.1) ? (aliases[0] ?? address) : address;
  const { raw } = await write(
    {
      from: customer,
      to: { name: dice.chance(0.3) ? name : "", address: to },
      at: scenery.stage.now(),
      language: topic.language,
      mailer,
      ...words,
    },
    dice,
  );
  return scenery.stage.receive({ raw, from: (words.from ?? customer).address, to });
}

/** The agent replies; sets `talk.last` and `talk.failed`. */
export async function reply(
  talk: Talk,
  body: string,
  { close = false, file = false, language = talk.topic.language } = {},
): Promise<void> {
  const { scenery, dice, slots, agent, customer, ticket, topic } = talk;
  const text = agentSays(dice, language, agent, slots, body);
  const attachments: AttachmentFile[] = file && topic.mailbox !== "support" ? [paper(talk)] : [];
  const fate =
    scenery.fates.shift() ??
    dice.weighted<Fate | undefined>([
      [940, undefined],
      [30, "greylisted"],
      [8, "full"],
      [7, "unreachable"],
      [10, "unknown"],
      [5, "refused"],
    ]);
  const to = [{ name: customer.name, address: customer.address }];
  talk.last = await scenery.stage.reply(agent, ticket, { text, close, attachments, to }, fate);
  talk.failed = fate === "unknown" || fate === "refused";
  keep(scenery.replies, { ticket, reply: talk.last, language: topic.language });
}

function paper({ topic, slots }: Talk): AttachmentFile {
  const names: { readonly [M in MailboxKey]: string } = {
    support: "manual.pdf",
    sales: "offer.pdf",
    billing: `${slots.invoice}.pdf`,
    returns: `label-${slots.tracking}.pdf`,
    kontakt: `${slots.invoice}.pdf`,
  };
  return sheet(names[topic.mailbox], [topic.category, `Order ${slots.order}`, `Invoice ${slots.invoice}`]);
}

/** A customer who writes in this language; sometimes one who has written before. */
export function someone({ regulars }: Scenery, dice: Dice, language: string): Customer {
  const known = dice.chance(0.15) ? regulars.filter((one) => one.language === language) : [];
  return known.length > 0 ? dice.pick(known).customer : createCustomer(dice, language);
}

/** An agent of the mailbox's group who knows the language, or of any group if nobody there does. */
export function pickAgent(dice: Dice, { mailbox, language }: Topic): Agent {
  const group = agents.filter((agent) => agent.groups.some((one) => one === mailboxes[mailbox].group));
  const speaking = (language === "en" ? group : agents).filter((agent) => agent.languages.includes(language));
  return dice.pick(speaking.length > 0 ? speaking : group);
}

function keep<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length > KEPT) list.shift();
}

/** Mail outside of conversations: held mail and bounces. None of it creates a ticket. */
import type { TicketNumber } from "../../base/ids.ts";
import { agents, mailboxes } from "./company.ts";
import { createCustomer } from "./customers.ts";
import { createDice, type Dice } from "./dice.ts";
import { type Quoted, unique, write } from "./letters.ts";
import type { Story } from "./story.ts";
import type { Scenery } from "./talk.ts";

interface Oddity {
  readonly tell: (scenery: Scenery, dice: Dice) => Story;
  /** How many per hundred tickets. */
  readonly rate: number;
  /** How many happen at least in the last hours, so that they are still undecided. */
  readonly late: number;
}

const kinds: readonly Oddity[] = [
  { tell: someoneElse, rate: 1.2, late: 3 },
  { tell: scanned, rate: 0.5, late: 2 },
  { tell: voicemail, rate: 0.5, late: 2 },
  { tell: undecided, rate: 0.2, late: 1 },
  { tell: bounced, rate: 0.8, late: 1 },
  { tell: strayBounce, rate: 0.8, late: 1 },
  { tell: badConnection, rate: 0, late: 1 },
];

/** When each of them begins, in busy minutes, for a story of this length and number of tickets. */
export function* oddities(
  scenery: Scenery,
  tickets: number,
  length: number,
): Generator<readonly [at: number, story: Story]> {
  for (const [kind, { tell, rate, late }] of kinds.entries()) {
    const dice = createDice(47, kind);
    const early = Math.round((tickets * rate) / 100);
    const lately = Math.min(late, Math.ceil(tickets / 20));
    for (let i = 0; i < early + lately; i++) {
      const at = i < early ? ((i + dice.next()) / early) * length : length - dice.whole(20, 250);
      yield [Math.max(0, at), tell(scenery, createDice(53, kind, i))];
    }
  }
}

/** Someone who is not a participant replies to our reply, and an agent makes them one. */
async function* someoneElse({ stage, replies }: Scenery, dice: Dice): Story {
  const english = replies.filter(({ language }) => language === "en").slice(-8);
  if (english.length === 0) return;
  const found = dice.pick(english);
  const from = createCustomer(dice, "en");
  const text = dice.pick([
    "This was forwarded to me. I look after the bikes in our house now, please answer to me from here on.",
    "Hello, I am writing from my other address. Same matter, see below. Did you get my photo?",
    "My partner wrote to you, I answer for both of us: yes please, that would suit us.",
  ]);
  const to = mailboxOf(found.reply);
  const { raw } = await write(
    {
      from,
      to: { name: "", address: to },
      subject: found.reply.subject,
      text: `${text}\n\n${from.called}`,
      repliesTo: found.reply,
      at: stage.now(),
      language: "en",
      mailer: dice.pick(["web", "phone"]),
    },
    dice,
  );
  await stage.receive({ raw, from: from.address, to });
  yield 200 + dice.around(100);
  await stage.addParticipant(dice.pick(agents), found.ticket, from.address);
}

/** An automatic mail, nested too deeply to be read. */
async function* scanned({ stage }: Scenery, dice: Dice): Story {
  const levels = Array.from({ length: 60 }, (_, i) => `level-${i}`);
  const opening = levels
    .map((name) => `Content-Type: multipart/mixed; boundary="${name}"\r\n\r\n--${name}\r\n`)
    .join("");
  const header = headers(dice, stage.now(), {
    From: "Office scanner <scanner@oakridge-school.example>",
    To: mailboxes.billing.address,
    Subject: `Scan ${dice.whole(100, 999)}`,
  });
  const raw = Buffer.from(`${header}${opening}Content-Type: text/plain\r\n\r\nPage 1\r\n`);
  yield* heldAndFiled(stage, dice, {
    raw,
    from: "scanner@oakridge-school.example",
    to: mailboxes.billing.address,
  });
}

/** A mail without any address to reply to. */
async function* voicemail({ stage }: Scenery, dice: Dice): Story {
  const caller = `+00 555 0${dice.whole(100, 199)}`;
  const header = headers(dice, stage.now(), {
    To: mailboxes.support.address,
    Subject: `Voice message from ${caller}`,
  });
  const text = `${caller} called and left a message of ${dice.whole(8, 90)} seconds.\r\n`;
  const raw = Buffer.from(`${header}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`);
  yield* heldAndFiled(stage, dice, { raw, from: "", to: mailboxes.support.address });
}

/** An ordinary mail that triggers a bug. */
async function* undecided({ stage }: Scenery, dice: Dice): Story {
  const from = createCustomer(dice, "en");
  const to = mailboxes.support.address;
  const { raw } = await write(
    {
      from,
      to: { name: "", address: to },
      subject: "Opening hours on the holiday?",
      text: `Hello,\n\nare you open on the holiday next week?\n\n${from.called}`,
      at: stage.now(),
      language: "en",
      mailer: "phone",
    },
    dice,
  );
  stage.failNextDecision();
  yield* heldAndFiled(stage, dice, { raw, from: from.address, to });
}

/** A reply of ours was accepted by the next server and bounced by a later one. */
async function* bounced({ stage, replies }: Scenery, dice: Dice): Story {
  const found = replies.at(-1);
  if (!found) return;
  const { requester } = stage.ticket(found.ticket);
  const to = mailboxOf(found.reply);
  const raw = report(dice, stage.now(), { to, failed: requester.address, messageId: found.reply.messageId });
  await stage.receive({ raw, from: "", to });
  yield dice.around(80);
  await noteOnBounce(stage, dice, found.ticket);
}

/** Backscatter: someone else sent mail in our name, and the bounce comes to us. */
async function* strayBounce({ stage }: Scenery, dice: Dice): Story {
  const to = mailboxes.sales.address;
  const failed = `${unique(dice).slice(0, 6)}@letters.example`;
  const raw = report(dice, stage.now(), { to, failed, messageId: `<${unique(dice)}@elsewhere.example>` });
  await stage.receive({ raw, from: "", to });
  yield 1;
}

/** So that some replies are still being delivered at the end. */
async function* badConnection({ fates }: Scenery): Story {
  fates.push("full", "unreachable", "full");
  yield 1;
}

async function noteOnBounce(stage: Scenery["stage"], dice: Dice, ticket: TicketNumber): Promise<void> {
  await stage.note(
    dice.pick(agents),
    ticket,
    "Their mailbox is full, says the report. Trying again tomorrow.",
  );
}

async function* heldAndFiled(
  stage: Scenery["stage"],
  dice: Dice,
  mail: Parameters<Scenery["stage"]["receive"]>[0],
): Story {
  const { id } = await stage.receive(mail);
  yield 200 + dice.around(150);
  await stage.decide(dice.pick(agents), id, "file");
}

const mailboxOf = ({ from }: Quoted): string => from.address;

/** RFC 3464, in English and without a copy of the body. */
function report(
  dice: Dice,
  at: number,
  { to, failed, messageId }: { to: string; failed: string; messageId: string },
): Buffer {
  const host = failed.split("@").at(-1) ?? "";
  const boundary = unique(dice);
  const header = headers(dice, at, {
    From: `Mail Delivery System <MAILER-DAEMON@mx.${host}>`,
    To: to,
    Subject: "Undelivered Mail Returned to Sender",
    "Auto-Submitted": "auto-replied",
    "Content-Type": `multipart/report; report-type=delivery-status; boundary="${boundary}"`,
  });
  const parts = [
    `Content-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n\r\n<${failed}>: mailbox is full\r\n`,
    `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.${host}\r\n\r\nFinal-Recipient: rfc822; ${failed}\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 <${failed}>: mailbox is full\r\n`,
    `Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\nFrom: <${to}>\r\nTo: <${failed}>\r\n`,
  ];
  return Buffer.from(
    `${header}\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("")}--${boundary}--\r\n`,
  );
}

function headers(dice: Dice, at: number, fields: Readonly<Record<string, string>>): string {
  const all = {
    Date: new Date(at).toUTCString().replace("GMT", "+0000"),
    "Message-ID": `<${unique(dice)}@machine.example>`,
    "MIME-Version": "1.0",
    ...fields,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

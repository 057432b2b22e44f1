import { userName } from "../../base/ids.ts";
import type { Priority } from "../../domain/ticket/index.ts";
import { createDice, type Dice } from "./dice.ts";
import { expand } from "./expand.ts";
import { mailers } from "./letters.ts";
import { createMatter } from "./matters.ts";
import type { Story } from "./story.ts";
import {
  aside,
  customerWrites,
  type Opening,
  ofCase,
  outOfOffice,
  phoned,
  pickAgent,
  reply,
  type Scenery,
  send,
  someone,
  type Talk,
  written,
} from "./talk.ts";
import { everyday } from "./texts/index.ts";
import { mannersOf } from "./texts/manners.ts";

/** The story of a ticket, by index: always the same. */
export async function* conversation(scenery: Scenery, index: number): Story {
  const dice = createDice(31, index);
  const topic = dice.pick(dice.weighted(everyday));
  const customer = someone(scenery, dice, topic.language);
  const agent = pickAgent(dice, topic);
  const slots = {
    ...createMatter(dice, topic.language, customer),
    agent: agent.name.split(" ")[0] ?? "",
  };
  const which = dice.whole(0, topic.asks.length - 1);
  const subject = expand(ofCase({ topic, which, dice }, topic.subjects), dice, slots);
  const mailer = customer.company ? dice.pick(["office", "web", "plain"] as const) : dice.pick(mailers);
  const first = {
    scenery,
    dice,
    topic,
    which,
    customer,
    slots,
    mailer,
    subject,
    agent,
    last: null,
    failed: false,
  };
  if (dice.chance(0.02)) return yield* newsletter(first);
  const ticket = dice.chance(0.04) ? await phoned(first) : await written(first);
  const talk: Talk = { ...first, ticket };
  yield* triaged(talk);
  yield* dice.weighted<(talk: Talk) => Story>([
    [30, repliedAtOnce],
    [34, discussed],
    [topic.inquiries ? 16 : topic.language === "en" ? 4 : 0, asked],
    [26, delayed],
    [6, forgotten],
  ])(talk);
}

/** Question, reply, often thanks. */
async function* repliedAtOnce(talk: Talk): Story {
  const { dice, topic } = talk;
  yield untilFirstReply(dice);
  await reply(talk, ofCase(talk, topic.replies), { close: dice.chance(0.8), file: dice.chance(0.25) });
  yield* afterwards(talk);
  yield* thanked(talk, 0.3);
}

/** The customer asks a further question. */
async function* discussed(talk: Talk): Story {
  const { dice, topic } = talk;
  yield untilFirstReply(dice);
  await reply(talk, ofCase(talk, topic.replies), { close: dice.chance(0.3), file: dice.chance(0.2) });
  yield* afterwards(talk);
  const [question, then] = ofCase(talk, topic.more);
  yield dice.around(550);
  await customerWrites(talk, question);
  if (dice.chance(0.15)) await aside(talk);
  yield dice.around(250);
  await reply(talk, then, { close: dice.chance(0.7) });
  yield* thanked(talk, 0.35);
}

/** The agent needs more information first; the ticket is on hold meanwhile. Some customers never reply. */
async function* asked(talk: Talk): Story {
  const { dice, topic, agent, ticket, scenery } = talk;
  yield untilFirstReply(dice);
  const [question, then] = topic.inquiries
    ? ofCase(talk, topic.inquiries)
    : [
        "may we call you about this? It is quicker than writing. Which number, and when would suit you?",
        "[Gladly|Of course|Please do], [after four|before ten|any time]: +00 555 01{small}{small}.",
      ];
  await reply(talk, question);
  yield 1;
  await scenery.stage.change(agent, ticket, { state: "hold", dueAt: scenery.in(3000) });
  yield* afterwards(talk);
  if (dice.chance(0.2)) {
    yield 2700;
    await scenery.stage.note(agent, ticket, "No reply for a week, closing. A reply opens it again.");
    return scenery.stage.change(agent, ticket, { state: "closed" });
  }
  yield dice.around(1300);
  await customerWrites(talk, then, topic.file !== undefined);
  yield dice.around(300);
  await reply(talk, ofCase(talk, topic.replies), { close: true });
  yield* thanked(talk, 0.3);
}

/** It depends on others and takes days: put on hold, or left open until the customer asks. */
async function* delayed(talk: Talk): Story {
  const { dice, topic, agent, ticket, scenery } = talk;
  yield untilFirstReply(dice);
  const { patience, chase } = mannersOf(topic.language);
  const [language, words] =
    patience.length > 0 ? [topic.language, patience] : ["en", mannersOf("en").patience];
  await reply(talk, dice.pick(words), { language });
  if (dice.chance(0.6)) await aside(talk);
  if (dice.chance(0.7)) {
    yield 5;
    await scenery.stage.change(agent, ticket, { state: "hold", dueAt: scenery.in(5000) });
    yield dice.around(4500);
  } else {
    yield dice.around(2000);
    await customerWrites(talk, dice.pick(chase));
    yield dice.around(2000);
  }
  await reply(talk, ofCase(talk, topic.replies), { close: dice.chance(0.7) });
  yield* thanked(talk, 0.2);
}

/** Nobody handles it for days. */
async function* forgotten(talk: Talk): Story {
  const { dice, topic } = talk;
  yield dice.around(3000);
  await reply(talk, ofCase(talk, topic.replies), { close: true });
}

/** A newsletter, which needs no reply. */
async function* newsletter(opening: Opening): Story {
  const { dice, scenery, agent } = opening;
  const sender = dice.pick(["Spoke and Chain Weekly", "Fernhill Chamber of Trade", "Parts Wholesale News"]);
  const host = `${sender.toLowerCase().replaceAll(" ", "-")}.example`;
  const { ticket } = await send(opening, {
    from: { name: sender, address: `news@${host}` },
    subject: dice.pick([
      "Trade fair: last tickets",
      "New rules for e-bike batteries",
      "This week: 20% off chains",
    ]),
    text: "Dear reader,\n\nthis week we look at what the new season brings, whom to meet, and what it costs.\n\nYour editors",
    mailer: "web",
    headers: [`List-Unsubscribe: <https://${host}/leave>`, "Precedence: bulk"],
  });
  if (ticket === null) throw new Error("a newsletter opened no ticket");
  yield dice.around(90);
  await scenery.stage.change(agent, ticket, { state: "closed", tags: ["newsletter"], priority: "low" });
}

async function* thanked(talk: Talk, probability: number): Story {
  const { dice, topic, scenery, agent, ticket } = talk;
  if (dice.chance(probability)) {
    yield dice.around(300);
    await customerWrites(talk, dice.pick(mannersOf(topic.language).thanks));
  }
  yield dice.around(450);
  if (scenery.stage.ticket(ticket).state !== "closed") {
    await scenery.stage.change(agent, ticket, { state: "closed" });
  }
}

/** Other responses to a reply: an automatic reply, or a bounce. */
async function* afterwards(talk: Talk): Story {
  const { dice, scenery, agent, ticket, customer } = talk;
  if (talk.failed) {
    yield dice.around(60);
    await scenery.stage.note(
      agent,
      ticket,
      `The address ${customer.address} does not work. Called instead, all said.`,
    );
  } else if (dice.chance(0.05)) {
    yield 1;
    await outOfOffice(talk);
  }
}

async function* triaged(talk: Talk): Story {
  const { dice, topic, agent, ticket, scenery } = talk;
  if (dice.chance(0.1)) return;
  yield dice.around(25);
  const priority = dice.weighted<Priority>(
    topic.pressing
      ? [
          [5, "normal"],
          [4, "high"],
          [1, "urgent"],
        ]
      : [
          [8, "normal"],
          [2, "low"],
          [1, "high"],
        ],
  );
  const due = { low: 2400, normal: 700, high: 350, urgent: 150 }[priority];
  const extra = dice.chance(0.12) ? [dice.pick(["vip", "social-media", "call-back", "first-order"])] : [];
  await scenery.stage.change(agent, ticket, {
    category: topic.category,
    tags: [...topic.tags, ...extra],
    priority,
    ...(dice.chance(0.75) ? { dueAt: scenery.in(due) } : {}),
    ...(dice.chance(0.55) ? { assignee: userName(agent.user) } : {}),
  });
  if (dice.chance(0.12)) await aside(talk);
}

/** Most are replied to within hours, some the next day. */
const untilFirstReply = (dice: Dice): number => dice.around(dice.chance(0.2) ? 1000 : 260);

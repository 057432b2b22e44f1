/** Finds mistakes in templates. */
import { describe, expect, it } from "vitest";
import { agents, mailboxes } from "../company.ts";
import { createCustomer } from "../customers.ts";
import { createDice } from "../dice.ts";
import { expand } from "../expand.ts";
import { createMatter } from "../matters.ts";
import { everyday } from "./index.ts";
import { mannersOf } from "./manners.ts";
import type { Topic } from "./topic.ts";

const topics = everyday.flatMap(([, list]) => list);
const slotsOf = ({ language }: Topic) => {
  const dice = createDice(5);
  return { ...createMatter(dice, language, createCustomer(dice, language)), agent: "Maya" };
};
const named = topics.map((topic, i) => [`${i} ${topic.language} ${topic.category}`, topic] as const);

describe.each(named)("%s", (_, topic) => {
  const { subjects, asks, replies, inquiries = [], more, notes = [] } = topic;

  it("has what belongs to each of its cases", () => {
    expect(asks.length).toBeGreaterThan(0);
    expect(subjects).toHaveLength(asks.length);
    expect(replies).toHaveLength(asks.length);
    expect(more.length).toBeGreaterThan(0);
    expect(Object.keys(mailboxes)).toContain(topic.mailbox);
    expect(topic.tags.length).toBeGreaterThan(0);
  });

  it("can be written out", () => {
    const { hello, bye, dear, regards, thanks, chase, patience } = mannersOf(topic.language);
    const templates = [
      ...[...subjects, ...asks, ...replies, ...inquiries.flat(), ...more.flat(), ...notes],
      ...[...hello, ...bye, ...dear, ...regards, ...thanks, ...chase, ...patience],
    ];
    const slots = slotsOf(topic);
    for (const template of templates) {
      for (let i = 0; i < 10; i++) {
        const written = expand(template, createDice(i), slots);
        expect(written).not.toMatch(/[[\]{}|]|undefined/);
        expect(written).toBe(written.normalize("NFC"));
      }
    }
  });

  it("has somebody who replies it in a language they know, or in English", () => {
    expect(agents.some(({ languages }) => languages.includes(topic.language))).toBe(true);
  });
});

it("there is enough of it for a list to look real", () => {
  const seen = new Set(
    topics.flatMap((topic) =>
      Array.from({ length: 30 }, (_, i) =>
        expand(createDice(i).pick(topic.subjects), createDice(i, 1), slotsOf(topic)),
      ),
    ),
  );
  expect(seen.size).toBeGreaterThan(120);
  expect(new Set(topics.map(({ language }) => language)).size).toBeGreaterThan(12);
});

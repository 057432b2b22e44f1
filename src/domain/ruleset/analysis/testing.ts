/** A small world of mails, all of which a test can try. */
import type { RuleFacts } from "../facts.ts";

/** All words of an alphabet up to a length, the shortest first. */
export const words = (alphabet: string, longest: number): readonly string[] => {
  let last = [""];
  const all = [""];
  for (let n = 0; n < longest; n += 1) {
    last = last.flatMap((one) => [...alphabet].map((char) => one + char));
    all.push(...last);
  }
  return all;
};

/** A mail of which nothing is known but this. */
export const facts = (
  mail: Partial<RuleFacts["mail"]>,
  ticket: Partial<RuleFacts["ticket"]> = {},
  isReply = false,
): RuleFacts => ({
  isReply,
  mail: {
    ...{ subject: null, body: null, sender: null, senderName: null, headers: new Map() },
    ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: "m", size: 1000 },
    ...{ spamScore: null, automatic: false, authenticated: false, agent: false },
    ...mail,
  },
  ticket: {
    category: null,
    priority: "normal",
    group: null,
    assignee: null,
    tags: [],
    target: null,
    state: "new",
    ...ticket,
  },
});

/** Lists of one or two. */
export function pairs(of: readonly string[]): readonly (readonly string[])[] {
  return [...of.map((one) => [one]), ...of.flatMap((one) => of.map((other) => [one, other]))];
}

const shareOf = (by: "round-robin" | "least-busy") => ({ owner: false, by, most: null }) as const;

/** Whom shares choose, by turns. */
export const chosenByTurns: readonly NonNullable<RuleFacts["chosen"]>[] = [
  [],
  [{ group: "G", share: shareOf("round-robin"), person: "jo" }],
  [{ group: "G", share: shareOf("least-busy"), person: "jo" }],
  [
    { group: "G", share: shareOf("round-robin"), person: "jo" },
    { group: "G", share: shareOf("least-busy"), person: "kim" },
  ],
  [{ group: "G", share: null, person: "kim" }],
];

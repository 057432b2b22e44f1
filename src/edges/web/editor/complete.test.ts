import { describe, expect, test } from "vitest";
import { type Completions, completionsAt, type KnownNames } from "./complete.ts";

const known: KnownNames = {
  ...{ groups: ["Accounts", "Front desk"], people: ["ann", "bo"], categories: ["Billing"] },
  ...{ mailboxes: ["help@desk.example"], states: ["new", "open"] },
  ...{ targets: ["Urgent"], templates: ["Thanks"], webhooks: ["Shop"], rulesets: ["Common"] },
};
/** What is offered at the mark "|". */
function at(text: string): Completions | null {
  const place = text.indexOf("|");
  return completionsAt(text.replace("|", ""), place, known);
}
const offered = (text: string): readonly string[] => at(text)?.options ?? [];

const rule = 'ruleset "Desk"\nrule "a"\n  when mail arrives\n';

describe("what can be typed", () => {
  test.each<[where: string, text: string, expected: readonly string[]]>([
    ["after when", 'ruleset "x"\nrule "a"\nwhen |', ["mail arrives", "new mail arrives", "reply arrives"]],
    ["after and", `${rule}  and |`, ["subject", "body", "sender domain", "mail is automatic"]],
    ["after what is compared", `${rule}  and subject |`, ["contains", "is not", "starts with"]],
    ["within a phrase", `${rule}  and mail is |`, ["automatic", "not automatic"]],
    ["after then", `${rule}  then |`, ["assign to group", "set category to", "stop"]],
    ["within an action", `${rule}  then assign |`, ["to group", "to person"]],
    ["on a line of its own", `${rule}  |`, ["and", "then", "rule", "test"]],
    ["on a line of its own after an action", `${rule}  then stop\n|`, ["rule", "test"]],
    ["in an action's next line", `${rule}  then raise priority\n       |`, ["set category to", "rule"]],
    ["after a condition", `${rule}  and subject contains "x" |`, ["and", "or"]],
  ])("%s is offered", (_, text, expected) => {
    expect(offered(text)).toEqual(expect.arrayContaining([...expected]));
  });

  test("begins where the word that is being typed begins", () => {
    const text = `${rule}  and sub|`;
    expect(at(text)?.from).toBe(text.indexOf("sub|"));
    expect(at(text)?.options).toContain("subject");
  });
});

test.each([
  `${rule}  then stop|`,
  'ruleset "x"\nrule "a"\nwhen new mail arrives|',
  `${rule}  then set state to open|`,
])("nothing is offered for what is complete: %j", (text) => {
  expect(at(text)).toBeNull();
});

test.each([
  ["subject", ["is", "contains", "does not contain"], ["are", "contain"]],
  ["tags", ["include", "contain", "do not include"], ["is", "contains"]],
])("of verbs, those that go with %s are offered", (fact, there, not) => {
  const options = offered(`${rule}  and ${fact} |`);
  expect(options).toEqual(expect.arrayContaining(there));
  for (const one of not) expect(options).not.toContain(one);
});

test.each([`${rule}  then set state to |`, `${rule}  and state is not |`])(
  "states need no quotes: %j",
  (text) => {
    expect(offered(text)).toEqual(expect.arrayContaining([...known.states]));
  },
);

describe("within quotes", () => {
  test.each<[text: string, expected: readonly string[]]>([
    [`${rule}  and group is "|`, known.groups],
    [`${rule}  and group is not "Accounts" or "Fr|`, known.groups],
    [`${rule}  then assign to group "|`, known.groups],
    [`${rule}  then assign to person "a|`, known.people],
    [`${rule}  and assignee is "|`, known.people],
    [`${rule}  then set category to "|`, known.categories],
    [`${rule}  then reply with template "|`, known.templates],
    [`${rule}  then call "|`, known.webhooks],
    [`${rule}  then set target to "|`, known.targets],
    [`${rule}  and mailbox is "|`, known.mailboxes],
    ['ruleset "x"\ntest "t"\ngiven subject "x"\nexpect group "|', known.groups],
  ])("%j has names of this desk", (text, expected) => {
    expect(at(text)).toEqual({ from: text.lastIndexOf('"') + 1, options: expected });
  });

  test.each([`${rule}  and subject contains "gro|`, `${rule}  # group "|`, `${rule}  and body is "group "|`])(
    "%j has none",
    (text) => {
      expect(offered(text).filter((one) => known.groups.includes(one))).toEqual([]);
    },
  );
});

test("what is above does not matter", () => {
  const above = `${rule}  then nonsense "\n`.repeat(3);
  expect(offered(`${above}rule "b"\nwhen mail arrives\nand sub|`)).toContain("subject");
});

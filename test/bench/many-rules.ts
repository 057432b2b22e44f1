/** Rulesets of any size as desks write them: every kind of condition, rules that overlap, read what others set, and stop. */

const words = [
  "invoice",
  "refund",
  "order",
  "delivery",
  "password",
  "printer",
  "contract",
  "quote",
  "damaged",
  "urgent",
];
const domains = ["customer.example", "supplier.example", "partner.example", "bank.example", "school.example"];
const mailboxes = ["help@desk.example", "sales@desk.example", "accounts@desk.example"];
const groups = ["Accounts", "Sales", "Support", "Logistics", "Legal"];

/**
 * @param plain without patterns and expressions, which are followed through each mail character by character
 * @returns the text of a ruleset without errors, the same for the same number
 */
export function manyRules(count: number, plain = false): string {
  return `ruleset "Many"\n\n${Array.from({ length: count }, (_, n) => ruleText(n, plain)).join("\n")}`;
}

/** The rule at a place: its conditions and actions come from its number. */
function ruleText(n: number, plain: boolean): string {
  const random = seeded(n + 1);
  const of = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const word = () => `${of(words)} ${Math.floor(random() * 400)}`;
  const first = [
    () => `subject contains "${word()}", "${word()}"`,
    () => `subject contains "${word()}" or body contains "${word()}"`,
    () => `sender domain is "d${Math.floor(random() * 300)}.${of(domains)}"`,
    () => `sender ends with "@n${Math.floor(random() * 300)}.${of(domains)}"`,
    () => (plain ? `subject starts with "${word()}"` : `subject matches "*${word()}*#?"`),
    () => (plain ? `body contains "${word()}"` : `body matches expression "${of(words)} no[.] [0-9]{5}"`),
    () => `header "x-shop-event" is "${word()}"`,
    () => `attachment names end with ".${of(["pdf", "xml", "zip"])}" and subject starts with "${word()}"`,
    () =>
      `recipients contain "${of(words)}${Math.floor(random() * 50)}@" and not sender domain is "${of(domains)}"`,
  ];
  const more = [
    () => `mailbox is "${of(mailboxes)}"`,
    () => `size is more than ${1 + Math.floor(random() * 20)} MB`,
    () => `spam score is less than ${Math.floor(random() * 10)}`,
    () => `attachments is at least ${1 + Math.floor(random() * 4)}`,
    () => `category is "C${Math.floor(random() * 40)}"`,
    () => `category is not "C${Math.floor(random() * 40)}" or priority is at least high`,
    () => `group is "${of(groups)}"`,
    () => `tags include "t${Math.floor(random() * 20)}"`,
    () => "not mail is automatic",
    () => "sender is authenticated",
    () => `not subject contains "${of(words)}"`,
    () => "sender is not missing",
  ];
  const conditions = [of(first)(), ...more.flatMap((one) => (random() < 0.12 ? [one()] : []))];
  const actions = [
    () => `set category to "C${Math.floor(random() * 40)}"`,
    () => `assign to group "${of(groups)}"`,
    () => `set priority to ${of(["low", "high", "urgent"])}`,
    () => "raise priority",
    () => `add tag "t${Math.floor(random() * 20)}"`,
    () => `remove tag "t${Math.floor(random() * 20)}"`,
    () => `reply with template "T${Math.floor(random() * 10)}"`,
    () => `notify group "${of(groups)}"`,
    () => "send no auto-reply",
  ];
  const done = [of(actions)(), ...actions.flatMap((one) => (random() < 0.12 ? [one()] : []))];
  if (random() < 0.15) done.push("stop");
  const event = of(["mail arrives", "mail arrives", "new mail arrives", "a reply arrives"]);
  return `rule "r${n}"\nwhen ${event}\n${conditions.map((one) => `and (${one})\n`).join("")}then ${[...new Set(done)].join("\n")}\n`;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = Math.imul(seed, 0x9e37_79b9);
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

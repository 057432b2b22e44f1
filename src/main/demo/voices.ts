import type { Agent } from "./company.ts";
import type { Customer } from "./customers.ts";
import type { Dice } from "./dice.ts";
import { expand, type Slots } from "./expand.ts";
import { mannersOf } from "./texts/manners.ts";

/** A customer's mail: greeting, what they have to say, their name. Later mails of a conversation are often shorter. */
export function customerSays(
  dice: Dice,
  language: string,
  { customer, slots, body, first }: { customer: Customer; slots: Slots; body: string; first: boolean },
): string {
  const manners = mannersOf(language);
  const greets = first || dice.chance(0.3);
  const hello = greets
    ? expand(dice.pick(first ? manners.hello : manners.hello.slice(0, 2)), dice, slots)
    : "";
  const bye = greets ? dice.pick(manners.bye) : "";
  const name = customer.name === "" ? customer.called : customer.name;
  const signed = dice.chance(first ? 0.9 : 0.5) ? (first ? name : customer.called) : "";
  return letter(language, hello, expand(body, dice, slots), [bye, signed]);
}

/** An agent's reply: greeting, body, closing, name. */
export function agentSays(dice: Dice, language: string, agent: Agent, slots: Slots, body: string): string {
  const manners = mannersOf(language);
  const dear = expand(dice.pick(manners.dear), dice, slots);
  const name = agent.name.split(" ")[0] ?? agent.name;
  return letter(language, dear, expand(body, dice, slots), [dice.pick(manners.regards), name]);
}

/** An internal note: just what it says. */
export const noteSays = (dice: Dice, slots: Slots, body: string): string => expand(body, dice, slots).trim();

function letter(language: string, hello: string, body: string, end: readonly string[]): string {
  // In German the text after the greeting's comma begins in lower case.
  const goesOn = language === "de" && hello !== "";
  const said = body
    .trim()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
  const text = goesOn ? said : said.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return [hello, text, end.filter((line) => line !== "").join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

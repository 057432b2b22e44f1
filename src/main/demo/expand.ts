import type { Dice } from "./dice.ts";

/** What a template's {names} stand for. */
export type Slots = Readonly<Record<string, string>>;

/**
 * Writes out a template: of each [this|that] one is taken, each {name} is replaced by its slot.
 * @throws for a name without a slot: a slip in the template
 */
export function expand(template: string, dice: Dice, slots: Slots): string {
  return template
    .replace(/\[([^[\]]*)\]/g, (_, choices: string) => dice.pick(choices.split("|")))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = slots[name];
      if (value === undefined) throw new Error(`no slot {${name}} for "${template}"`);
      return value;
    });
}

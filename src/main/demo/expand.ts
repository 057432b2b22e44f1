import type { Dice } from "./dice.ts";

/** The values of a template's {names}. */
export type Slots = Readonly<Record<string, string>>;

/**
 * Expands a template: one of each [this|that] is chosen, each {name} is replaced.
 * @throws for a name without a value: a mistake in the template
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

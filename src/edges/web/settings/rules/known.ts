/** The names of this desk that rules can use, for forms and the editor. */
import type { Read } from "../../../../record/reading/index.ts";
import type { KnownNames } from "../../editor/complete.ts";
import { agentsOf } from "../../tickets/list-model.ts";
import type { KnownValues } from "./view.ts";

/** Categories of each mailbox, and names offered in one list. */
const MOST = { categories: 100, listed: 500 };

export function knownIn(read: Read): KnownValues {
  const groups = read.people.groups().map(({ name }) => name);
  const mailboxes = read.settings.mailboxes().map(({ address }) => String(address));
  const inUse = mailboxes.flatMap((one) => read.tickets.categories(one, MOST.categories));
  const categories = [...new Set(inUse)].slice(0, MOST.listed);
  const states = read.tickets.lifecycle().states.map(({ name }) => name);
  const templates = read.settings.templates().map(({ name }) => name);
  const webhooks = read.webhooks.list().map(({ name }) => name);
  const targets = read.tickets.targets().map(({ name }) => name);
  const values = [...mailboxes, ...groups, ...states, ...targets, ...categories].slice(0, MOST.listed);
  const people = agentsOf(read);
  const rulesets = read.settings.activeRulesets().map(({ name }) => name);
  return { groups, people, mailboxes, rulesets, states, targets, templates, webhooks, categories, values };
}

/** Of people, the names they log in with. */
export const namesOf = ({ people, values: _, ...names }: KnownValues): KnownNames => ({
  ...names,
  people: people.map(({ user }) => user),
});

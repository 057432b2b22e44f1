import * as z from "zod";
import { ok } from "../../../base/result.ts";
import { parseRuleset } from "../../../domain/ruleset/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import { type Route, route } from "../route.ts";
import { pageOf } from "../shapes.ts";

const CategoryShape = z
  .strictObject({
    name: z.string(),
    inUse: z.boolean().describe("Whether a ticket has it"),
    inRules: z.boolean().describe("Whether the ruleset that mail follows sets it"),
  })
  .meta({
    id: "Category",
    description: "A category of tickets: any text, where people or rules have set it",
  });

/** The most categories of each mailbox. */
const MOST = 1000;

/** Categories are declared nowhere: they are those that tickets have, and those that rules set. */
export function categoryRoutes(): readonly Route[] {
  /** What the versions that were active last set: a version never changes. */
  let last: { readonly version: string; readonly set: ReadonlySet<string> } | null = null;

  return [
    route({
      method: "get",
      path: "/categories",
      summary: "List the categories that tickets have, or that rules set",
      needs: "settings.read",
      params: nothing,
      query: object({ ...paging, cursor: z.string().max(1000).exactOptional() }),
      body: nothing,
      response: pageOf(CategoryShape),
      handle({ read, query }) {
        const mailboxes = read.settings.mailboxes();
        const used = new Set(mailboxes.flatMap(({ address }) => read.tickets.categories(address, MOST)));
        const set = inRules(read);
        const items = [...new Set([...used, ...set])].map((name) => {
          return { name, inUse: used.has(name), inRules: set.has(name) };
        });
        return ok({ body: pageBy(items, ({ name }) => name, query) });
      },
    }),
  ];

  function inRules({ settings }: Read): ReadonlySet<string> {
    const all = settings.activeRulesets().map((one) => one.version);
    const version = all.join();
    if (last?.version === version) return last.set;
    const actions = all.flatMap((one) =>
      parseRuleset(settings.ruleset(one)?.text ?? "").ruleset.rules.flatMap((rule) => rule.actions),
    );
    const set = actions.flatMap((one) => (one.do === "set-category" ? (one.category ?? []) : []));
    last = { version, set: new Set(set) };
    return last.set;
  }
}

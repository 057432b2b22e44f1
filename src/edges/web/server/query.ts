/** What the addresses of pages may carry: a value that means nothing is refused, not taken as another. */
import type { MiddlewareHandler } from "hono";
import { type Fault, fault } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { listNames } from "../tickets/view.ts";
import type { Ctx, WebEnv } from "../web.ts";

/** The pages whose addresses are ours alone; to others, providers add parameters of their own. */
const ours = /^\/(?:tickets|search|mails|caught|outgoing|system\/updates)(?:\/|$)/;
/** Parameters that are whole numbers. */
const numbers = ["candidate", "part", "files", "before"];
/** Parameters that are "1" or absent. */
const switches = ["pictures", "inline", "all"];
/** Parameters that are one of a few words. */
const words: Readonly<Record<string, readonly string[]>> = {
  view: listNames,
  show: ["waiting", "held", "failed", "all"],
  look: ["media"],
};
/** The cursors of all lists: up to three numbers. */
const cursor = /^\d{1,16}(?:-\d{1,16}){0,2}$/;

/** Refuses addresses with a parameter that is not one of its values. An empty one counts as absent. */
export const checkedQuery =
  (refuse: (c: Ctx, problem: Fault) => Response | Promise<Response>): MiddlewareHandler<WebEnv> =>
  (c, next) => {
    const problem = ours.test(c.req.path) ? problemIn(new URL(c.req.url).searchParams) : null;
    return problem === null ? next() : Promise.resolve(refuse(c, problem));
  };

function problemIn(query: URLSearchParams): Fault | null {
  for (const [name, value] of query) {
    if (value === "") continue;
    const field = `“${name}”`;
    if (numbers.includes(name) && wholeNumber(value) === null)
      return fault("request.field.whole", { params: { field } });
    if (name === "cursor" && !cursor.test(value)) return fault("request.field.form", { params: { field } });
    const values = switches.includes(name) ? ["1"] : Object.hasOwn(words, name) ? words[name] : undefined;
    if (values && !values.includes(value))
      return fault("request.field.values", { params: { field, values: values.join(", ") } });
  }
  return null;
}

import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { listOrders } from "../../../domain/ticket/index.ts";
import { LONGEST_NAME, LONGEST_QUERY, listColumns, type SavedView } from "../../../domain/views/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import { type ApiParts, BASE } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { pageOf } from "../shapes.ts";

const fields = {
  name: z.string().min(1).max(LONGEST_NAME),
  query: z.string().max(LONGEST_QUERY).describe("Conditions, as in the search box"),
  order: z.enum(listOrders),
  columns: z.array(z.enum(listColumns)).max(listColumns.length),
  shared: z
    .discriminatedUnion("with", [
      z.strictObject({ with: z.literal("nobody") }),
      z.strictObject({ with: z.literal("everyone") }),
      z.strictObject({ with: z.literal("group"), group: z.string().max(100) }),
    ])
    .describe("Who sees it: its owner, everyone, or the members of a group"),
};
const ViewShape = z
  .strictObject({ id: z.string(), ...fields, owner: z.string() })
  .meta({ id: "View", description: "A list of tickets that someone has saved" });
const idParam = object({ id: z.string().max(40) });

/** Saved views of tickets. */
export function viewRoutes({ engine }: ApiParts): readonly Route[] {
  const { views } = engine;
  const shown = (view: SavedView): z.input<typeof ViewShape> => ({ ...view, columns: [...view.columns] });
  const one = (read: Read, id: string, headers: Readonly<Record<string, string>> = {}) => {
    const found = read.views.find(id);
    return found ? ok({ body: shown(found), headers }) : refuse(fault("view.unknown"));
  };

  return [
    route({
      method: "get",
      path: "/views",
      summary: "List the saved views that you see",
      needs: "tickets.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(ViewShape),
      handle: ({ read, query }) => ok({ body: pageBy(read.views.list().map(shown), ({ id }) => id, query) }),
    }),

    route({
      method: "post",
      path: "/views",
      summary: "Save a view",
      needs: "account.write",
      params: nothing,
      query: nothing,
      body: object(fields),
      status: 201,
      response: ViewShape,
      async handle({ caller, read, body }) {
        const saved = await views.save(caller, { ...body, id: null });
        return saved.ok ? one(read, saved.value, { location: `${BASE}/views/${saved.value}` }) : saved;
      },
    }),

    route({
      method: "get",
      path: "/views/{id}",
      summary: "Get a saved view",
      needs: "tickets.read",
      params: idParam,
      query: nothing,
      body: nothing,
      response: ViewShape,
      handle: ({ read, params }) => one(read, params.id),
    }),

    route({
      method: "put",
      path: "/views/{id}",
      summary: "Change a saved view",
      needs: "account.write",
      params: idParam,
      query: nothing,
      body: object(fields),
      response: ViewShape,
      async handle({ caller, read, params, body }) {
        const saved = await views.save(caller, { ...body, id: params.id });
        return saved.ok ? one(read, saved.value) : saved;
      },
    }),

    route({
      method: "delete",
      path: "/views/{id}",
      summary: "Remove a saved view",
      needs: "account.write",
      params: idParam,
      query: nothing,
      body: nothing,
      response: ViewShape,
      async handle({ caller, read, params }) {
        const last = one(read, params.id);
        const removed = await views.remove(caller, params.id);
        return removed.ok ? last : removed;
      },
    }),
  ];
}

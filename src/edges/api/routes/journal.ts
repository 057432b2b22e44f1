import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { EventShape, eventOf } from "../events.ts";
import { follow, MOST_FOLLOWERS } from "../follow.ts";
import { nothing, object, paging } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { pageOf } from "../shapes.ts";

/** The most bytes of payloads on a page. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The journal, as a list or followed live. */
export function journalRoutes(parts: ApiParts): readonly Route[] {
  const { record } = parts;
  let followers = 0;

  return [
    route({
      method: "get",
      path: "/journal",
      summary: "Everything that happened, in order; with Accept: text/event-stream it is followed live",
      needs: "journal.read",
      params: nothing,
      query: object({
        ...paging,
        after: place.exactOptional().describe("The position after which to begin"),
        cursor: place.exactOptional().describe("What the page before gave as `next`; the same as `after`"),
      }),
      body: nothing,
      response: pageOf(EventShape),
      media: { types: ["text/event-stream"], json: true },
      handle({ query, header, stillMay }) {
        const after = query.cursor ?? query.after ?? 0;
        if (!(header("accept") ?? "").includes("text/event-stream")) {
          return ok({ body: page(after, query.limit) });
        }
        if (followers >= MOST_FOLLOWERS) return refuse(fault("system.busy"));
        followers += 1;
        const last = place.safeParse(header("last-event-id"));
        return ok(
          follow(parts, last.success ? last.data : after, stillMay, () => {
            followers -= 1;
          }),
        );
      },
    }),
  ];

  function page(after: number, limit: number): { items: z.input<typeof EventShape>[]; next: string | null } {
    const { events, last } = record.journal.page(after, limit, MOST_BYTES);
    return { items: events.map(eventOf), next: last < record.journal.head() ? String(last) : null };
  }
}

const place = z
  .string()
  .max(15)
  .regex(/^\d{1,15}$/)
  .transform(Number);

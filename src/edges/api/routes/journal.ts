import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { JournalReading } from "../../../record/reading/index.ts";
import { EventShape, eventOf } from "../events.ts";
import { follow, MOST_FOLLOWERS } from "../follow.ts";
import { nothing, object, paging, wholeParam } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { pageOf } from "../shapes.ts";

/** The most bytes of payloads on a page. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The journal, as a list or followed live. */
export function journalRoutes(parts: ApiParts): readonly Route[] {
  let followers = 0;

  return [
    route({
      method: "get",
      path: "/journal",
      summary: "List all events, in order; with Accept: text/event-stream, follow them live",
      needs: "journal.read",
      params: nothing,
      query: object({
        ...paging,
        after: place.exactOptional().describe("Start after this position"),
        cursor: place.exactOptional().describe("`next` of the previous page; the same as `after`"),
      }),
      body: nothing,
      response: pageOf(EventShape),
      media: { types: ["text/event-stream"], json: true },
      async handle({ read, query, header, stillMay }) {
        const after = query.cursor ?? query.after ?? 0;
        if (!(header("accept") ?? "").includes("text/event-stream")) {
          return ok({ body: await page(read.journal, after, query.limit) });
        }
        const last = place.safeParse(header("last-event-id") ?? after);
        if (!last.success)
          return refuse(fault("request.field.whole", { params: { field: "Last-Event-ID" } }));
        if (followers >= MOST_FOLLOWERS) return refuse(fault("system.busy"));
        followers += 1;
        return ok(
          follow(parts, read.journal, last.data, stillMay, () => {
            followers -= 1;
          }),
        );
      },
    }),
  ];

  async function page(
    journal: JournalReading,
    after: number,
    limit: number,
  ): Promise<{ items: z.input<typeof EventShape>[]; next: string | null }> {
    const { events, last } = await journal.page(after, limit, MOST_BYTES);
    return { items: events.map(eventOf), next: last < (await journal.head()) ? String(last) : null };
  }
}

const place = wholeParam(z.int().min(0));

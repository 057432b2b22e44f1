import { ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { Read } from "../../../record/reading/index.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { formFault, html } from "../server/respond.tsx";
import type { Site, Web } from "../web.ts";
import { search } from "./model.ts";
import { SearchPage } from "./page.tsx";
import type { SearchView } from "./view.ts";

export function searchRoutes(site: Site, web: Web): void {
  web.get("/search", needs("tickets.read"), async (c) => {
    const words = (c.req.query("q") ?? "").trim().slice(0, 500);
    const number = wholeNumber(words.replace(/^#/, ""));
    const read = readOf(site, c);
    if (number !== null && read.tickets.find(ticketNumber(number))) {
      return c.redirect(`/tickets/${number}`, 302);
    }
    const frame = frameOf(site, c, "search", { words });
    const nothing = { hits: [], count: null, next: null };
    const found = await search(read, words, {
      me: sessionOf(c).user.name,
      now: frame.now,
      zone: frame.zone,
      cursor: c.req.query("cursor"),
    });
    const fault = found.ok ? null : formFault(c, found.error);
    const shown = { ...(found.ok ? found.value : nothing), ...indexedOf(read) };
    return html(c, <SearchPage view={{ frame, words, fault, ...shown }} />);
  });
}

function indexedOf({ system }: Read): Pick<SearchView, "indexed"> {
  const index = system.deriving().find(({ name, whole }) => name === "search" && !whole);
  return index ? { indexed: { percent: index.percent, minutes: index.minutes ?? 0 } } : {};
}

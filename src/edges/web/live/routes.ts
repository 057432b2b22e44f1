/** The stream of changes that keeps open pages true, and what people do at tickets. */
import { fault } from "../../../base/fault.ts";
import { ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage } from "../server/respond.tsx";
import { sessionToken } from "../server/session.ts";
import { takes } from "../server/takes.ts";
import type { Site, Web } from "../web.ts";
import { doings } from "./presence.ts";

export function liveRoutes(site: Site, web: Web): void {
  const { live } = site;

  web.get("/live", needs("tickets.read"), (c) => {
    // It is for scripts alone: people who open it want to see tickets.
    if (!(c.req.header("Accept") ?? "").includes("text/event-stream")) return c.redirect("/tickets", 302);
    const { user } = sessionOf(c);
    const token = sessionToken(c);
    const stillMay = () => site.engine.people.session(token, false)?.user.name === user.name;
    // A browser that connects again says itself how far it has seen; a new one, what its page has.
    const last = c.req.header("Last-Event-ID") ?? c.req.query("after") ?? null;
    const stream = live.follow(
      { read: readOf(site, c), user: user.name, language: languageOf(c) },
      last,
      stillMay,
    );
    return stream ?? faultPage(site, c, fault("system.busy"));
  });

  web.post(
    "/live/:number{[0-9]+}",
    needs("tickets.read"),
    takes({ only: { doing: [...doings, ""] } }),
    (c) => {
      const number = wholeNumber(c.req.param("number"));
      if (number === null || readOf(site, c).tickets.find(ticketNumber(number)) === null)
        return faultPage(site, c, fault("thing.not-found"));
      const doing = doings.find((one) => one === field(c.get("form"), "doing")) ?? null;
      const { name: user, fullName: name } = sessionOf(c).user;
      live.note(number, { user, name }, doing);
      return c.body(null, 204);
    },
  );
}

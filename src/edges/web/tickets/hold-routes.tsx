/** Putting a ticket on hold until a time in words, and what such words mean. */
import { fault } from "../../../base/fault.ts";
import { exact } from "../parts/format.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { zoneOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx, Site } from "../web.ts";
import { holdChoices } from "./hold.tsx";
import type { TicketRoutes } from "./shared-routes.ts";
import { versionIn } from "./version.ts";
import { timeInWords } from "./when.ts";

/** Who says a time in words. */
export const speakerOf = (site: Site, c: Ctx) => ({
  language: languageOf(c),
  zone: zoneOf(site, c),
  now: site.now(),
});

export function holdRoutes({ site, web, find, show, moved }: TicketRoutes): void {
  const { commands } = site.engine;

  // What a script shows while a time is typed; empty if the words mean none.
  web.get("/when", needs("session"), (c) => {
    const at = timeInWords(c.req.query("text") ?? "", speakerOf(site, c));
    return c.text(at === null ? "" : exact(at, zoneOf(site, c), languageOf(c)));
  });

  web.post(
    "/tickets/:number{[0-9]+}/hold",
    needs("tickets.write"),
    takes({ only: { choice: ["typed", "open", ...holdChoices] } }),
    async (c) => {
      const ticket = find(c);
      if (!ticket) return faultPage(site, c, fault("thing.not-found"));
      const form = c.get("form");
      const choice = field(form, "choice");
      const chosen = holdChoices.find((one) => one === choice);
      const until = chosen ? textsFor(c)(`when.choice.${chosen}`) : field(form, "until");
      const again = (problem: ReturnType<typeof formFault>, status = 422) =>
        show(c, find(c) ?? ticket, { hold: { until, fault: problem } }, status);
      const heldUntil = choice === "open" ? null : timeInWords(until, speakerOf(site, c));
      if (heldUntil === null && choice !== "open")
        return again(formFault(c, fault("ticket.hold-words", { field: "until" })));
      const { hold } = readOf(site, c).tickets.moves(ticket);
      const change = { ...(hold === null ? {} : { state: hold }), heldUntil };
      const options = { ifVersion: versionIn(c), allow: { own: true } };
      const held = await commands.change(sessionOf(c).caller, ticket.number, change, options);
      if (!held.ok && held.error.code === "thing.moved-on") {
        const now = find(c) ?? ticket;
        const conflict = await moved(c, now, true);
        return conflict ? show(c, now, conflict, 409) : again(formFault(c, held.error), 409);
      }
      if (!held.ok) return again(formFault(c, held.error, { heldUntil: "until", state: "until" }));
      const { version } = held.value;
      return done(c, `/tickets/${ticket.number}`, {
        ...{ what: "held", ticket: ticket.number, version: version > ticket.version ? version : null },
        ...(heldUntil === null ? {} : { until: heldUntil }),
      });
    },
  );
}

import { fault } from "../../../base/fault.ts";
import { messageKey, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { judgements } from "../../../domain/ticket/index.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { faultPage } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { versionIn } from "./version.ts";

/** Makes people participants of a ticket, and undoes that; says whether a message is genuine. */
export function participantRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;
  const numberOf = (c: Ctx) => ticketNumber(wholeNumber(c.req.param("number") ?? "") ?? 0);
  const addressIn = (c: Ctx) => field(c.get("form"), "address").slice(0, 1000);

  web.post("/tickets/:number{[0-9]+}/participants", needs("tickets.write"), takes(), async (c) => {
    const [number, person] = [numberOf(c), { name: "", address: addressIn(c) }];
    const added = await commands.addParticipant(sessionOf(c).caller, number, person);
    return added.ok ? done(c, `/tickets/${number}`, "participant") : faultPage(site, c, added.error);
  });

  web.post("/tickets/:number{[0-9]+}/verdict", needs("tickets.write"), takes(), async (c) => {
    const [number, form] = [numberOf(c), c.get("form")];
    const verdict = judgements.find((one) => one === field(form, "verdict"));
    if (verdict === undefined) return faultPage(site, c, fault("request.invalid"));
    const message = messageKey(field(form, "message").slice(0, 100));
    const judged = await commands.judgeMessage(sessionOf(c).caller, number, message, verdict);
    return judged.ok ? done(c, `/tickets/${number}#m-${message}`, verdict) : faultPage(site, c, judged.error);
  });

  web.post("/tickets/:number{[0-9]+}/participants/remove", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c);
    const options = { ifVersion: versionIn(c), allow: { own: true, mails: true } };
    const removed = await commands.removeParticipant(sessionOf(c).caller, number, addressIn(c), options);
    return removed.ok
      ? done(c, `/tickets/${number}`, "participantRemoved")
      : faultPage(site, c, removed.error);
  });
}

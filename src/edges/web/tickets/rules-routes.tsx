import { fault } from "../../../base/fault.ts";
import { messageKey, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { RuleFailure } from "../../../domain/ticket/index.ts";
import type { Text } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { stateName } from "../parts/state.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { faultPage, html } from "../server/respond.tsx";
import type { Site, Web } from "../web.ts";
import { ExplainPage } from "./rules-page.tsx";
import { ruleOf } from "./rules-view.ts";

/** Why rules did what they did with a message. */
export function explainRoutes(site: Site, web: Web): void {
  web.get("/tickets/:number{[0-9]+}/messages/:key/rules", needs("tickets.read"), async (c) => {
    const number = wholeNumber(c.req.param("number"));
    if (number === null) return faultPage(site, c, fault("thing.not-found"));
    const key = messageKey(c.req.param("key"));
    const found = await site.engine.explain.message(sessionOf(c).caller, ticketNumber(number), key);
    if (!found.ok) return faultPage(site, c, found.error);
    const run = found.value;
    const view = {
      frame: frameOf(site, c, "tickets"),
      number,
      version: run?.ran.ruleset ?? null,
      rules: run?.rules?.map(ruleOf) ?? null,
      failures: [
        ...(run?.ran.failed ?? []).map((one) => failureText(one, textsFor(c))),
        ...(run?.ran.notForwarded ?? []).map(({ to, because }) =>
          textsFor(c)(`explain.not-forwarded.${because}`, { to: short(to) }),
        ),
        ...(run?.ran.noReply ? [textsFor(c)(`explain.no-reply.${run.ran.noReply}`)] : []),
      ],
    };
    return html(c, <ExplainPage view={view} />);
  });
}

function failureText(failure: RuleFailure, t: Text): string {
  switch (failure.code) {
    case "no-group":
    case "no-person":
    case "no-template":
      return t(`explain.failure.${failure.code}`, { rule: failure.rule, name: failure.name });
    case "no-way":
      return t("explain.failure.no-way", {
        ...{ rule: failure.rule, from: stateName(t, failure.from), to: stateName(t, failure.to) },
      });
    case "refused":
    case "unreadable":
    case "slow":
      return t(`explain.failure.${failure.code}`);
    case "error":
      return t("explain.failure.error", { rule: failure.rule, error: failure.error });
  }
}

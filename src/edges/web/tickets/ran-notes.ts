import { whenText } from "../../../domain/ruleset/index.ts";
import type { RuleFailure, RulesRan, TicketHappened } from "../../../domain/ticket/index.ts";
import type { Text } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { stateName } from "../parts/state.ts";

/** What a run of rules could not do or did not send, and why, a sentence each. */
export const ranNotes = (
  { failed = [], notForwarded = [], noReply }: Partial<Pick<RulesRan, "failed" | "notForwarded" | "noReply">>,
  t: Text,
): readonly string[] => [
  ...failed.map((one) => failureText(one, t)),
  ...notForwarded.map(({ to, because }) => t(`explain.not-forwarded.${because}`, { to: short(to) })),
  ...(noReply === undefined ? [] : [t(`explain.no-reply.${noReply}`)]),
];

/** What happened to a ticket, as part of a sentence. */
export function happenedText(happened: TicketHappened, t: Text): string {
  switch (happened.on) {
    case "state": {
      const [from, to] = [happened.from, happened.to].map((name) => stateName(t, name));
      return t("explain.happened.state", { from: from ?? "", to: to ?? "" });
    }
    case "fields": {
      const { fields } = happened;
      return t("explain.happened.fields", { n: fields.length, fields: fields.join(", ") });
    }
    case "clock":
    case "stay":
      return whenText(happened);
    case "opened":
    case "note":
    case "answer":
    case "undelivered":
      return t(`explain.happened.${happened.on}`);
  }
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
    case "chain":
      return t(`explain.failure.${failure.code}`);
    case "error":
      return t("explain.failure.error", { rule: failure.rule, error: failure.error });
  }
}

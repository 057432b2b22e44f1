import type { RuleFailure, RulesRan } from "../../../domain/ticket/index.ts";
import type { Text } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { stateName } from "../parts/state.ts";

/** What a run of rules could not do or did not send, and why, a sentence each. */
export const ranNotes = (
  { failed = [], notForwarded = [], noReply }: Pick<RulesRan, "failed" | "notForwarded" | "noReply">,
  t: Text,
): readonly string[] => [
  ...failed.map((one) => failureText(one, t)),
  ...notForwarded.map(({ to, because }) => t(`explain.not-forwarded.${because}`, { to: short(to) })),
  ...(noReply === undefined ? [] : [t(`explain.no-reply.${noReply}`)]),
];

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

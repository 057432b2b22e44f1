import { whenText } from "../../../domain/ruleset/index.ts";
import type { Chosen, RuleFailure, RulesRan, TicketHappened } from "../../../domain/ticket/index.ts";
import type { Text } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { stateName } from "../parts/state.ts";

/** Whom a run of rules chose from groups, and why, a line each. */
export const chosenNotes = ({ chosen = [] }: Partial<Pick<RulesRan, "chosen">>, t: Text): readonly string[] =>
  chosen.map((one) => chosenText(one, t));

/** What a run of rules could not do or did not send, and why, a sentence each. */
export const ranNotes = (
  { failed = [], notForwarded = [], noReply }: Partial<Pick<RulesRan, "failed" | "notForwarded" | "noReply">>,
  t: Text,
): readonly string[] => [
  ...failed.map((one) => failureText(one, t)),
  ...notForwarded.map(({ to, because }) => t(`explain.not-forwarded.${because}`, { to: short(to) })),
  ...(noReply === undefined ? [] : [t(`explain.no-reply.${noReply}`)]),
];

/** Whom rules chose from a group, why, among whom, and who could not be. */
function chosenText({ group, share, person, because, among, away, full }: Chosen, t: Text): string {
  const listed = (names: readonly string[]) => names.map((one) => short(one)).join(", ");
  const rest = {
    among: listed(
      among.map(({ person: name, open }) => (share.by === "least-busy" ? `${name} (${open})` : name)),
    ),
    ...{ away: listed(away), full: listed(full) },
  };
  const who =
    person === null
      ? t("explain.chosen.nobody", { group: short(group) })
      : t("explain.chosen", { person: short(person), group: short(group), because });
  return [
    who,
    ...(because !== "had" && among.length > 0 ? [t("explain.chosen.among", rest)] : []),
    ...(away.length > 0 ? [t("explain.chosen.away", { n: away.length, away: rest.away })] : []),
    ...(full.length > 0 ? [t("explain.chosen.full", { n: full.length, full: rest.full })] : []),
  ].join(" ");
}

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

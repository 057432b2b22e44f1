import { listText } from "../../../text/lists.ts";
import { type Text, textIn } from "../../../text/web.ts";
import { Head } from "../parts/bits.tsx";
import { Page } from "../parts/page.tsx";
import type { ExplainView, RuleView } from "./rules-view.ts";

/** /tickets/:number/messages/:key/rules and /tickets/:number/rules/:position */
export function ExplainPage({ view }: { view: ExplainView }) {
  const { frame, number, version, ruleset, what, rules, chosen, failures } = view;
  const t = textIn(frame.language);
  const title = t(what === null ? "explain.title" : "explain.event.title", { number });
  const leadOf = (version: number) =>
    what === null ? t("explain.lead", { version }) : t("explain.event.lead", { version, what });
  return (
    <Page frame={frame} title={title}>
      <Head title={title} {...(version === null ? {} : { lead: leadOf(version) })}>
        {ruleset === null ? null : <p>{t("explain.ruleset", { ruleset })}</p>}
        <a href={`/tickets/${number}`}>{t("explain.back")}</a>
      </Head>
      {version === null ? <p>{t("explain.none")}</p> : null}
      {chosen.map((one) => (
        <p>{one}</p>
      ))}
      {failures.map((one) => (
        <p class="finding error">{one}</p>
      ))}
      {version !== null && rules === null ? <p>{t("explain.gone")}</p> : null}
      {rules === null || rules.length === 0 ? null : <RulesTable rules={rules} language={frame.language} />}
    </Page>
  );
}

/** What became of each rule in a run. */
export function RulesTable({
  rules,
  language,
}: {
  rules: readonly RuleView[];
  language: ExplainView["frame"]["language"];
}) {
  const t = textIn(language);
  return (
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">{t("explain.rule")}</th>
          <th scope="col">{t("explain.outcome")}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr>
            <td>
              <bdi>{rule.name}</bdi>
              {rule.ruleset === null ? null : (
                <p class="hint">{t("explain.included", { ruleset: rule.ruleset })}</p>
              )}
            </td>
            <td>
              <Outcome rule={rule} t={t} language={language} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Outcome({
  rule,
  t,
  language,
}: {
  rule: RuleView;
  t: Text;
  language: ExplainView["frame"]["language"];
}) {
  const { outcome } = rule;
  switch (outcome.is) {
    case "fired":
      return (
        <>
          <b>{t("explain.fired")}</b>
          {outcome.actions.map((one) => (
            <p>{one}</p>
          ))}
        </>
      );
    case "not-met":
      return (
        <>
          {t("explain.not-met")}
          <p>{t("explain.condition", { condition: outcome.condition })}</p>
          {outcome.saw.map(({ fact, values }) => (
            <p class="hint">
              {values === null
                ? t("explain.missing", { fact })
                : values.length === 0
                  ? t("explain.empty", { fact })
                  : t("explain.saw", {
                      fact,
                      values: listText(
                        language,
                        values.map((one) => `“${one}”`),
                      ),
                    })}
            </p>
          ))}
        </>
      );
    case "failed":
      return <>{t("explain.failed", { error: outcome.error })}</>;
    case "after-stop":
      return <>{t("explain.after-stop")}</>;
  }
}

import type { Finding, Level } from "../../../../domain/finding.ts";
import { listText } from "../../../../text/lists.ts";
import { textIn } from "../../../../text/web.ts";
import { Head, When } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { Findings } from "./findings.tsx";
import type { HealthView } from "./view.ts";

/** /system/health: the findings, and what to do about them. */
export function HealthPage({ view }: { view: HealthView }) {
  const t = textIn(view.frame.language);
  const { findings, at, dnsAt } = view.report;
  const bad = findings.filter(({ level }) => level !== "ok");
  const good = findings.filter(({ level }) => level === "ok");
  return (
    <Page
      frame={view.frame}
      title={t("system.health")}
      width="narrow"
      banner={false}
      side={<SettingsSide current="/system/health" />}
    >
      <Head title={t("system.health")} lead={t("health.lead")}>
        <Form action="/system/health">
          <button type="submit" class="button">
            {t("health.again")}
          </button>
        </Form>
      </Head>
      <Summary findings={findings} />
      {dnsAt === null ? (
        <p class="flash" role="status">
          <Icon name="clock" />
          <span>{t("health.asking")}</span>
        </p>
      ) : null}
      {bad.length > 0 ? (
        <section class="health" aria-labelledby="health-todo">
          <h2 id="health-todo">{t("health.todo")}</h2>
          <Findings findings={bad} />
        </section>
      ) : null}
      {good.length > 0 ? (
        <section class="health calm" aria-labelledby="health-ok">
          <h2 id="health-ok">{t("health.ok")}</h2>
          <Findings findings={good} />
        </section>
      ) : null}
      <p class="hint health-at">
        <span>
          {t("health.at")} <When at={at} />
        </span>
        {dnsAt === null ? null : (
          <span>
            {t("health.dns")} <When at={dnsAt} />
          </span>
        )}
      </p>
    </Page>
  );
}

/** A summary in one line. */
function Summary({ findings }: { findings: readonly Finding[] }) {
  const t = useText();
  const number = (level: Level) => findings.filter((one) => one.level === level).length;
  const [problems, warnings] = [number("problem"), number("warning")];
  const { language } = useFrame();
  const said = (kind: "problem" | "warning", n: number) => (n === 0 ? [] : [t(`health.${kind}`, { n })]);
  if (problems + warnings === 0)
    return (
      <div class="flash done health-sum">
        <Icon name="check" />
        <div>
          <b>{t("health.well")}</b>
          <p>{t("health.well.lead", { n: findings.length })}</p>
        </div>
      </div>
    );
  return (
    <p class={`flash health-sum ${problems > 0 ? "problem" : "warning"}`}>
      <Icon name="warn" />
      <b>{listText(language, [...said("problem", problems), ...said("warning", warnings)])}</b>
    </p>
  );
}

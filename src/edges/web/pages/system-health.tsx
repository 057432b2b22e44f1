import type { Finding, Level } from "../../../domain/finding.ts";
import { Head, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { SettingsSide } from "../parts/sides.tsx";
import { textIn } from "../text.ts";
import type { HealthView } from "../view-system.ts";

/** /system/health: what was found, and what to do about it. */
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
          <List findings={bad} />
        </section>
      ) : null}
      {good.length > 0 ? (
        <section class="health calm" aria-labelledby="health-ok">
          <h2 id="health-ok">{t("health.ok")}</h2>
          <List findings={good} />
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

/** One line on the whole. */
function Summary({ findings }: { findings: readonly Finding[] }) {
  const t = useText();
  const number = (level: Level) => findings.filter((one) => one.level === level).length;
  const [problems, warnings] = [number("problem"), number("warning")];
  const said = (kind: "problem" | "warning", n: number) =>
    n === 0 ? [] : [t(n === 1 ? `health.${kind}.one` : `health.${kind}.many`, { n: String(n) })];
  if (problems + warnings === 0)
    return (
      <div class="flash done health-sum">
        <Icon name="check" />
        <div>
          <b>{t("health.well")}</b>
          <p>{t("health.well.lead", { n: String(findings.length) })}</p>
        </div>
      </div>
    );
  return (
    <p class={`flash health-sum ${problems > 0 ? "problem" : "warning"}`}>
      <Icon name="warn" />
      <b>{[...said("problem", problems), ...said("warning", warnings)].join(", ")}</b>
    </p>
  );
}

const icons = { ok: "check", warning: "warn", problem: "warn" } as const;

function List({ findings }: { findings: readonly Finding[] }) {
  const t = useText();
  return (
    <ul>
      {findings.map(({ check, level, what, todo, line }) => (
        <li class={level}>
          <Icon name={icons[level]} />
          <h3>
            <span class="visually-hidden">{t(`health.level.${level}`)}: </span>
            {titleOf(check)}
          </h3>
          <div>
            <p class="what">
              <bdi>{sentence(what)}</bdi>
            </p>
            {todo === null ? null : (
              <p class="todo">
                <WithLinks text={sentence(todo)} />
              </p>
            )}
            {line === null ? null : <pre class="record">{line}</pre>}
          </div>
        </li>
      ))}
    </ul>
  );
}

const acronyms = /^(?:dkim|dmarc|spf|ptr|imap)$/;

/** "disk" as "Disk", "spf" as "SPF". */
const titleOf = (check: string): string =>
  acronyms.test(check) ? check.toUpperCase() : check.charAt(0).toUpperCase() + check.slice(1);

/** With a capital letter, unless it begins with a name or with a command to type. */
const sentence = (text: string): string =>
  /^(?!mailmanager |ch(?:mod|own) )(?:[a-z]+(?:-[a-z]+)?[ :;]|none$)/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;

/** What texts call our pages. */
const places: ReadonlyMap<string, string> = new Map([
  ["Settings, Mailboxes", "/settings/mailboxes"],
  ["Settings, Fetching mail", "/settings/imap"],
  ["Settings, Outgoing mail", "/settings/outgoing"],
  ["Settings, Domains", "/settings/domains"],
  ["System, Certificate", "/system/certificate"],
  ["/mails/held", "/mails/held"],
  ["/outgoing", "/outgoing"],
  ["/caught", "/caught"],
]);
const named = new RegExp(`(${[...places.keys()].join("|")})`);

/** The text with the names of our own pages as links. */
function WithLinks({ text }: { text: string }) {
  return (
    <>
      {text.split(named).map((piece) => {
        const to = places.get(piece);
        return to === undefined ? piece : <a href={to}>{piece}</a>;
      })}
    </>
  );
}

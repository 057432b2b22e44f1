import { DEFAULT } from "../../../../domain/ruleset/index.ts";
import { listText } from "../../../../text/lists.ts";
import { textIn } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { Ago, Head } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Check, Fault, Form, Input, TextArea } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { RulesTable } from "../../tickets/rules-page.tsx";
import { rulesAddress } from "./address.ts";
import { LifecyclePart } from "./lifecycle.tsx";
import { RuleList } from "./list.tsx";
import { TrialFields } from "./replay-page.tsx";
import type { TrialDays } from "./replay-view.ts";
import { Deactivate, RulesetsPart } from "./rulesets.tsx";
import { TargetsPart } from "./targets.tsx";
import type { CheckView, RulesView, TryView, VersionRow, VersionView } from "./view.ts";

/** /settings/rules */
export function RulesPage({ view }: { view: RulesView }) {
  const t = textIn(view.frame.language);
  const { ruleset } = view;
  const title = ruleset === DEFAULT ? t("settings.rules") : t("rules.of", { ruleset: short(ruleset, 100) });
  const isActive = view.rulesets.some(({ current, active }) => current && active !== null);
  return (
    <Page frame={view.frame} title={title} side={<SettingsSide current="/settings/rules" />}>
      <Head title={title} lead={t("rules.lead")} />
      <Fault fault={view.fault} fields={["text", "reason"]} />
      <RulesetsPart rulesets={view.rulesets} adding={view.adding} mailboxes={view.mailboxes} />
      {view.check ? <Findings check={view.check} version={null} /> : null}
      <RuleList list={view.list} />
      <section class="part" id="as-text">
        <h2>{t("rules.as-text")}</h2>
        <Form action="/settings/rules" class="stack">
          <input type="hidden" name="ruleset" value={ruleset} />
          <input type="hidden" name="base" value={view.base} />
          <TextArea
            name="text"
            label={t("rules.text")}
            hint={t("rules.text.hint")}
            value={view.text}
            fault={view.fault}
            rows={24}
            code
            {...(view.editor ? { editor: view.editor } : {})}
            required
          />
          <Input
            name="reason"
            label={t("rules.reason")}
            hint={t("rules.reason.hint")}
            value={view.reason}
            fault={view.fault}
            maxlength={1000}
          />
          <div class="row">
            <button type="submit" class="button" name="do" value="check">
              {t("rules.check")}
            </button>
            <button type="submit" class="button" name="do" value="replay">
              {t("replay.try")}
            </button>
            <button type="submit" class="button primary" name="do" value="save">
              {t("rules.save")}
            </button>
          </div>
        </Form>
      </section>
      {ruleset === DEFAULT ? (
        <>
          <LifecyclePart lifecycle={view.lifecycle} />
          <TargetsPart targets={view.targets} />
        </>
      ) : null}
      <section class="part">
        <h2>{t("rules.versions")}</h2>
        <Versions versions={view.versions} />
      </section>
      {ruleset === DEFAULT || !isActive ? null : <Deactivate ruleset={ruleset} />}
    </Page>
  );
}

/** /settings/rules/:version */
export function RulesVersionPage({ view }: { view: VersionView }) {
  const t = textIn(view.frame.language);
  const { row, ruleset, check } = view;
  const { version } = row;
  const title =
    version === 0
      ? t("rules.brought")
      : ruleset === DEFAULT
        ? t("rules.version", { version })
        : t("rules.version.of", { version, ruleset: short(ruleset, 100) });
  return (
    <Page frame={view.frame} title={title} side={<SettingsSide current="/settings/rules" />}>
      <Head title={title}>
        <p>
          {row.author === null ? null : (
            <>
              <bdi>{row.author}</bdi>, <Ago at={row.savedAt} />.{" "}
            </>
          )}
          {row.active ? t(ruleset === DEFAULT ? "rules.active.now" : "rules.active.of") : null}{" "}
          <a href={rulesAddress("", ruleset)}>{t("rules.back")}</a>
        </p>
        {row.note === "" ? null : (
          <p>
            <bdi>{row.note}</bdi>
          </p>
        )}
      </Head>
      <Findings check={check} version={row.version} />
      <With view={view} />
      {view.lifecycle && ruleset === DEFAULT ? <LifecyclePart lifecycle={view.lifecycle} /> : null}
      {ruleset === DEFAULT ? <TargetsPart targets={view.targets} /> : null}
      {view.trial ? <Trial version={row.version} days={view.trial} /> : null}
      {row.active || check.progress || view.with.some((one) => one.check.progress) ? null : (
        <Activate view={view} />
      )}
      {view.changes ? (
        <section class="part">
          <h2>{t("rules.changes", { version: view.changes.active })}</h2>
          <pre class="code diff">
            {view.changes.lines.map(({ is, text }) =>
              is === "same" ? (
                `  ${text}\n`
              ) : is === "added" ? (
                <ins>{`+ ${text}\n`}</ins>
              ) : (
                <del>{`- ${text}\n`}</del>
              ),
            )}
          </pre>
        </section>
      ) : null}
      <section class="part">
        <h2>{t("rules.text")}</h2>
        <pre class="code">{numbered(view.text)}</pre>
      </section>
    </Page>
  );
}

/** What the version does to the active rulesets that include its ruleset. */
function With({ view }: { view: VersionView }) {
  const t = useText();
  if (view.with.length === 0) return null;
  return (
    <section class="part">
      <h2>{t("rules.with")}</h2>
      <p class="hint">{t("rules.with.hint")}</p>
      {view.with.map(({ ruleset, check }) => (
        <>
          <h3>
            <bdi>{short(ruleset, 100)}</bdi>
          </h3>
          {check.progress ? (
            <p role="status">{t("rules.checking", { percent: check.progress.percent })}</p>
          ) : (
            <>
              <FindingList findings={check.findings} none={t("rules.with.none")} />
              {check.tests.map(({ name }) => (
                <p class="finding error">{t("rules.with.test", { test: name })}</p>
              ))}
            </>
          )}
        </>
      ))}
    </section>
  );
}

/** Tries a version on past mail. */
function Trial({ version, days }: { version: number; days: TrialDays }) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("replay.try")}</h2>
      <p class="hint">{t("replay.hint")}</p>
      <Form action={`/settings/rules/${version}/replay`} class="row">
        <TrialFields days={days} />
        <button type="submit" class="button">
          {t("replay.try")}
        </button>
      </Form>
    </section>
  );
}

/** /settings/rules/try */
export function RulesTryPage({ view }: { view: TryView }) {
  const { frame, finding, mail, rules, checked, ruleset } = view;
  const t = textIn(frame.language);
  return (
    <Page frame={frame} title={t("rules.try.title")} side={<SettingsSide current="/settings/rules" />}>
      <Head title={t("rules.try.title")}>
        <p>
          <bdi>{finding}</bdi>
        </p>
        <a href={rulesAddress("", ruleset, { checked })}>{t("rules.try.back")}</a>
      </Head>
      <section class="part">
        <h2>{t("rules.example")}</h2>
        <pre class="code">{mail}</pre>
      </section>
      <section class="part">
        <h2>{t("rules.try.run")}</h2>
        {rules === null ? (
          <p>{t("explain.failure.slow")}</p>
        ) : (
          <RulesTable rules={rules} language={frame.language} />
        )}
      </section>
    </Page>
  );
}

const inQuery = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

/** A text with the numbers of its lines. */
function numbered(text: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const width = String(lines.length).length;
  return lines.map((line, n) => `${String(n + 1).padStart(width)}  ${line}\n`).join("");
}

function Activate({ view }: { view: VersionView }) {
  const t = useText();
  const { row, check } = view;
  const all = [check, ...view.with.map((one) => one.check)];
  const hasErrors = all.some(({ findings }) => findings.some(({ kind }) => kind === "error"));
  if (hasErrors || all.some(({ tests }) => tests.some(({ passed }) => !passed)))
    return <p class="hint">{t("rules.activate.not")}</p>;
  return (
    <section class="part">
      <h2>{t("rules.activate.title")}</h2>
      <Fault fault={view.fault} fields={["reason"]} />
      <Form action={`/settings/rules/${row.version}/activate`} class="stack">
        {check.accept.map(({ key, text }) => (
          <Check name="accept" value={key} label={t("rules.accept", { warning: text })} checked={false} />
        ))}
        {view.with.flatMap(({ ruleset, check: { accept } }) =>
          accept.map(({ key, text }) => (
            <Check
              name="accept"
              value={key}
              label={t("rules.accept.with", { ruleset: short(ruleset, 100), warning: text })}
              checked={false}
            />
          )),
        )}
        <div class="row">
          <Input
            name="reason"
            label={t("rules.reason")}
            value={view.reason}
            fault={view.fault}
            maxlength={1000}
          />
          <button type="submit" class="button primary">
            {t("rules.activate")}
          </button>
        </div>
      </Form>
    </section>
  );
}

/** @param version whose page it is; null for a draft */
function Findings({ check, version }: { check: CheckView; version: number | null }) {
  const t = useText();
  const { progress } = check;
  if (progress === null) return <Found check={check} />;
  return (
    <section class="part" aria-live="polite">
      <h2>{t("rules.findings")}</h2>
      <Form action="/settings/rules" class="row">
        <input type="hidden" name="checked" value={progress.id} />
        {version === null ? null : <input type="hidden" name="version" value={version} />}
        <p role="status">{t("rules.checking", { percent: progress.percent })}</p>
        <button type="submit" class="button" name="do" value="cancel">
          {t("rules.checking.cancel")}
        </button>
      </Form>
    </section>
  );
}

/** @param none what is said if there are none */
function FindingList({ findings, none }: { findings: CheckView["findings"]; none: string }) {
  const t = useText();
  if (findings.length === 0) return <p>{none}</p>;
  return (
    <ul class="rule-findings">
      {findings.map(({ ruleset, line, source, text, kind, example }) => (
        <li class={kind}>
          <strong>
            {line === null
              ? t(`rules.finding.whole.${kind}`)
              : ruleset === null
                ? t(`rules.finding.${kind}`, { line })
                : t(`rules.finding.of.${kind}`, { line, ruleset: short(ruleset, 100) })}
          </strong>{" "}
          <bdi>{text}</bdi>
          {source === "" ? null : <pre class="code">{source}</pre>}
          {example === null ? null : (
            <details>
              <summary>{t("rules.example")}</summary>
              <pre class="code">{example.lines}</pre>
              <a
                class="button"
                href={`/settings/rules/try?${inQuery({ checked: example.checked, finding: String(example.finding) })}`}
              >
                {t("rules.try")}
              </a>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Found({ check }: { check: CheckView }) {
  const { language } = useFrame();
  const t = useText();
  const { findings, tests } = check;
  const failed = tests.filter(({ passed }) => !passed);
  return (
    <section class="part" aria-live="polite">
      <h2>{t("rules.findings")}</h2>
      <FindingList findings={findings} none={t("rules.findings.none")} />
      <p>{t("rules.tests", { passed: tests.length - failed.length, failed: failed.length })}</p>
      {failed.length === 0 ? null : (
        <ul class="rule-findings">
          {failed.map(({ name, failures, fired }) => (
            <li class="error">
              <strong>
                <bdi>{name}</bdi>
              </strong>
              {failures.map(({ expected, came }) => (
                <p>
                  {came === null
                    ? t("rules.test.expected", { expected })
                    : t("rules.test.came", { expected, came })}
                </p>
              ))}
              <p>
                {fired.length === 0
                  ? t("rules.test.none-fired")
                  : t("rules.test.fired", {
                      rules: listText(
                        language,
                        fired.map((rule) => t("rules.name", { rule })),
                      ),
                    })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Versions({ versions }: { versions: readonly VersionRow[] }) {
  const t = useText();
  return (
    <table class="plain-table" tabindex={0}>
      <thead>
        <tr>
          <th scope="col">{t("rules.version.column")}</th>
          <th scope="col">{t("rules.author")}</th>
          <th scope="col">{t("rules.reason")}</th>
          <th scope="col">{t("rules.saved")}</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, active, author, note, savedAt }) => (
          <tr>
            <td>
              <a href={`/settings/rules/${version}`}>{version}</a>{" "}
              {active ? <b>{t("rules.active")}</b> : null}
            </td>
            <td>
              <bdi>{author ?? t("app.name")}</bdi>
            </td>
            <td>
              <bdi>{note}</bdi>
            </td>
            <td>{version === 0 ? null : <Ago at={savedAt} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

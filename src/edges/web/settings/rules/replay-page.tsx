import { type Text, textIn } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { Head, When } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Fault, Form, Input } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { RulesTable } from "../../tickets/rules-page.tsx";
import type { RuleView } from "../../tickets/rules-view.ts";
import type { FormFault } from "../../view.ts";
import type { ChangeView, KindRow, MailRow, ReplayView, TraceView, TrialDays } from "./replay-view.ts";

/** The days of mail that a ruleset is tried on. */
export function TrialFields({ days, fault = null }: { days: TrialDays; fault?: FormFault | null }) {
  const t = useText();
  return (
    <>
      <Input name="since" label={t("replay.since")} value={days.since} fault={fault} type="date" required />
      <Input
        name="until"
        label={t("replay.until")}
        hint={t("replay.until.hint")}
        value={days.until}
        type="date"
      />
    </>
  );
}

/** /settings/rules/replay/:id */
export function ReplayPage({ view }: { view: ReplayView }) {
  const t = textIn(view.frame.language);
  const { id, version, state, percent, counts } = view;
  const open = state === "waiting" || state === "running";
  return (
    <Page frame={view.frame} title={t("replay.title")} side={<SettingsSide current="/settings/rules" />}>
      <Head title={t("replay.title")} lead={t("replay.lead")}>
        <a href={version === null ? "/settings/rules" : `/settings/rules/${version}`}>
          {version === null ? t("replay.back.draft") : t("replay.back", { version })}
        </a>
      </Head>
      <section class="part" aria-live="polite">
        <Fault fault={view.fault} fields={["since"]} />
        <Form action={`/settings/rules/replay/${id}`} class="row">
          {open ? (
            <>
              <p role="status">
                {state === "waiting" ? t("replay.waiting") : t("replay.running", { percent })}
              </p>
              <button type="submit" class="button" name="do" value="cancel">
                {t("replay.cancel")}
              </button>
            </>
          ) : (
            <>
              <TrialFields days={view.days} fault={view.fault} />
              <button type="submit" class="button" name="do" value="again">
                {t("replay.again")}
              </button>
            </>
          )}
        </Form>
        {state === "stopped" ? <p>{t("replay.stopped")}</p> : null}
        {state === "failed" ? <p class="finding error">{t("replay.failed")}</p> : null}
        {counts ? <Counts counts={counts} /> : null}
      </section>
      {view.kinds.length === 0 ? null : <Kinds view={view} />}
      {view.list.mails.length === 0 ? null : <Mails view={view} />}
    </Page>
  );
}

function Counts({ counts }: { counts: NonNullable<ReplayView["counts"]> }) {
  const t = useText();
  const { mails, different, gone, failed } = counts;
  return (
    <>
      <p>
        <strong>{mails === 0 ? t("replay.none-tried") : t("replay.mails", { mails, different })}</strong>
      </p>
      {gone === 0 ? null : <p>{t("replay.gone", { n: gone })}</p>}
      {failed === 0 ? null : <p>{t("replay.not-run", { n: failed })}</p>}
    </>
  );
}

function Kinds({ view: { id, kinds, counts } }: { view: ReplayView }) {
  const t = useText();
  const more = counts?.moreKinds ?? 0;
  return (
    <section class="part">
      <h2>{t("replay.kinds")}</h2>
      <table class="plain-table" tabindex={0}>
        <thead>
          <tr>
            <th scope="col">{t("replay.count")}</th>
            <th scope="col">{t("replay.kind")}</th>
            <th scope="col">{t("replay.before")}</th>
            <th scope="col">{t("replay.after")}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((one) => (
            <Kind id={id} row={one} />
          ))}
        </tbody>
      </table>
      {more === 0 ? null : <p class="hint">{t("replay.more-kinds", { n: more })}</p>}
    </section>
  );
}

function Kind({ id, row: { n, change, mails } }: { id: string; row: KindRow }) {
  const t = useText();
  const [before, after] = valuesOf(change, t);
  const address = `/settings/rules/replay/${id}?kind=${n}#mails`;
  return (
    <tr>
      <td>
        <a href={address}>
          {mails}
          <span class="visually-hidden"> {t("replay.list.kind", { change: changeText(change, t) })}</span>
        </a>
      </td>
      <td>{t(`replay.field.${change.fact}`)}</td>
      <td>
        <bdi>{before}</bdi>
      </td>
      <td>
        <bdi>{after}</bdi>
      </td>
    </tr>
  );
}

function Mails({ view: { id, list } }: { view: ReplayView }) {
  const t = useText();
  const { kind, mails, more } = list;
  return (
    <section class="part" id="mails">
      <h2>{kind === null ? t("replay.list") : t("replay.list.kind", { change: changeText(kind, t) })}</h2>
      {kind === null ? null : <a href={`/settings/rules/replay/${id}#mails`}>{t("replay.list.all")}</a>}
      <table class="plain-table" tabindex={0}>
        <thead>
          <tr>
            <th scope="col">{t("replay.subject")}</th>
            <th scope="col">{t("replay.difference")}</th>
            <th scope="col">{t("replay.ticket")}</th>
            <th scope="col">{t("replay.arrived")}</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((row) => (
            <tr>
              <td>
                <a href={`/settings/rules/replay/${id}/${row.mail}`}>
                  <bdi>{subjectOf(row, t)}</bdi>
                </a>
              </td>
              <td>
                <Changes row={row} />
              </td>
              <td>{row.ticket === null ? null : <a href={`/tickets/${row.ticket}`}>#{row.ticket}</a>}</td>
              <td>
                <When at={row.time} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more ? <p class="hint">{t("replay.list.some", { n: mails.length })}</p> : null}
    </section>
  );
}

function Changes({ row }: { row: MailRow }) {
  const t = useText();
  return (
    <ul class="plain-list">
      {row.changes.map((one) => (
        <li>
          <bdi>{changeText(one, t)}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** /settings/rules/replay/:id/:mail */
export function TracePage({ view }: { view: TraceView }) {
  const t = textIn(view.frame.language);
  const { id, row, version, before, after } = view;
  const title = t("replay.trace.title");
  return (
    <Page frame={view.frame} title={title} side={<SettingsSide current="/settings/rules" />}>
      <Head title={title}>
        <p>
          <strong>
            <bdi>{subjectOf(row, t)}</bdi>
          </strong>
          , <When at={row.time} />
        </p>
        <p>
          {row.ticket === null ? null : (
            <>
              <a href={`/tickets/${row.ticket}`}>{t("replay.trace.ticket", { number: row.ticket })}</a>{" "}
            </>
          )}
          <a href={`/settings/rules/replay/${id}`}>{t("replay.trace.back")}</a>
        </p>
      </Head>
      <section class="part">
        <h2>{t("replay.difference")}</h2>
        <Changes row={row} />
      </section>
      <section class="part">
        <h2>{t("replay.trace.before", { version })}</h2>
        <Run rules={before} view={view} />
      </section>
      <section class="part">
        <h2>{t("replay.trace.after")}</h2>
        <Run rules={after} view={view} />
      </section>
    </Page>
  );
}

function Run({ rules, view }: { rules: readonly RuleView[] | null; view: TraceView }) {
  const t = useText();
  if (rules === null) return <p>{t("replay.trace.gone")}</p>;
  if (rules.length === 0) return <p>{t("replay.trace.no-rules")}</p>;
  return <RulesTable rules={rules} language={view.frame.language} />;
}

const subjectOf = ({ subject }: MailRow, t: Text): string =>
  subject.trim() === "" ? t("replay.no-subject") : short(subject);

function changeText(change: ChangeView, t: Text): string {
  const [before, after] = valuesOf(change, t);
  return t("replay.change", { field: t(`replay.field.${change.fact}`), before, after });
}

/** How it was, and how it would be; what the rules say is in their own words. */
function valuesOf({ fact, before, after }: ChangeView, t: Text): readonly [string, string] {
  const none =
    fact === "place"
      ? t("replay.in-ticket")
      : fact === "auto-reply"
        ? t("replay.usual")
        : t("replay.nothing");
  return [short(before ?? none), short(after ?? none)];
}

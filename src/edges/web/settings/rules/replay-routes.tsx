/** Pages that try a ruleset on past mail. */

import type { Fault } from "../../../../base/fault.ts";
import { fault } from "../../../../base/fault.ts";
import { mailId } from "../../../../base/ids.ts";
import { wholeNumber } from "../../../../base/numbers.ts";
import { type Result, refuse } from "../../../../base/result.ts";
import type { BecomesChange } from "../../../../domain/ruleset/index.ts";
import { kindKey, type ReplayedMail } from "../../../../engine/rules/replay.ts";
import type { ReplayJob } from "../../../../engine/rules/replays.ts";
import { fromLocalInput, localInput } from "../../parts/format.ts";
import { type Form, field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import { ruleOf } from "../../tickets/rules-view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { ReplayPage, TracePage } from "./replay-page.tsx";
import type { ChangeView, MailRow, ReplayView, TrialDays } from "./replay-view.ts";

const day = 86_400_000;
/** Days of mail that a ruleset is tried on unless others are chosen. */
const DAYS = 30;
/** Rows of a list, and seconds after which a page looks again. */
const SHOWN = 100;
const AGAIN = 2;

export function replayRoutes(site: Site, web: Web): void {
  const { replays } = site.engine;

  const show = (c: Ctx, job: ReplayJob, more: Partial<ReplayView> = {}, status = 200) => {
    const { id, version, state, done, of, replayed } = job;
    const frame = frameOf(site, c, "settings");
    const wanted = wholeNumber(c.req.query("kind") ?? "");
    const kind = (wanted !== null && replayed?.kinds[wanted]) || null;
    const listed = kind ? job.listed.filter((one) => hasKind(one, kindKey(kind))) : job.listed;
    const all = kind ? kind.mails : (replayed?.different ?? listed.length);
    const mails = listed.slice(0, SHOWN);
    const view: ReplayView = {
      ...{ frame, id, version, state, fault: null, days: daysOf(job, frame.zone) },
      percent: of === 0 ? 0 : Math.floor((done / of) * 100),
      counts: replayed,
      kinds: (replayed?.kinds ?? []).map((one, n) => ({ n, change: changeOf(one), mails: one.mails })),
      list: { kind: kind && changeOf(kind), mails: mails.map(rowOf), more: mails.length < all },
      ...more,
    };
    const page = html(c, <ReplayPage view={view} />, status);
    if (state === "waiting" || state === "running") page.headers.set("Refresh", String(AGAIN));
    return page;
  };

  web.post("/settings/rules/:version{[0-9]+}/replay", needs("settings.write"), takes(), (c) => {
    const version = wholeNumber(c.req.param("version"));
    const found = version === null ? null : readOf(site, c).settings.ruleset(version);
    if (!found) return faultPage(site, c, fault("ruleset.unknown", { params: { version: version ?? 0 } }));
    const begun = begin(site, c, { text: found.text, ruleset: found.name, version });
    return begun.ok ? begunAt(c, begun.value) : faultPage(site, c, begun.error);
  });

  // A fault of the form has its address.
  web.get("/settings/rules/:version{[0-9]+}/replay", needs("settings.write"), (c) =>
    c.redirect(`/settings/rules/${c.req.param("version")}`, 303),
  );

  web.get("/settings/rules/replay/:id", needs("settings.write"), (c) => {
    const job = replays.find(sessionOf(c).caller, c.req.param("id"));
    return job.ok ? show(c, job.value) : faultPage(site, c, job.error);
  });

  web.post(
    "/settings/rules/replay/:id",
    needs("settings.write"),
    takes({ only: { do: ["cancel", "again"] } }),
    (c) => {
      const { caller } = sessionOf(c);
      const id = c.req.param("id");
      const job = replays.find(caller, id);
      if (!job.ok) return faultPage(site, c, job.error);
      if (field(c.get("form"), "do") === "cancel") {
        replays.cancel(caller, id);
        return begunAt(c, job.value);
      }
      const begun = begin(site, c, job.value);
      if (begun.ok) return begunAt(c, begun.value);
      const form = c.get("form");
      const days = { since: field(form, "since"), until: field(form, "until") };
      return show(c, job.value, { days, fault: formFault(c, begun.error) }, 422);
    },
  );

  web.get("/settings/rules/replay/:id/:mail", needs("settings.write"), async (c) => {
    const { id, mail } = c.req.param();
    const traced = await replays.trace(sessionOf(c).caller, id, mailId(mail));
    if (!traced.ok) return faultPage(site, c, traced.error);
    const { found, before, after } = traced.value;
    const view = {
      ...{ frame: frameOf(site, c, "settings"), id, row: rowOf(found), version: found.version },
      ...{ before: before?.map(ruleOf) ?? null, after: after?.map(ruleOf) ?? null },
    };
    return html(c, <TracePage view={view} />);
  });
}

const begunAt = (c: Ctx, { id }: ReplayJob): Response => c.redirect(`/settings/rules/replay/${id}`, 303);

/** Begins to try a text on the days that a form names. */
export function begin(
  site: Site,
  c: Ctx,
  { text, ruleset, version }: Pick<ReplayJob, "text" | "version" | "ruleset">,
): Result<ReplayJob, Fault> {
  const { zone, now } = frameOf(site, c, "settings");
  const period = periodIn(c.get("form"), { zone, now });
  if (period === null || period.since >= period.until)
    return refuse(fault("ruleset.replay-period", { field: "since" }));
  return site.engine.replays.begin(sessionOf(c).caller, {
    ...{ text, version, ...period },
    ...(ruleset === undefined ? {} : { ruleset }),
  });
}

/** The days that are offered first. */
export const usualDays = ({ zone, now }: { readonly zone: string; readonly now: number }): TrialDays => ({
  ...{ since: dayOf(now - DAYS * day, zone), until: "" },
});

const dayOf = (at: number, zone: string): string => localInput(at, zone).slice(0, "2026-11-23".length);

const daysOf = ({ since, until }: ReplayJob, zone: string): TrialDays => ({
  ...{ since: dayOf(since, zone), until: until === Number.POSITIVE_INFINITY ? "" : dayOf(until - 1, zone) },
});

/** From the start of the first day to the end of the last one; without days, the usual ones. */
function periodIn(
  form: Form,
  when: { readonly zone: string; readonly now: number },
): { readonly since: number; readonly until: number } | null {
  const first = field(form, "since") || usualDays(when).since;
  const last = field(form, "until");
  const since = startOf(first, when.zone);
  const until = last === "" ? Number.POSITIVE_INFINITY : startOf(dayAfter(last), when.zone);
  return since === null || until === null ? null : { since, until };
}

const startOf = (text: string, zone: string): number | null => fromLocalInput(`${text}T00:00`, zone);

function dayAfter(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? text : new Date(at + day).toISOString().slice(0, "2026-11-23".length);
}

const hasKind = ({ changes }: ReplayedMail, key: string): boolean =>
  changes.some((one) => kindKey(one) === key);

const rowOf = ({ mail, time, subject, ticket, changes }: ReplayedMail): MailRow => ({
  ...{ mail, time, subject, ticket, changes: changes.map(changeOf) },
});

const changeOf = ({ field: fact, before, after }: BecomesChange): ChangeView => ({ fact, before, after });

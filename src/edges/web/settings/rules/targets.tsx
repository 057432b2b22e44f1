/** Targets and their calendars in words. */
import type { Calendar } from "../../../../domain/calendar/index.ts";
import { hoursTexts } from "../../../../domain/ruleset/index.ts";
import { type ClockName, clockNames, type Length, type Target } from "../../../../domain/target/index.ts";
import { listText } from "../../../../text/lists.ts";
import type { Text } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { useFrame, useText } from "../../parts/context.ts";

/** Holidays that are listed; how many more there are is said. */
const LISTED = 30;

export function TargetsPart({ targets }: { targets: readonly Target[] }) {
  const t = useText();
  const calendars = new Map(targets.flatMap(({ calendar }) => (calendar ? [[calendar.name, calendar]] : [])));
  if (targets.length === 0) return null;
  return (
    <section class="part">
      <h2>{t("targets.title")}</h2>
      <p class="hint">{t("targets.hint")}</p>
      <table class="plain-table" tabindex={0}>
        <caption class="visually-hidden">{t("targets.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("targets.target")}</th>
            <th scope="col">{t("targets.promise")}</th>
            <th scope="col">{t("targets.warn")}</th>
            <th scope="col">{t("targets.calendar")}</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <tr>
              <td>
                <b>{short(target.name, 100)}</b>
              </td>
              <td>
                {promisesOf(t, target).map((line) => (
                  <div>{line}</div>
                ))}
              </td>
              <td>
                {target.warn === null
                  ? t("targets.quarter")
                  : t("targets.before", { time: lengthOf(t, target.warn) })}
              </td>
              <td>{target.calendar === null ? t("targets.always") : short(target.calendar.name, 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {calendars.size === 0 ? null : (
        <dl class="calendars">
          {[...calendars.values()].map((calendar) => (
            <CalendarText calendar={calendar} />
          ))}
        </dl>
      )}
    </section>
  );
}

function CalendarText({ calendar }: { calendar: Calendar }) {
  const t = useText();
  const { language } = useFrame();
  const { name, zone, holidays } = calendar;
  const dates = listText(language, holidays.slice(0, LISTED));
  return (
    <>
      <dt>
        <b>{short(name, 100)}</b>
      </dt>
      <dd>
        {t("targets.hours", { hours: hoursTexts(calendar).join(", "), zone })}{" "}
        {holidays.length === 0
          ? null
          : t("targets.except", { dates, more: Math.max(0, holidays.length - LISTED) })}
      </dd>
    </>
  );
}

const promisesOf = (t: Text, { limits }: Target): readonly string[] =>
  clockNames.flatMap((clock) => {
    const limit = limits[clock];
    return limit === null ? [] : [t(promiseKeys[clock], { time: lengthOf(t, limit) })];
  });

const promiseKeys = {
  first: "targets.first",
  next: "targets.next",
  resolved: "targets.resolved",
} as const satisfies Record<ClockName, string>;

const lengthOf = (t: Text, { n, unit }: Length): string => t(lengthKeys[unit], { n });

const lengthKeys = {
  minute: "lifecycle.minutes",
  hour: "lifecycle.hours",
  day: "lifecycle.days",
  week: "targets.weeks",
} as const;

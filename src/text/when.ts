/** The words with which people say a time, by language; names of days and months come from Intl. */
import type { Language } from "./catalogue.ts";
import { textIn } from "./web.ts";

interface Words {
  readonly in: readonly string[];
  readonly one: readonly string[];
  readonly skipped: readonly string[];
  readonly today: readonly string[];
  readonly tomorrow: readonly string[];
  readonly units: Readonly<Record<"minute" | "hour" | "day" | "week" | "month", readonly string[]>>;
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  readonly morning: readonly string[];
  readonly afternoon: readonly string[];
}

/** The words of a language, in lower case. */
export function whenWords(language: Language): Words {
  const t = textIn(language);
  const list = (text: string) => text.split(" ");
  const names = (options: Intl.DateTimeFormatOptions, days: readonly number[]) => {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return days.map((time) => format.format(time).toLowerCase());
  };
  return {
    in: list(t("when.in")),
    one: list(t("when.one")),
    skipped: list(t("when.skipped")),
    today: list(t("when.today")),
    tomorrow: list(t("when.tomorrow")),
    units: {
      minute: list(t("when.minute")),
      hour: list(t("when.hour")),
      day: list(t("when.day")),
      week: list(t("when.week")),
      month: list(t("when.month")),
    },
    // 5 January 1970 was a Monday.
    weekdays: names(
      { weekday: "long" },
      [4, 5, 6, 7, 8, 9, 10].map((day) => day * 86_400_000),
    ),
    months: names(
      { month: "long" },
      Array.from({ length: 12 }, (_, month) => Date.UTC(1970, month, 15)),
    ),
    morning: list(t("when.morning")),
    afternoon: list(t("when.afternoon")),
  };
}

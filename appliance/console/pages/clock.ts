import { verbs } from "../../protocol.ts";
import { fill } from "../form.ts";
import { read } from "../read.ts";
import { localTime } from "../status.ts";
import type { Ui } from "../view.ts";
import { words } from "../words.ts";
import { workOrReport } from "../work.ts";

/** Sets time zone and time servers. */
export async function clockPage(ui: Ui): Promise<void> {
  const { t, live } = ui;
  const title = t("menu.clock");
  const clock = live.facts()?.status.clock;
  const zones = new Map(
    ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone.toLowerCase(), zone]),
  );
  const { ntp } = verbs["clock.set"].arguments.shape;
  const values = await fill(ui, {
    title,
    above: [t("clock.about")],
    go: t("form.save"),
    fields: [
      {
        key: "timezone",
        label: t("clock.zone"),
        value: clock?.timezone ?? "UTC",
        hint: t("clock.zone.hint"),
        check(value) {
          if (zones.has(value.toLowerCase())) return null;
          const near = nearest(value.toLowerCase(), [...zones.values()]);
          return near.length > 0 ? t("clock.zone.near", { near: near.join(", ") }) : t("clock.zone.wrong");
        },
      },
      {
        key: "ntp",
        label: t("clock.servers"),
        value: clock?.ntp.join(" ") ?? "",
        hint: t("clock.servers.hint"),
        check(value) {
          const bad = words(value).find((word) => !ntp.element.safeParse(word).success);
          if (bad !== undefined) return t("clock.servers.wrong", { bad });
          return ntp.safeParse(words(value)).success ? null : t("form.most", { n: 4 });
        },
      },
      {
        key: "now",
        label: t("clock.now"),
        value: "",
        hint: t("clock.now.hint"),
        check: (value, { timezone = "" }) =>
          value.trim() === "" || timeIn(value, zones.get(timezone.toLowerCase()) ?? "UTC") !== null
            ? null
            : t("clock.now.wrong"),
      },
    ],
  });
  if (values === null) return;
  const timezone = zones.get((values.timezone ?? "").toLowerCase()) ?? "UTC";
  const set = { timezone, ntp: [...words(values.ntp ?? "")] };
  let done = await workOrReport(ui, title, t("clock.doing"), "clock.set", set);
  if (done === null) return;
  const to = timeIn(values.now ?? "", timezone);
  if (to !== null) done = await workOrReport(ui, title, t("clock.doing"), "clock.adjust", { to });
  if (done === null) return;
  await live.refresh();
  const time = `${localTime(done.now, done.timezone)} ${done.timezone}`;
  const sync = done.synchronised ? t("fact.clock.by", { server: done.server ?? "?" }) : t("fact.clock.not");
  await read(ui, title, [t("clock.done", { time }), sync]);
}

/** A local time such as 2026-11-30 15:45 (with seconds, if given) in a zone, as ISO 8601; null if it is not one. */
function timeIn(text: string, zone: string): string | null {
  const typed = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?$/.exec(text.trim());
  if (typed === null) return null;
  const wanted = `${typed[1]} ${typed[2]}${typed[3] ?? ":00"}`;
  const asUtc = Date.parse(`${wanted.replace(" ", "T")}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The zone's offset at that time is found by trying: twice, since it may change between the two.
  let at = asUtc;
  for (let round = 0; round < 2; round++) {
    const shown = Date.parse(`${localTime(new Date(at).toISOString(), zone, true).replace(" ", "T")}Z`);
    at += asUtc - shown;
  }
  const time = new Date(at).toISOString();
  // A time that the clocks skip in spring, or a 31 February.
  return localTime(time, zone, true) === wanted ? time : null;
}

/** Zones whose name contains the typed text, at most five. */
function nearest(typed: string, zones: readonly string[]): readonly string[] {
  const part = typed.replaceAll(" ", "_");
  return part.length < 3 ? [] : zones.filter((zone) => zone.toLowerCase().includes(part)).slice(0, 5);
}

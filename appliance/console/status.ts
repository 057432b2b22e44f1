import type { Text } from "../../src/text/console.ts";
import { faultText } from "../../src/text/index.ts";
import type { Trouble } from "./client.ts";
import { largeLetters } from "./letters.ts";
import type { Facts } from "./live.ts";
import { type Line, wrapped } from "./paint.ts";
import { addressesOf, problemsIn, sizeOf } from "./problems.ts";
import type { Ui, ViewSize } from "./view.ts";

/** Columns for a label. */
const NAME = 17;

/** The lines of the first screen: how to set the appliance up, or its status, problems first. */
export function statusLines(ui: Ui, room: ViewSize): readonly Line[] {
  const { live, t } = ui;
  const facts = live.facts();
  const trouble = live.trouble();
  if (facts === null) return ["", ...waiting(t, trouble && reasonOf(ui, trouble), room)];
  const now = live.now() ?? Date.now();
  const problems = problemsIn(facts, now, ui).map(({ what, todo }) => problem(what, todo, room));
  if (trouble) problems.unshift(problem(t("problem.helper"), t("problem.helper.todo"), room));
  const setUp = facts.code === null;
  const all = problems.flat().length;
  const rest =
    facts.code === null ? factLines(facts, now, t, room) : firstStart(facts, facts.code, t, room, all);
  // Of the facts, the address and the fingerprint stay visible; of the first start, all steps.
  const needed = setUp ? FACTS_KEPT : rest.filter((line) => line !== "").length;
  const wrong = fitting(problems, room.height - needed, t);
  const between = wrong.length > 0 ? [""] : [];
  const lines = setUp ? [...wrong, ...between, ...rest] : [...rest, ...between, ...wrong];
  // If there is little space, blank lines go first.
  return lines.length > room.height ? lines.filter((line) => line !== "") : lines;
}

/** Lines of the facts that problems leave visible. */
const FACTS_KEPT = 5;

/** Whole problems in at most `height` lines, at least one, and how many more there are. */
function fitting(problems: readonly (readonly Line[])[], height: number, t: Text): readonly Line[] {
  const shown: Line[] = [];
  for (const [index, lines] of problems.entries()) {
    const left = problems.length - index;
    // The last one needs no line for "more".
    if (index > 0 && shown.length + lines.length + (left > 1 ? 1 : 0) > height)
      return [...shown, `  ${t("problem.more", { n: left })}`];
    shown.push(...lines);
  }
  return shown;
}

const reasonOf = ({ language }: Ui, trouble: Trouble): string =>
  "unreachable" in trouble ? trouble.unreachable : faultText(language, trouble);

function waiting(t: Text, why: string | null, room: ViewSize): readonly Line[] {
  return [
    [{ text: t("waiting"), style: "bold" }],
    "",
    ...wrapped(t("waiting.more"), room.width),
    ...(why === null ? [] : ["", ...wrapped(t("trouble.detail", { text: why }), room.width)]),
  ];
}

function problem(what: string, todo: string, room: ViewSize): readonly Line[] {
  const width = room.width - 2;
  return [
    ...wrapped(what, width).map(
      (text, index): Line => [
        { text: index === 0 ? "! " : "  ", style: ["bold", "red"] },
        { text, style: "bold" },
      ],
    ),
    ...wrapped(todo, width).map((text) => `  ${text}`),
  ];
}

/** @param others how many lines there are besides: if they leave no room for the code in large letters, it is small */
function firstStart(facts: Facts, code: string, t: Text, room: ViewSize, others: number): readonly Line[] {
  const [address] = urlsOf(facts);
  const large = largeLetters(code);
  const print = fingerprintLines(facts);
  const steps: readonly Line[] = [
    [{ text: t("first.title"), style: "bold" }],
    "",
    ...step(t("first.open"), address ? `${address}setup` : t("first.noAddress"), room),
    ...(print.length > 0 ? [t("first.compare"), ...print.map((text) => `     ${text}`)] : []),
    [{ text: t("first.code") }, { text: code, style: "bold" }],
  ];
  if (large === null) return [...steps, "", `     ${code}`];
  const letters = large.map((row): Line => [{ text: "     " }, ...blocks(row)]);
  const fits = steps.length - 1 + letters.length + others <= room.height;
  return fits || others === 0 ? [...steps, "", ...letters] : steps;
}

/** A step and what to copy, which is never cut: on lines of its own if it is long. */
function step(text: string, copied: string, room: ViewSize): readonly Line[] {
  if (text.length + copied.length <= room.width) return [[{ text }, { text: copied, style: "bold" }]];
  const lines = wrapped(copied, room.width - 5);
  return [text, ...lines.map((line): Line => [{ text: "     " }, { text: line, style: "bold" }])];
}

/** Letters made of inverse blanks, which every terminal can show. */
function blocks(row: string): Exclude<Line, string> {
  return [...row.matchAll(/#+| +/g)].map(([run]) =>
    run.startsWith("#") ? { text: " ".repeat(run.length), style: "inverse" as const } : { text: run },
  );
}

function factLines(facts: Facts, now: number, t: Text, room: ViewSize): readonly Line[] {
  const { status, program } = facts;
  const { clock, storage, services, update, network } = status;
  const urls = urlsOf(facts);
  const desk = services.find(({ name }) => name === "mailmanager");
  const { last } = update;
  return [
    ...(urls.length > 0 ? urls : [t("first.noAddress")])
      .flatMap((url) => wrapped(url, room.width - NAME))
      .map(
        (url, index): Line => [
          { text: (index === 0 ? t("fact.open") : "").padEnd(NAME) },
          { text: url, style: ["bold", "cyan"] },
        ],
      ),
    ...fingerprintLines(facts).flatMap((text, index) => fact(index === 0 ? t("fact.fingerprint") : "", text)),
    "",
    ...(desk ? fact(t("fact.mail"), service(desk, clock.timezone, t)) : []),
    ...(program?.queue ? fact(t("fact.queue"), t("fact.queue.value", { ...program.queue })) : []),
    ...(program?.setUp
      ? fact(
          t("fact.backup"),
          program.lastBackup === null ? t("fact.backup.none") : localTime(program.lastBackup, clock.timezone),
        )
      : []),
    ...fact(
      t("fact.disk"),
      t("fact.disk.value", { free: sizeOf(storage.data.free), total: sizeOf(storage.data.total) }),
    ),
    ...(status.disks.data === null ? [] : fact("", t("fact.disk.data", { disk: status.disks.data }))),
    ...fact(t("fact.clock"), clockText(now, clock, t)),
    ...fact(t("fact.network"), networkText(network, t)),
    ...(last
      ? fact(t("fact.update"), t(`update.${last.outcome}`, { ...last, at: dayOf(last.at, clock.timezone) }))
      : []),
  ];

  function fact(name: string, value: string): readonly string[] {
    return wrapped(value, room.width - NAME).map(
      (text, index) => `${(index === 0 ? name : "").padEnd(NAME)}${text}`,
    );
  }
}

function service(desk: Facts["status"]["services"][number], zone: string, t: Text): string {
  if (desk.state !== "active") return t("fact.mail.state", { state: desk.state });
  return desk.since === null
    ? t("fact.mail.runs")
    : t("fact.mail.since", { since: localTime(desk.since, zone) });
}

function clockText(now: number, clock: Facts["status"]["clock"], t: Text): string {
  const time = localTime(new Date(now).toISOString(), clock.timezone, true);
  const sync = clock.synchronised ? t("fact.clock.by", { server: clock.server ?? "?" }) : t("fact.clock.not");
  return `${time} ${clock.timezone}, ${sync}`;
}

function networkText({ settings, interfaces }: Facts["status"]["network"], t: Text): string {
  const { name, vlan, ipv4 } = settings.interface;
  const addresses = interfaces
    .flatMap((one) => one.addresses)
    .filter((one) => !/^(127\.|::1|fe80:)/i.test(one));
  const how = t(`network.${ipv4.method}`);
  return [
    `${name}${vlan === null ? "" : ` ${t("network.vlan", { vlan })}`}`,
    how,
    addresses.slice(0, 2).join(" ") || t("first.noAddress"),
  ].join(", ");
}

/** The URLs for browsers: by host name, if others may know it, and by its first addresses. */
export function urlsOf({ status }: Facts): readonly string[] {
  const named = status.hostname.includes(".") ? [status.hostname] : [];
  const addresses = addressesOf(status)
    .map((one) => one.split("/")[0] ?? "")
    .map((one) => (one.includes(":") ? `[${one}]` : one));
  return [...addresses.slice(0, 1), ...named].map((host) => `https://${host}/`);
}

/** The fingerprint in the format of browsers, in two lines. */
export function fingerprintLines({ program }: Facts): readonly string[] {
  const pairs = program?.certificate?.fingerprint.toUpperCase().match(/../g);
  return pairs ? [`${pairs.slice(0, 16).join(":")}:`, pairs.slice(16).join(":")] : [];
}

/** A time in the appliance's zone: 2026-11-23 21:50, or with seconds. */
export function localTime(time: string, zone: string, seconds = false): string {
  // The Swedish locale writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: seconds ? "medium" : "short",
    timeZone: knownZone(zone),
  }).format(new Date(time));
}

const dayOf = (time: string, zone: string) => localTime(time, zone).slice(0, 10);

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

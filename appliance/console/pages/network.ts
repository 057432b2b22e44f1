import { isDeepStrictEqual } from "node:util";
import type { NetworkSettings } from "../../protocol.ts";
import { checkLines } from "../check-lines.ts";
import { fill } from "../form.ts";
import { type Choice, choose } from "../list.ts";
import type { Line } from "../paint.ts";
import { secondsUntil } from "../problems.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";
import { networkFields, settingsFrom } from "./network-form.ts";

/** Seconds within which a change of the network has to be confirmed. */
const TRIAL = 120;

/** Shows and changes the network settings; a change is on trial first. */
export async function networkPage(ui: Ui): Promise<void> {
  const { t, live } = ui;
  const title = t("menu.network");
  for (;;) {
    if (live.facts()?.status.network.trial) {
      if ((await trialPage(ui, title)) === "left") return;
      continue;
    }
    const chosen = await choose(ui, {
      title,
      above: () => about(ui),
      choices: [
        {
          value: "change" as const,
          label: t("network.change"),
          hint: t("network.change.hint", { n: TRIAL }),
        },
        { value: "test" as const, label: t("network.test"), hint: t("network.test.hint") },
      ],
    });
    if (chosen === null) return;
    if (chosen === "change") await change(ui, title);
    else await test(ui, title);
  }
}

function about({ t, live }: Ui): readonly Line[] {
  const network = live.facts()?.status.network;
  if (!network) return [t("waiting")];
  const { ipv4, ipv6, name, vlan } = network.settings.interface;
  const list = (values: readonly string[]) => values.join(", ") || t("network.none");
  const rows: readonly (readonly [string, string])[] = [
    ...network.interfaces
      .filter((one) => one.name !== "lo")
      .flatMap((one) => [
        [one.name, `${t(one.up ? "network.up" : "network.down")}, ${one.mac}`] as const,
        ...one.addresses
          .filter((address) => !address.startsWith("fe80:"))
          .map((address) => ["", address] as const),
      ]),
    [t("network.used"), `${name}${vlan === null ? "" : `, ${t("network.vlan", { vlan })}`}`],
    ["IPv4", t(`network.${ipv4.method}`)],
    ["IPv6", t(`network.${ipv6.method}`)],
    [t("network.gateway"), list(network.gateways)],
    [t("network.dns"), list(network.dns)],
    ...(network.settings.proxy === null ? [] : [[t("network.proxy"), network.settings.proxy] as const]),
    ...(network.settings.management.length === 0
      ? []
      : [[t("network.management"), list(network.settings.management)] as const]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]): Line => [{ text: label.padEnd(width), style: "bold" }, { text: value }]);
}

async function test(ui: Ui, title: string): Promise<void> {
  const checks = await workOrReport(ui, title, ui.t("network.testing"), "network.test", { settings: null });
  if (checks !== null) await read(ui, title, checkLines(checks, ui));
}

async function change(ui: Ui, title: string): Promise<void> {
  const { t, live } = ui;
  const network = live.facts()?.status.network;
  if (!network) return;
  const names = network.interfaces
    .map(({ name }) => name)
    .filter((name) => name !== "lo" && !name.includes("."));
  const values = await fill(ui, {
    title,
    above: [],
    go: t("network.try"),
    fields: networkFields(network.settings, names, t),
  });
  if (values === null) return;
  const settings: NetworkSettings = settingsFrom(values, network.settings);
  if (isDeepStrictEqual(settings, network.settings)) return void (await read(ui, title, [t("network.same")]));
  const set = await workOrReport(ui, title, t("network.setting"), "network.set", {
    settings,
    seconds: TRIAL,
  });
  if (set !== null) await live.refresh();
}

/** Shows a countdown until the change is confirmed or reverted. "left": the page was left meanwhile. */
async function trialPage(ui: Ui, title: string): Promise<"left" | "over"> {
  const { t, live } = ui;
  const over = new AbortController();
  const timer = setInterval(() => live.facts()?.status.network.trial ?? over.abort(), 200);
  const change = live.facts()?.status.network.trial?.change ?? "";
  const choices: readonly Choice<"keep" | "back" | "test">[] = [
    { value: "keep", label: t("trial.keep"), hint: t("trial.keep.hint") },
    { value: "test", label: t("network.test"), hint: t("network.test.hint") },
    { value: "back", label: t("trial.back"), hint: t("trial.back.hint") },
  ];
  const chosen = await choose(ui, {
    title,
    above: () => {
      const until = live.facts()?.status.network.trial?.until;
      const n = until ? secondsUntil(until, live.now() ?? Date.now()) : 0;
      return [
        [{ text: t("trial.left", { n }), style: ["bold", "yellow"] }],
        t("trial.about"),
        "",
        ...about(ui),
      ];
    },
    choices,
    signal: over.signal,
  });
  clearInterval(timer);
  if (over.signal.aborted) {
    await read(ui, title, [t("trial.over")]);
    return "over";
  }
  if (chosen === null) return "left";
  if (chosen === "test") {
    await test(ui, title);
    return "over";
  }
  const done =
    chosen === "keep"
      ? await workOrReport(ui, title, t("trial.keeping"), "network.confirm", { change })
      : await workOrReport(ui, title, t("trial.going"), "network.revert", {});
  await live.refresh();
  if (done !== null) await read(ui, title, [t(chosen === "keep" ? "trial.kept" : "trial.gone")]);
  return "over";
}

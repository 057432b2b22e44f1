import type { UpdateSource } from "../../protocol.ts";
import { verbs } from "../../protocol.ts";
import { fill } from "../form.ts";
import { choose } from "../list.ts";
import type { Line } from "../paint.ts";
import { sizeOf } from "../problems.ts";
import { read } from "../read.ts";
import { localTime } from "../status.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Releases: the running one, the last change, installing another from a medium or an address, rolling back. */
export async function updatesPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.updates");
  for (;;) {
    const chosen = await choose(ui, {
      title,
      above: () => about(ui),
      choices: [
        { value: "medium" as const, label: t("updates.medium"), hint: t("updates.medium.hint") },
        { value: "url" as const, label: t("updates.url"), hint: t("updates.url.hint") },
        { value: "rollback" as const, label: t("updates.rollback"), hint: t("updates.rollback.hint") },
      ],
    });
    if (chosen === null) return;
    if (chosen === "rollback") {
      await rollback(ui, title);
      continue;
    }
    const source = chosen === "medium" ? await fromMedium(ui, title) : await fromUrl(ui, title);
    if (source !== null) await install(ui, title, source);
  }
}

function about({ t, live }: Ui): readonly Line[] {
  const facts = live.facts();
  if (facts === null) return [];
  const { slots, last } = facts.status.update;
  return [
    ...slots
      .filter(({ version }) => version !== null)
      .map(({ slot, version, running, state, triesLeft }): Line => {
        const tries = triesLeft === null ? "" : ` ${t("updates.tries", { n: triesLeft })}`;
        return [
          { text: `${slot.toUpperCase()}  ` },
          { text: (version ?? "").padEnd(12), style: "bold" },
          { text: `${running ? t("updates.running") : t("updates.other")}, ${t(`slot.${state}`)}${tries}` },
        ];
      }),
    ...(last === null
      ? []
      : [
          "",
          `${t("fact.update")}: ${t(`update.${last.outcome}`, { ...last, at: localTime(last.at, facts.status.clock.timezone) })}`,
          ...(last.cause === null ? [] : [t("updates.cause", { cause: last.cause })]),
        ]),
  ];
}

async function fromMedium(ui: Ui, title: string): Promise<UpdateSource | null> {
  const { t } = ui;
  const media = await workOrReport(ui, title, t("updates.media.doing"), "media", {});
  if (media === null) return null;
  const files = media.flatMap(({ id, label, updates }) =>
    updates.map(({ path, bytes }) => ({
      value: { kind: "medium" as const, medium: id, path },
      label: path,
      hint: t("updates.file", { label: label || id, size: sizeOf(bytes) }),
    })),
  );
  if (files.length === 0) {
    await read(ui, title, [t("updates.media.none")]);
    return null;
  }
  return choose<UpdateSource>(ui, { title, above: () => [t("updates.media.found")], choices: files });
}

async function fromUrl(ui: Ui, title: string): Promise<UpdateSource | null> {
  const { t } = ui;
  const source = (url: string) => verbs["update.look"].arguments.safeParse({ source: { kind: "url", url } });
  const values = await fill(ui, {
    title,
    above: [t("updates.url.hint")],
    go: t("updates.look"),
    fields: [
      {
        key: "url",
        label: t("updates.address"),
        value: "https://",
        hint: t("updates.address.hint"),
        check: (value) => (source(value).success ? null : t("updates.address.wrong")),
      },
    ],
  });
  const parsed = source(values?.url ?? "");
  return parsed.success ? parsed.data.source : null;
}

async function install(ui: Ui, title: string, source: UpdateSource): Promise<void> {
  const { t, live } = ui;
  const offered = await workOrReport(ui, title, t("updates.looking"), "update.look", { source });
  if (offered === null) return;
  const built = localTime(offered.builtAt, "UTC").slice(0, 10);
  const sure = await choose(ui, {
    title,
    above: () => [
      [
        {
          text: t("updates.offered", { version: offered.version, built, size: sizeOf(offered.bytes) }),
          style: "bold",
        },
      ],
      t(offered.newer ? "updates.newer" : "updates.older", { version: live.version() }),
      t("updates.signed"),
    ],
    choices: [
      { value: true, label: t("updates.install"), hint: t("updates.install.hint") },
      { value: false, label: t("sure.no") },
    ],
    first: offered.newer ? 0 : 1,
  });
  if (sure !== true) return;
  const doing = t("updates.installing", { version: offered.version });
  const done = await workOrReport(ui, title, doing, "update.install", { source });
  if (done === null) return;
  await live.refresh();
  await restartNow(ui, title, t("updates.installed", { version: done.version }));
}

async function rollback(ui: Ui, title: string): Promise<void> {
  const { t, live } = ui;
  const sure = await choose(ui, {
    title,
    above: () => [t("updates.rollback.about")],
    choices: [
      { value: false, label: t("sure.no") },
      { value: true, label: t("updates.rollback") },
    ],
  });
  if (sure !== true) return;
  const done = await workOrReport(ui, title, t("updates.rollback.doing"), "update.rollback", {});
  if (done === null) return;
  await live.refresh();
  await restartNow(ui, title, t("updates.rollback.done", { version: done.version }));
}

async function restartNow(ui: Ui, title: string, what: string): Promise<void> {
  const { t } = ui;
  const now = await choose(ui, {
    title,
    above: () => [what],
    choices: [
      { value: true, label: t("updates.restart.now") },
      { value: false, label: t("updates.restart.later") },
    ],
  });
  if (now === true && (await workOrReport(ui, title, t("restart.box.doing"), "restart", {})) !== null) {
    await read(ui, title, [t("restart.box.done")]);
  }
}

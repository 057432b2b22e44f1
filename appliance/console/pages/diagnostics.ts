import { type Arguments, verbs } from "../../protocol.ts";
import { checkLines } from "../check-lines.ts";
import { type Field, fill } from "../form.ts";
import { choose } from "../list.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

type Kind = Arguments<"diagnose">["kind"];
const kinds: readonly Kind[] = ["ping", "dns", "mx", "smtp", "ldap"];
const ports: Partial<Record<Kind, string>> = { smtp: "25", ldap: "389" };

/** Checks whether other hosts can be reached. */
export async function diagnosticsPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.diagnostics");
  let first = 0;
  for (;;) {
    const kind = await choose(ui, {
      title,
      above: () => [t("diagnose.about")],
      choices: kinds.map((value) => ({
        value,
        label: t(`diagnose.${value}`),
        hint: t(`diagnose.${value}.hint`),
      })),
      first,
    });
    if (kind === null) return;
    first = kinds.indexOf(kind);
    const values = await fill(ui, {
      title: t(`diagnose.${kind}`),
      above: [t(`diagnose.${kind}.hint`)],
      go: t("diagnose.go"),
      fields: fieldsOf(ui, kind),
    });
    if (values === null) continue;
    const asked = argumentsOf(kind, values.target ?? "", values.port ?? "");
    if (asked === null) continue;
    const doing = t("diagnose.doing", { target: asked.target });
    const checks = await workOrReport(ui, t(`diagnose.${kind}`), doing, "diagnose", asked);
    if (checks !== null) await read(ui, t(`diagnose.${kind}`), checkLines(checks, t));
  }
}

function fieldsOf({ t }: Ui, kind: Kind): readonly Field[] {
  const byName = kind === "dns" || kind === "mx";
  const port = ports[kind];
  return [
    {
      key: "target",
      label: t("diagnose.target"),
      value: "",
      hint: t(byName ? "diagnose.name.hint" : "diagnose.target.hint"),
      check: (value) =>
        argumentsOf(kind, value, port ?? "") === null
          ? t(byName ? "diagnose.name.wrong" : "diagnose.target.wrong")
          : null,
    },
    ...(port === undefined
      ? []
      : [
          {
            key: "port",
            label: t("diagnose.port"),
            value: port,
            hint: t("diagnose.port.hint"),
            check: (value: string) =>
              argumentsOf(kind, "a", value) === null ? t("diagnose.port.wrong") : null,
          },
        ]),
  ];
}

function argumentsOf(kind: Kind, target: string, port: string): Arguments<"diagnose"> | null {
  const asked = { kind, target: target.toLowerCase(), ...(ports[kind] ? { port: Number(port) } : {}) };
  const parsed = verbs.diagnose.arguments.safeParse(asked);
  return parsed.success ? parsed.data : null;
}

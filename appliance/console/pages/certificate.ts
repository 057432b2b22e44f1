import { choose } from "../list.ts";
import type { Line } from "../paint.ts";
import { read } from "../read.ts";
import { fingerprintLines, localTime } from "../status.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Shows the certificate; can go back to a self-signed one. */
export async function certificatePage(ui: Ui): Promise<void> {
  const { t, live } = ui;
  const title = t("menu.certificate");
  for (let chosen: "reset" | null | undefined; chosen !== null; ) {
    chosen = await choose(ui, {
      title,
      above: () => about(ui),
      choices: [{ value: "reset", label: t("certificate.reset"), hint: t("certificate.reset.hint") }],
    });
    if (chosen === null) return;
    const sure = await choose(ui, {
      title,
      above: () => [t("certificate.sure")],
      choices: [
        { value: false, label: t("sure.no") },
        { value: true, label: t("certificate.reset") },
      ],
    });
    if (sure !== true) continue;
    if ((await workOrReport(ui, title, t("certificate.doing"), "certificate.reset", {})) === null) continue;
    await live.refresh();
    await read(ui, title, [t("certificate.done"), "", ...about(ui)]);
  }
}

function about({ t, live }: Ui): readonly Line[] {
  const facts = live.facts();
  const certificate = facts?.program?.certificate;
  if (!facts || !certificate) return [t("certificate.unknown")];
  return [
    t("certificate.compare"),
    "",
    ...fingerprintLines(facts).map((text): Line => [{ text: "  " }, { text, style: "bold" }]),
    "",
    t(certificate.selfSigned ? "certificate.self" : "certificate.signed"),
    t("certificate.names", { names: certificate.names.join(", ") }),
    t("certificate.until", { until: localTime(certificate.notAfter, facts.status.clock.timezone) }),
  ];
}

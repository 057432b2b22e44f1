import { mailOutcomes } from "../../domain/intake/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import type { Read } from "../../record/reading/index.ts";
import type { ApiParts } from "./parts.ts";

/** The server's metrics in the text format of Prometheus, version 0.0.4; null for those who may not read them. */
export async function metrics(
  { system }: Pick<Read, "system">,
  caller: Caller,
  { now, running, version }: ApiParts,
): Promise<string | null> {
  const figures = await system.figures();
  const disk = figures && (await running.disk(caller));
  if (figures === null || disk === null) return null;
  const { free } = disk;
  const { outcomes: mails, waiting: queue, deliveries: outbox, position } = figures;
  const waited = queue.oldest === null ? 0 : Math.max(0, now() - queue.oldest) / 1000;
  const received = mails.reduce((sum, one) => sum + one.mails, 0);
  return [
    ...about({ version, rebuilt: Math.min(100, ...system.deriving().map(({ percent }) => percent)) / 100 }),
    figure("mails_received_total", "counter", "Mails accepted", [[{}, received]]),
    figure(
      "mails",
      "gauge",
      "Mails by what became of them so far",
      mailOutcomes.map((outcome) => [{ outcome }, mails.find((one) => one.outcome === outcome)?.mails ?? 0]),
    ),
    figure("intake_queue_mails", "gauge", "Mails that wait to be decided about", [[{}, queue.depth]]),
    figure("intake_queue_oldest_seconds", "gauge", "How long the oldest of them has waited", [[{}, waited]]),
    figure(
      "outbox_deliveries",
      "gauge",
      "Deliveries that are not done, by state",
      (["waiting", "deferred", "failed", "bounced", "cancelled", "held"] as const).map((state) => [
        { state },
        outbox.find((one) => one.state === state)?.deliveries ?? 0,
      ]),
    ),
    figure("journal_position", "counter", "Position of the newest event", [[{}, position]]),
    figure("disk_free_bytes", "gauge", "Bytes the disk can still take", [
      [{}, Number.isFinite(free) ? free : "+Inf"],
    ]),
  ].join("");
}

/** The same while the read model is being rebuilt: all that is known then. */
export const metricsOfRebuild = (version: string, percent: number): string =>
  about({ version, rebuilt: percent / 100 }).join("");

const about = ({ version, rebuilt }: { readonly version: string; readonly rebuilt: number }) => [
  figure("build_info", "gauge", "The program's version", [[{ version }, 1]]),
  figure(
    "read_model_rebuilt_ratio",
    "gauge",
    "How much of the read model is rebuilt; 1 in normal operation",
    [[{}, rebuilt]],
  ),
];

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | string];

function figure(name: string, type: "gauge" | "counter", help: string, samples: readonly Sample[]): string {
  const full = `mailmanager_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/["\\\n]/g, "")}"`);
    return `${full}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join("")}`;
}

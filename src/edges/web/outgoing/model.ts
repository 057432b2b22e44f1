/** The delivery of an outgoing mail, from its recipients' rows and the attempts in the journal. */
import type { Recorded } from "../../../domain/events.ts";
import type { DeliveryRow, ReplyRow } from "../../../record/reading/index.ts";
import type { AttemptView, DeliveryStatus, DeliveryView } from "./delivery-view.ts";

export function deliveryOf(
  rows: readonly DeliveryRow[],
  attempts: readonly Pick<Recorded, "time" | "event">[],
  reply: { readonly row: ReplyRow | null; readonly now: number } | null = null,
): DeliveryView {
  const next = rows.flatMap((row) => (row.nextAt === null ? [] : [row.nextAt]));
  const row = reply?.row ?? null;
  const status = (row && beforeLeaving(row, reply?.now ?? 0)) ?? statusOf(rows);
  if (status === "scheduled") return { status, attempts: [], bounces: [], nextAt: row?.leaveAt ?? null };
  return {
    status,
    attempts: attempts.flatMap(attemptOf),
    bounces: attempts.flatMap(({ time, event }) =>
      event.type === "DeliveryBounced" ? [{ time, mail: event.mail, results: event.results }] : [],
    ),
    nextAt: status === "deferred" && next.length > 0 ? Math.min(...next) : null,
  };
}

/** For a reply that is not composed: whether it will be. Null for a composed one. */
function beforeLeaving({ state, leaveAt }: ReplyRow, now: number): DeliveryStatus | null {
  switch (state) {
    case "due":
      return leaveAt > now ? "scheduled" : "waiting";
    case "taken-back":
    case "withheld":
    case "held":
      return state;
    case "composed":
      return null;
  }
}

/** The worst of the recipients' states counts, since that needs attention. */
function statusOf(rows: readonly DeliveryRow[]): DeliveryStatus {
  const has = (state: DeliveryRow["state"]) => rows.some((row) => row.state === state);
  if (has("failed")) return "failed";
  if (has("bounced")) return "bounced";
  if (has("held")) return "held";
  if (has("deferred")) return "deferred";
  if (has("waiting")) return "waiting";
  if (has("cancelled")) return "cancelled";
  // The development catcher identifies itself in its response; then nothing has left the machine.
  return rows.some((row) => row.response?.endsWith("Caught")) ? "caught" : "delivered";
}

function attemptOf({ time, event }: Pick<Recorded, "time" | "event">): readonly AttemptView[] {
  if (event.type !== "DeliveryAttempted") return [];
  return [{ attempt: event.attempt, time, server: event.server, results: event.results }];
}

import type { Deliver } from "../../engine/outgoing/outbox.ts";
import { addressOf } from "./letters.ts";

/** What happens to a delivery: it succeeds, is deferred, or fails. */
export type Fate = "greylisted" | "full" | "unreachable" | "unknown" | "refused";

export interface Fates {
  /** Applies until it is delivered or fails. */
  set(address: string, fate: Fate): void;
  readonly deliver: Deliver;
}

/** Simulated mail servers. Nothing leaves the machine. */
export function createFates(): Fates {
  const fates = new Map<string, { readonly fate: Fate; tried: number }>();

  return {
    set: (address, fate) => fates.set(address, { fate, tried: 0 }),
    deliver: async ({ envelope, raw }) => {
      const host = envelope.to[0]?.split("@").at(-1) ?? "";
      const results = envelope.to.map((recipient) => {
        const met = fates.get(recipient);
        if (met) met.tried += 1;
        const answer = met && answerOf(met.fate, met.tried, recipient, host);
        if (answer?.outcome !== "deferred") fates.delete(recipient);
        return { recipient, outcome: "delivered" as const, response: queuedAs(raw.length), ...answer };
      });
      return { server: `mx.${host}:25`, results };
    },
  };
}

/** What a server says when it has accepted a mail of this length, in bytes. */
export function queuedAs(length: number): string {
  const queued = (length * 2654435761) % 0xffffffff;
  return `250 2.0.0 Ok: queued as ${queued.toString(36).toUpperCase()}`;
}

function answerOf(fate: Fate, tried: number, recipient: string, host: string) {
  const deferred = (response: string) => ({ outcome: "deferred" as const, response });
  const failed = (response: string) => ({ outcome: "failed" as const, response });
  switch (fate) {
    case "greylisted":
      return tried > 2 ? undefined : deferred("451 4.7.1 Greylisted, please try again in five minutes");
    case "full":
      return tried > 9 ? undefined : deferred(`452 4.2.2 <${recipient}>: mailbox is full`);
    case "unreachable":
      return deferred(`connect to mx.${host} [${addressOf(host)}] port 25: timed out`);
    case "unknown":
      return failed(`550 5.1.1 <${recipient}>: user unknown`);
    case "refused":
      return failed("554 5.7.1 Message refused by local policy");
  }
}

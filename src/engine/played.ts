import type { Log } from "../base/log.ts";
import type { RecordStore } from "../record/record.ts";
import { createEngine, type Engine, type EngineParts } from "./engine.ts";
import { createOutbox } from "./outgoing/outbox.ts";

export interface PlayedParts extends Omit<EngineParts, "record" | "log" | "diskSpace" | "diskReserve"> {
  /** For the times between attempts, which are to be the same each time. */
  readonly chance: EngineParts["randomBytes"];
}

/** An engine for playing a story: mail is sent only on command. */
export interface PlayedEngine {
  readonly engine: Engine;
  /** Makes the decision about the next mail fail. */
  failNextDecision(): void;
  /**
   * Delivers what is due now, and waits for these attempts.
   * @returns when the next delivery is due, in milliseconds since 1970; null if none is waiting
   */
  sendDue(): Promise<number | null>;
  /** Does the housekeeping otherwise done in idle time. */
  tidy(): Promise<void>;
  /** Whether nothing waits for the disk; a story interrupted by a power cut is played again anyway. */
  setBulk(bulk: boolean): void;
}

export function createPlayedEngine(record: RecordStore, { chance, ...parts }: PlayedParts): PlayedEngine {
  const { now, deliver, route } = parts;
  const log: Log = { info() {}, warn() {}, error() {} };
  let failing = false;
  const engine = createEngine({
    ...parts,
    record: { ...record, commit: failingOnce },
    log,
    diskSpace: async () => Number.POSITIVE_INFINITY,
    diskReserve: 0,
  });
  // A separate outbox, which runs only when told to.
  const outbox = createOutbox({
    ...{ record, deliver, now, log, randomBytes: chance },
    route: () => route(record.view.outgoing()),
  });
  const due = () => record.queries.dueDeliveries(now(), 1).length > 0;
  return {
    engine,
    failNextDecision: () => {
      failing = true;
    },
    async sendDue() {
      await engine.composeDue();
      if (due()) {
        await new Promise<void>((resolve) => {
          const unlisten = record.onCommitted(() => {
            if (due()) return;
            unlisten();
            resolve();
          });
          outbox.start();
        });
        await outbox.stop();
      }
      return record.queries.nextDelivery();
    },
    async tidy() {
      while (await record.settle());
    },
    setBulk: (bulk) => record.setBulk(bulk),
  };

  async function failingOnce<T>(...[actor, decide]: Parameters<typeof record.commit<T>>): Promise<T> {
    if (failing && actor.kind === "system" && actor.part === "intake") {
      failing = false;
      throw new Error("made to fail, to show what becomes of such a mail");
    }
    return record.commit(actor, decide);
  }
}

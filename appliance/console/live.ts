import { isDeepStrictEqual } from "node:util";
import type { BoxStatus, ProgramState } from "../protocol.ts";
import type { Client, Trouble } from "./client.ts";

/** What the box last said about itself. */
export interface Facts {
  readonly status: BoxStatus;
  /** Null where the helper cannot tell. */
  readonly program: ProgramState | null;
  readonly code: string | null;
}

/** The box's state, asked for again and again. */
export interface Live {
  /** Null before the first answer. */
  facts(): Facts | null;
  /** Why there is no fresh answer; null while all is well. */
  trouble(): Trouble | null;
  /** The box's time, in milliseconds since 1970; null before the first answer. */
  now(): number | null;
  version(): string;
  hostname(): string;
  /** Asks at once, and often from now on for a while. */
  wake(): void;
  /** Asks now; resolves when the answer is there. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface PollIntervals {
  /** Milliseconds between questions while someone is there, and otherwise: a helper that nobody asks takes no memory. */
  readonly awake: number;
  /** The same until it falls asleep for the first time, before any key: a start has better things to do. */
  readonly starting: number;
  readonly asleep: number;
  /** Milliseconds after the last key until it falls asleep. */
  readonly tired: number;
}

/** @param onChange called after each answer that is news, and every second for the clock */
export function watch(client: Client, version: string, pace: PollIntervals, onChange: () => void): Live {
  let facts: Facts | null = null;
  let trouble: Trouble | null = null;
  let answeredAt = 0;
  let touchedAt = performance.now();
  let touched = false;
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | null = null;
  let stopped = false;
  const clock = setInterval(onChange, 1000);
  void refresh();
  return {
    facts: () => facts,
    trouble: () => trouble,
    now: () => (facts === null ? null : Date.parse(facts.status.clock.now) + performance.now() - answeredAt),
    version: () => facts?.status.version ?? version,
    hostname: () => facts?.status.hostname ?? "",
    wake() {
      const behind = !awake() || !touched;
      touchedAt = performance.now();
      touched = true;
      if (behind) void refresh();
    },
    refresh,
    stop() {
      stopped = true;
      clearInterval(clock);
      clearTimeout(timer);
      client.hangUp();
    },
  };

  function awake(): boolean {
    return performance.now() - touchedAt < pace.tired;
  }

  function refresh(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null;
      if (stopped) return;
      clearTimeout(timer);
      const soon = trouble !== null || awake() || facts?.status.network.trial !== null;
      if (!soon) client.hangUp();
      const often = touched || trouble !== null ? pace.awake : pace.starting;
      timer = setTimeout(() => void refresh(), soon ? often : pace.asleep);
    });
    return asking;
  }

  async function ask(): Promise<void> {
    const [status, program, code] = await Promise.all([
      client.ask("status", {}),
      client.ask("program.status", {}),
      client.ask("setup.code", {}),
    ]);
    const before = [facts, trouble];
    if (status.ok) {
      answeredAt = performance.now();
      facts = {
        status: status.value,
        program: program.ok ? program.value : null,
        code: code.ok ? code.value.code : null,
      };
    }
    trouble = status.ok ? null : status.error;
    if (!isDeepStrictEqual(before, [facts, trouble])) onChange();
  }
}

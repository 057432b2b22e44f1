import { isDeepStrictEqual } from "node:util";
import type { BoxStatus, ProgramState } from "../protocol.ts";
import type { Client, Trouble } from "./client.ts";

/** The appliance's last reported state. */
export interface Facts {
  readonly status: BoxStatus;
  /** Null if the helper cannot tell. */
  readonly program: ProgramState | null;
  readonly code: string | null;
}

/** The appliance's state, polled. */
export interface Live {
  /** Null until the first answer. */
  facts(): Facts | null;
  /** Why the state is out of date; null if it is not. */
  trouble(): Trouble | null;
  /** The appliance's time, in milliseconds since 1970; null until the first answer. */
  now(): number | null;
  version(): string;
  hostname(): string;
  /** When the state was reported, in milliseconds since 1970, if it is not kept up to date at the moment; else null. */
  asleepSince(): number | null;
  /** Someone is using the console: asks at once, and often for a while. */
  wake(): void;
  /** Asks now; resolves with the answer. */
  refresh(): Promise<void>;
  stop(): void;
}

/** How often the helper is asked, in milliseconds. */
export interface PollIntervals {
  /** While someone is using the console. */
  readonly active: number;
  /** Before the first key is pressed: a starting appliance needs its processor for other work. */
  readonly starting: number;
  /** While nobody is using it: a helper that is not asked anything ends, and takes no memory. */
  readonly idle: number;
  /** How long after the last key the console counts as unused. */
  readonly idleAfter: number;
}

/** @param onChange called after each answer that changes something, and every second for the clock */
export function watch(client: Client, version: string, intervals: PollIntervals, onChange: () => void): Live {
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
    // What is shown must not look newer than it is: without new answers, the clock stands too.
    now() {
      if (facts === null) return null;
      const reported = Date.parse(facts.status.clock.now);
      return isAsleep() ? reported : reported + performance.now() - answeredAt;
    },
    asleepSince: () => (facts !== null && isAsleep() ? Date.parse(facts.status.clock.now) : null),
    version: () => facts?.status.version ?? version,
    hostname: () => facts?.status.hostname ?? "",
    wake() {
      const behind = !isActive() || !touched;
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

  function isAsleep(): boolean {
    return trouble === null && !isActive() && facts?.status.network.trial === null;
  }

  function isActive(): boolean {
    return performance.now() - touchedAt < intervals.idleAfter;
  }

  function refresh(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null;
      if (stopped) return;
      clearTimeout(timer);
      const soon = trouble !== null || isActive() || facts?.status.network.trial !== null;
      if (!soon) client.hangUp();
      const often = touched || trouble !== null ? intervals.active : intervals.starting;
      timer = setTimeout(() => void refresh(), soon ? often : intervals.idle);
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

import type { DeliveryResult } from "../../domain/ticket/types.ts";

/** Limits for each domain, and when one that cannot be reached is tried again. */
export interface Limits {
  /** Sessions with one domain at a time. */
  readonly atOnce: number;
  /** Mails to one domain: a burst, and after that this many per minute. */
  readonly perMinute: number;
}

const defaultLimits: Limits = { atOnce: 4, perMinute: 120 };

/** Why a domain could not be reached: its server's response, or why there was none. */
export type Trouble = Pick<DeliveryResult, "response" | "fault">;

/** Whether a mail may be sent to a domain now. */
export type Entry =
  | {
      readonly may: "go";
      /** To be called once, with whether the domain could be reached, and if not, why. */
      readonly leave: (trouble: Trouble | null) => void;
    }
  | { readonly may: "wait"; readonly until: number }
  /** It could not be reached a short while ago. */
  | { readonly may: "rest"; readonly until: number; readonly trouble: Trouble };

export interface Destinations {
  /** @param insist also try a domain in back-off */
  enter(domain: string, insist?: boolean): Entry;
}

interface Destination {
  active: number;
  /** Mails that may be sent now. */
  allowance: number;
  allowedAt: number;
  failures: number;
  restsUntil: number;
  trouble: Trouble;
}

const MINUTE = 60_000;
/** Milliseconds until there may be room again. */
const SOON = 1000;
/** The most domains remembered. */
const MOST = 10_000;

/**
 * Keeps track of the domains that mail goes to. A domain that cannot be reached is left alone for a minute, then twice as
 * long each time, up to half an hour; afterwards a single mail is tried.
 */
export function createDestinations(now: () => number, limits: Limits = defaultLimits): Destinations {
  const known = new Map<string, Destination>();

  return {
    enter(domain, insist = false) {
      const time = now();
      const one = known.get(domain) ?? added(domain, time);
      if (time < one.restsUntil && !insist)
        return { may: "rest", until: one.restsUntil, trouble: one.trouble };
      one.allowance = Math.min(
        limits.perMinute,
        one.allowance + ((time - one.allowedAt) * limits.perMinute) / MINUTE,
      );
      one.allowedAt = time;
      if (one.active >= (one.failures > 0 ? 1 : limits.atOnce)) return { may: "wait", until: time + SOON };
      if (one.allowance < 1) {
        return { may: "wait", until: time + Math.ceil(((1 - one.allowance) * MINUTE) / limits.perMinute) };
      }
      one.allowance -= 1;
      one.active += 1;
      return { may: "go", leave: (trouble) => left(one, trouble) };
    },
  };

  function left(one: Destination, trouble: Trouble | null): void {
    one.active -= 1;
    if (trouble === null) {
      one.failures = 0;
      one.restsUntil = 0;
      return;
    }
    // Sessions in progress when it began to fail count as one failure.
    if (now() < one.restsUntil) return;
    one.failures += 1;
    one.trouble = trouble;
    one.restsUntil = now() + Math.min(30, 2 ** (one.failures - 1)) * MINUTE;
  }

  function added(domain: string, time: number): Destination {
    if (known.size >= MOST) forget(time);
    const one = {
      ...{ active: 0, allowance: limits.perMinute, allowedAt: time },
      ...{ failures: 0, restsUntil: 0, trouble: { response: "" } },
    };
    known.set(domain, one);
    return one;
  }

  /** Those that nothing was sent to recently; the oldest if there are none. */
  function forget(time: number): void {
    for (const [domain, one] of known) {
      if (one.active === 0 && time - one.allowedAt > 60 * MINUTE) known.delete(domain);
    }
    for (const [domain, one] of known) {
      if (known.size < MOST) return;
      if (one.active === 0) known.delete(domain);
    }
  }
}

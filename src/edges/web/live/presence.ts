/** Who looks at which ticket, and who writes in it: in memory only, for as long as their pages say so. */

export const doings = ["looking", "replying"] as const;
export type Doing = (typeof doings)[number];

/** Someone at a ticket. */
export interface Present {
  readonly ticket: number;
  readonly user: string;
  /** Their full name. */
  readonly name: string;
  readonly doing: Doing;
}

export interface Presence {
  /** Notes what someone does at a ticket; null once they have left. @returns whether anything has changed for others */
  note(ticket: number, who: Pick<Present, "user" | "name">, doing: Doing | null): boolean;
  /** Everyone who is there now. */
  all(): readonly Present[];
  /** Forgets those whose pages have been silent. @returns whether there were any */
  forget(): boolean;
}

/** Milliseconds after which someone whose page is silent has left: pages speak three times as often. */
const SILENT = 60_000;
/** The most tickets that someone is noted at, and the most entries. */
const MOST_OF_ONE = 10;
const MOST = 2000;

/** @param now milliseconds since 1970 */
export function createPresence(now: () => number): Presence {
  const entries = new Map<string, Present & { readonly at: number }>();
  const keyOf = (ticket: number, user: string) => `${ticket} ${user}`;
  return {
    note(ticket, { user, name }, doing) {
      const key = keyOf(ticket, user);
      const before = entries.get(key);
      entries.delete(key);
      if (doing === null) return before !== undefined;
      const own = [...entries].filter(([, one]) => one.user === user);
      if (own.length >= MOST_OF_ONE) entries.delete(own[0]?.[0] ?? "");
      if (entries.size >= MOST) return before !== undefined;
      entries.set(key, { ticket, user, name, doing, at: now() });
      return before?.doing !== doing;
    },
    all: () => [...entries.values()].map(({ at: _, ...one }) => one),
    forget() {
      const silent = [...entries].filter(([, { at }]) => at < now() - SILENT);
      for (const [key] of silent) entries.delete(key);
      return silent.length > 0;
    },
  };
}

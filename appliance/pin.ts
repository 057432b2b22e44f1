/**
 * The console's PIN: optional, stored hashed, with a delay after wrong ones that grows and survives a restart. The
 * right PIN works even when the disk is full or read-only.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { removeDurably, textIfAny, writeDurably } from "./files.ts";
import { wordsOf } from "./refusal.ts";

/** What a try came to: right, wrong, or not looked at for that many more milliseconds. */
export type Tried = { readonly kind: "right" | "wrong" } | { readonly kind: "wait"; readonly ms: number };

export interface Pin {
  isSet(): boolean;
  /** Milliseconds until another PIN may be tried; 0 for now. */
  wait(): number;
  /**
   * Tries a PIN; one after another. A wrong one counts even if the power is cut meanwhile. If the disk cannot be
   * written, it counts in memory, and the longest delay follows.
   */
  try(pin: string): Promise<Tried>;
  /** Whether a delay is known only in memory: the process has to go on until it is over. */
  waitsInMemory(): boolean;
  /**
   * Sets or replaces it, and forgets the wrong ones. After this returns, it survives a power cut.
   * @throws if the disk cannot be written; the PIN is then the one before
   */
  set(pin: string): Promise<void>;
  /** @throws if the disk cannot be written; the PIN then stays */
  remove(): void;
  /** Changes with each PIN, so that people who knew the old one have to enter the new one; null without one. */
  generation(): string | null;
}

const stored = z.strictObject({
  salt: z.string(),
  hash: z.string(),
  /** Wrong ones since the last right one, and when the last was tried, in milliseconds since 1970. */
  failures: z.int().min(0),
  failedAt: z.int(),
});
type Stored = z.infer<typeof stored>;

/** Wrong ones without a delay; then it doubles from this many milliseconds to that. */
const FREE = 3;
const DELAY = { first: 10_000, longest: 15 * 60_000 } as const;
/** More than it takes to the longest. */
const DOUBLINGS = 20;

/** Work of a hash (RFC 7914): 32 MB, and a fraction of a second on today's machines. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 } as const;

/** @param folder the appliance's state folder @param now milliseconds since 1970 */
export function openPin(folder: string, now: () => number, complain: (text: string) => void): Pin {
  const file = join(folder, "console-pin.json");
  let last: Promise<unknown> = Promise.resolve();
  /** The last try of the PIN with this salt, if the disk could not be written. */
  let held: { readonly salt: string; readonly failedAt: number } | null = null;

  return {
    isSet: () => textIfAny(file) !== null,
    wait: () => waitOf(counted(), now()),
    waitsInMemory: () => held !== null && waitOf(counted(), now()) > 0,
    generation: () => (textIfAny(file) === null ? null : (read()?.salt ?? "unreadable")),
    try(pin) {
      const tried = last.then(() => check(pin));
      last = tried.catch(() => {});
      return tried;
    },
    async set(pin) {
      const salt = randomBytes(16).toString("base64");
      write({ salt, hash: (await hashOf(pin, salt)).toString("base64"), failures: 0, failedAt: 0 });
    },
    remove: () => removeDurably(file),
  };

  async function check(pin: string): Promise<Tried> {
    const known = counted();
    // A file that cannot be read admits nobody: an administrator sets another PIN.
    if (known === null) return { kind: textIfAny(file) === null ? "right" : "wrong" };
    const ms = waitOf(known, now());
    if (ms > 0) return { kind: "wait", ms };
    // Counted before it is looked at: cutting the power does not buy another try.
    const failedAt = now();
    held = note({ ...known, failures: known.failures + 1, failedAt }) ? null : { salt: known.salt, failedAt };
    const right = timingSafeEqual(await hashOf(pin, known.salt), Buffer.from(known.hash, "base64"));
    // Unless another one was set meanwhile.
    if (right && read()?.salt === known.salt) {
      if (held === null) note({ ...known, failures: 0, failedAt: 0 });
      held = null;
    }
    return { kind: right ? "right" : "wrong" };
  }

  /** What is stored, with the try that could not be. */
  function counted(): Stored | null {
    const known = read();
    if (known === null || held?.salt !== known.salt) return known;
    return { ...known, failures: Math.max(known.failures, FREE + DOUBLINGS), failedAt: held.failedAt };
  }

  /** @returns whether it could be written */
  function note(value: Stored): boolean {
    try {
      write(value);
      return true;
    } catch (cause) {
      complain(`tries of the console's PIN cannot be written: ${wordsOf(cause)}`);
      return false;
    }
  }

  function read(): Stored | null {
    const text = textIfAny(file);
    if (text === null) return null;
    const parsed = stored.safeParse(asJson(text));
    if (parsed.success) return parsed.data;
    complain(`${file} does not hold: ${z.prettifyError(parsed.error)}`);
    return null;
  }

  function write(value: Stored): void {
    writeDurably(file, `${JSON.stringify(value)}\n`);
  }
}

/** The clock may have been set back since: nobody waits longer than the delay. */
function waitOf(known: Stored | null, at: number): number {
  if (known === null || known.failures < FREE) return 0;
  const delay = Math.min(DELAY.longest, DELAY.first * 2 ** Math.min(known.failures - FREE, DOUBLINGS));
  return Math.min(delay, Math.max(0, known.failedAt + delay - at));
}

function hashOf(pin: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(pin, Buffer.from(salt, "base64"), 32, COST, (cause, hash) =>
      cause ? reject(cause) : resolve(hash),
    ),
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

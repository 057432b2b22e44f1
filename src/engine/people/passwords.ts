/** Passwords as they are kept: hashed by Argon2id, with the cost written beside. */

import { argon2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";

/** RFC 9106 section 4, second recommended option, with less memory so that a small box can check several at once. */
const cost = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 } as const;
const hashPassword = promisify(argon2);

/**
 * Passwords that are hashed at the same time, each in a thread that files and names are looked up in, too; and those that
 * may wait for that.
 */
const AT_ONCE = 2;
const WAITING = 100;

let hashing = 0;
const waiting: (() => void)[] = [];

/** Whether so many passwords wait to be hashed that no more should be taken for now. */
export const passwordsBusy = (): boolean => waiting.length >= WAITING;

const argon2id: typeof hashPassword = async (algorithm, parameters) => {
  if (hashing >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else hashing += 1;
  try {
    return await hashPassword(algorithm, parameters);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else hashing -= 1;
  }
};

/** The hash to keep of a password that is not weak. */
export async function newHash(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = Buffer.from(randomBytes(16));
  const { memory, passes, parallelism } = cost;
  const hash = await argon2id("argon2id", {
    message: password.normalize("NFKC"),
    nonce: salt,
    ...cost,
  });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

/** A hash that no password has. */
export const noHash = Promise.resolve(
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
);

/** What keeps a password from being taken, or null. */
export function weakPassword(password: string): Fault | null {
  if (password.length >= 10 && password.length <= 1000) return null;
  return fault("password.length", { field: "password" });
}

/** Whether the password belongs to the hash, with the cost that the hash names. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  const [, memory, passes, parallelism, salt, hash] = found ?? [];
  if (!salt || !hash || password.length > 1000) return false;
  const expected = Buffer.from(hash, "base64url");
  const actual = await argon2id("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(salt, "base64url"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

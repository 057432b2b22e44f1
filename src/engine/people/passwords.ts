/** Stored passwords: hashed with Argon2id, together with the cost parameters. */

import { argon2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { RandomBytes } from "../../base/clock.ts";
import { PASSWORD_LENGTH } from "../../domain/people/index.ts";

/** RFC 9106 section 4, second recommended option, with less memory so that a small machine can check several at once. */
const cost = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 } as const;
const hashPassword = promisify(argon2);

/**
 * The most passwords hashed at the same time, each in a thread of the pool that files and DNS also use; and the most
 * that may wait.
 */
const AT_ONCE = 2;
const WAITING = 100;

let hashing = 0;
const waiting: (() => void)[] = [];

/** Whether too many passwords are waiting to be checked for another one to be accepted now. */
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

/** The hash to store for a password that is not weak. */
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

/** A hash that matches no password. */
export const noHash = Promise.resolve(
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
);

/** Whether the password matches the hash, with the hash's own cost parameters. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  const [, memory, passes, parallelism, salt, hash] = found ?? [];
  if (!salt || !hash || password.length > PASSWORD_LENGTH.most) return false;
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

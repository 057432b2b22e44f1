/** A submitted form, and the checks that it comes from us. */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Fault } from "../../../base/fault.ts";
import type { Result } from "../../../base/result.ts";
import type { AttachmentFile } from "../../../domain/mail/index.ts";
import type { IdempotentRequest } from "../../../engine/tickets/types.ts";

/** A file as sent by a browser. */
export interface FormFile {
  readonly name: string;
  /** The media type according to the browser. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type FormValue = string | FormFile;

/** The fields of a form, in the order sent. */
export class Form {
  readonly #values = new Map<string, FormValue[]>();

  constructor(entries: Iterable<readonly [name: string, value: FormValue]> = []) {
    for (const [name, value] of entries) {
      const before = this.#values.get(name);
      if (before) before.push(value);
      else this.#values.set(name, [value]);
    }
  }

  /** The first value of a field; null if it is missing. */
  get(name: string): FormValue | null {
    return this.#values.get(name)?.[0] ?? null;
  }

  getAll(name: string): readonly FormValue[] {
    return this.#values.get(name) ?? [];
  }
}

/** A field of the form as text with LF line ends; "" if it is missing. */
export function field(form: Form, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n") : "";
}

/** All values of a field. */
export const fields = (form: Form, name: string): readonly string[] =>
  form.getAll(name).filter((value) => typeof value === "string");

/** The most characters kept of a file's name. */
const LONGEST_NAME = 255;

/** Names one rendering of a form, so that sending it twice does nothing twice. */
export const newNonce = (): string => randomBytes(16).toString("hex");

/** The nonce of a submitted form; undefined if it has none of ours. */
export function nonceIn(form: Form): string | undefined {
  const nonce = field(form, "nonce");
  return /^[0-9a-f]{32}$/.test(nonce) ? nonce : undefined;
}

/**
 * Carries out a form once for each of its renderings. With other content it counts as another form: someone went back
 * in the browser and wrote something else.
 * @param user who sent it
 * @param content of the form, as typed
 */
export async function oncePerForm<T>(
  form: Form,
  user: string,
  content: readonly string[],
  run: (once: IdempotentRequest | undefined) => Promise<Result<T, Fault>>,
): Promise<Result<T, Fault>> {
  const key = nonceIn(form);
  if (key === undefined) return run(undefined);
  const request = createHash("sha256").update(JSON.stringify(content)).digest();
  const done = await run({ token: `web:${user}`, key, request });
  return !done.ok && done.error.code === "idempotency.reused" ? run(undefined) : done;
}

/** The files of a field, without what a browser sends if none was chosen. */
export const files = (form: Form, name: string): readonly AttachmentFile[] =>
  form.getAll(name).flatMap((value) => {
    if (typeof value === "string" || (value.bytes.length === 0 && value.name === "")) return [];
    const named = value.name.slice(0, LONGEST_NAME).toWellFormed() || "file";
    return [{ name: named, type: mediaType(value.type), bytes: value.bytes }];
  });

const mediaType = (type: string): string => {
  const bare = type.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(bare)
    ? bare
    : "application/octet-stream";
};

/** Compares two secrets in constant time. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}

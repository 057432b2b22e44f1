/** A form as it was sent, and what tells that it is ours. */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Fault } from "../../../base/fault.ts";
import type { Result } from "../../../base/result.ts";
import type { AttachmentFile } from "../../../domain/mail/types.ts";
import type { Once } from "../../../engine/tickets/types.ts";

/** A file as a browser sends it. */
export interface FormFile {
  readonly name: string;
  /** What the browser says it is. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type FormValue = string | FormFile;

/** The fields of a form, in the order in which they were sent. */
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

/** Characters of a file's name that are kept. */
const LONGEST_NAME = 255;

/** Names one rendering of a form, so that sending it twice does nothing twice. */
export const newNonce = (): string => randomBytes(16).toString("hex");

/** The nonce of a form that was sent; undefined where it has none of ours. */
export function nonceIn(form: Form): string | undefined {
  const nonce = field(form, "nonce");
  return /^[0-9a-f]{32}$/.test(nonce) ? nonce : undefined;
}

/**
 * Does what a form asks for, once for each rendering of it. With other content it is another form: someone went back
 * in their browser and wrote something else.
 * @param user whose form it is
 * @param content of the form, as it was typed
 */
export async function oncePerForm<T>(
  form: Form,
  user: string,
  content: readonly string[],
  run: (once: Once | undefined) => Promise<Result<T, Fault>>,
): Promise<Result<T, Fault>> {
  const key = nonceIn(form);
  if (key === undefined) return run(undefined);
  const request = createHash("sha256").update(JSON.stringify(content)).digest();
  const done = await run({ token: `web:${user}`, key, request });
  return !done.ok && done.error.code === "idempotency.reused" ? run(undefined) : done;
}

/** The files of a field; what a browser sends for "no file chosen" is none. */
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

/** Compares two secrets in a time that does not tell where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}

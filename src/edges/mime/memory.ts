import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";

/** Milliseconds after which a result is worth caching. */
const SLOW = 500;
const MOST_ENTRIES = 500;

/**
 * Caches results that took long, and failures, so that viewing the same bytes again costs
 * nothing; the same work is not started twice at the same time. Nothing else is cached, and those bytes are
 * not hashed.
 * @param size of a value, in characters or bytes
 * @param room for all values together, in the same unit
 */
export class Memory<T> {
  readonly #size: (value: T) => number;
  readonly #room: number;
  /** By kind, length and SHA-256; the least recently used first. */
  readonly #kept = new Map<string, { readonly result: Result<T, Fault>; readonly size: number }>();
  /** The number of entries of a kind and length. */
  readonly #lengths = new Map<string, number>();
  readonly #running = new Map<
    string,
    { readonly raw: Uint8Array; readonly result: Promise<Result<T, Fault>> }[]
  >();
  #used = 0;

  constructor(size: (value: T) => number, room: number) {
    this.#size = size;
    this.#room = room;
  }

  /**
   * @param kind of the work on the bytes, including its options
   * @param work does it
   */
  async of(raw: Uint8Array, kind: string, work: () => Promise<Result<T, Fault>>): Promise<Result<T, Fault>> {
    const group = `${raw.length} ${kind}`;
    if (this.#lengths.has(group)) {
      const key = keyOf(group, raw);
      const known = this.#kept.get(key);
      if (known !== undefined) {
        this.#kept.delete(key);
        this.#kept.set(key, known);
        return known.result;
      }
    }
    const running = this.#running.get(group) ?? [];
    const same = running.find((one) => Buffer.compare(one.raw, raw) === 0);
    if (same !== undefined) return same.result;
    const entry = { raw, result: this.#run(raw, group, work) };
    this.#running.set(group, [...running, entry]);
    try {
      return await entry.result;
    } finally {
      const rest = (this.#running.get(group) ?? []).filter((one) => one !== entry);
      if (rest.length > 0) this.#running.set(group, rest);
      else this.#running.delete(group);
    }
  }

  async #run(
    raw: Uint8Array,
    group: string,
    work: () => Promise<Result<T, Fault>>,
  ): Promise<Result<T, Fault>> {
    const began = performance.now();
    const result = await work();
    const slow = performance.now() - began > SLOW;
    if (result.ok ? slow : result.error.code === "mail.unreadable") this.#keep(group, raw, result);
    return result;
  }

  #keep(group: string, raw: Uint8Array, result: Result<T, Fault>): void {
    const size = result.ok ? this.#size(result.value) : 1_000;
    const key = keyOf(group, raw);
    if (size > this.#room || this.#kept.has(key)) return;
    this.#kept.set(key, { result, size });
    this.#lengths.set(group, (this.#lengths.get(group) ?? 0) + 1);
    this.#used += size;
    for (const [oldest, entry] of this.#kept) {
      if (this.#used <= this.#room && this.#kept.size <= MOST_ENTRIES) break;
      this.#kept.delete(oldest);
      this.#used -= entry.size;
      const group = oldest.slice(0, oldest.lastIndexOf(" "));
      const left = (this.#lengths.get(group) ?? 1) - 1;
      if (left > 0) this.#lengths.set(group, left);
      else this.#lengths.delete(group);
    }
  }
}

const keyOf = (group: string, raw: Uint8Array): string => `${group} ${hash("sha256", raw)}`;

/** The limits for one mail. Beyond `depth`, `parts`, `headers` and `headerBytes` a mail counts as unreadable. */
export interface Limits {
  /** Nested multiparts. */
  readonly depth: number;
  /** Parts of all kinds, over the whole mail. */
  readonly parts: number;
  /** Header fields, over the whole mail. */
  readonly headers: number;
  /** Bytes of all header blocks together. */
  readonly headerBytes: number;
  /** The most characters of text (and, separately, of HTML) that are read; the rest is cut off, which the text says. */
  readonly text: number;
}

export const defaultLimits: Limits = {
  depth: 50,
  parts: 2_000,
  headers: 5_000,
  headerBytes: 1024 * 1024,
  text: 4 * 1024 * 1024,
};

/** A mail that cannot be read, with a reason that can be shown to people. */
export class Unreadable extends Error {}

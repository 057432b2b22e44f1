/** What a test of a step found, for whoever sets the program up. */
export interface Finding {
  /** "warn" is for what works in part, or could not be told. */
  readonly level: "ok" | "warn" | "problem";
  readonly what: string;
  /** What to do about it; null when there is nothing to do. */
  readonly todo: string | null;
  /** A line to copy as it is, such as a DNS record; null for none. */
  readonly line: string | null;
}

import type { SetupProbes } from "../../edges/web/index.ts";

/** What the program can find out about the answers of a first start. */
export function createProbes(_parts: {
  readonly smtp: () => string | null;
  readonly now: () => number;
}): SetupProbes {
  const nothing = async () => [];
  return { name: nothing, mailbox: nothing, incoming: nothing, outgoing: nothing, certificate: nothing };
}

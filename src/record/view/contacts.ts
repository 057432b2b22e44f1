import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { contact } from "../schema.ts";

export type ContactRow = typeof contact.$inferSelect;

/** What decisions ask of the people who write to us, within their transaction. */
export interface ContactView {
  /** What is known of the person with an address, as `normalAddress` writes it; null if nothing ever was. */
  contact(address: string): ContactRow | null;
}

export function createContactView({ drizzle }: Database): ContactView {
  const byAddress = reader<typeof contact, [string]>(drizzle, contact, "WHERE address = ?");
  return { contact: (address) => byAddress.get(address) ?? null };
}

/** What agents have noted about the people who write to us. */
import type { UserName } from "../../base/ids.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

export interface ContactNote {
  readonly note: string;
  /** Null for a program, by its API token. */
  readonly by: UserName | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ContactReading {
  /** The note about the person with an address; null if there is none. */
  note(address: string): ContactNote | null;
}

export function contactReading({ view }: RecordStore, seen: Visibility): ContactReading {
  return {
    note(address) {
      const found = seen.may("tickets.read") ? view.contact(normalAddress(address)) : null;
      return found && found.note !== "" ? { note: found.note, by: found.notedBy, at: found.notedAt } : null;
    },
  };
}

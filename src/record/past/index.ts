/**
 * What happened, as the journal has it: the read model knows where an event is, and the event is read from the journal. That is
 * asynchronous, since the journal may be on another machine, and so never part of a commit: what decisions need within theirs is
 * in the view.
 */
import type { Database } from "../database.ts";
import type { JournalReader } from "../journal-reader.ts";
import { type PastHistory, pastHistory } from "./history.ts";
import { type PastMessages, pastMessages } from "./messages.ts";
import { type PastSystem, pastSystem } from "./system.ts";

export type { History } from "./history.ts";
export type { Composed } from "./messages.ts";

export interface Past extends PastMessages, PastHistory, PastSystem {}

export function createPast(db: Database, journal: JournalReader): Past {
  return { ...pastMessages(db, journal), ...pastHistory(db, journal), ...pastSystem(db, journal) };
}

/** Moves a whole journal from one database to another. */
import { exportedJournal, importJournal as imported } from "../../../record/move.ts";
import type { JournalPort } from "../../../record/port.ts";

/** All of a journal as lines, with secrets. @param progress is called with the number of events that are written */
export const exportJournal = (
  journal: JournalPort,
  progress?: (done: number, of: number) => void,
): AsyncIterable<string> => exportedJournal(journal, progress);

/** Writes such lines into a journal that is empty. @returns where it ends then; refused at the first line that is wrong */
export const importJournal = (
  journal: JournalPort,
  lines: AsyncIterable<string>,
): ReturnType<typeof imported> => imported(journal, lines);

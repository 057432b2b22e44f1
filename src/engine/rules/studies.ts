/** Analyses of rulesets that are under way or done, by their text: people ask for the same one several times. */
import { createHash } from "node:crypto";
import type { Study } from "../../domain/ruleset/analysis/index.ts";
import type { RulesThread } from "./thread.ts";

export interface StudyJob {
  /** The same for the same text. */
  readonly id: string;
  readonly text: string;
  /** How many rules have been looked at; 0 of 0 before it begins. */
  readonly done: number;
  readonly of: number;
  /** Undefined until it ends; null if not even the tests could be run. */
  readonly study: Study | null | undefined;
}

export interface Studies {
  /** Begins a job, unless there is one for that text already. */
  begin(text: string): StudyJob;
  /** The same for a text that is being written: nobody may want to know any more once it has changed. */
  draft(text: string): StudyJob;
  /** Ends and forgets a job that was begun for a draft alone. */
  withdraw(id: string): void;
  /** What came of it, once it ends. */
  ended(text: string): Promise<Study | null>;
  /** Null if it is not known any more. */
  job(id: string): StudyJob | null;
  /** Ends a job: its study then says that it was not analysed. */
  cancel(id: string): void;
}

/** Jobs that are kept, and more while their texts have no more characters together; the oldest that has ended makes room. */
const KEPT = 10;
const KEPT_CHARACTERS = 10_000_000;

const MOST_KEPT = 200;

interface Kept {
  job: StudyJob;
  /** Whether it was begun for a draft alone. */
  draft: boolean;
  readonly end: AbortController;
  readonly ended: Promise<Study | null>;
}

export function createStudies(thread: Pick<RulesThread, "study">): Studies {
  const kept = new Map<string, Kept>();
  return {
    begin: (text) => wanted(text).job,
    ended: (text) => wanted(text).ended,
    draft: (text) => keptOf(text, true).job,
    withdraw(id) {
      const known = kept.get(id);
      if (!known?.draft || known.job.study !== undefined) return;
      kept.delete(id);
      known.end.abort();
    },
    job: (id) => kept.get(id)?.job ?? null,
    cancel: (id) => kept.get(id)?.end.abort(),
  };

  function wanted(text: string): Kept {
    const found = keptOf(text, false);
    found.draft = false;
    return found;
  }

  function keptOf(text: string, draft: boolean): Kept {
    const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
    const known = kept.get(id);
    // What could not be done may be possible now.
    if (known && known.job.study !== null) return known;
    makeRoom();
    const { promise: ended, resolve } = Promise.withResolvers<Study | null>();
    const end = new AbortController();
    const fresh: Kept = { job: { id, text, done: 0, of: 0, study: undefined }, draft, end, ended };
    kept.set(id, fresh);
    const note = (news: Partial<StudyJob>) => {
      fresh.job = { ...fresh.job, ...news };
    };
    const progress = (done: number, of: number) => note({ done, of });
    void thread.study(text, { signal: end.signal, progress }).then((study) => {
      note({ study });
      resolve(study);
    });
    return fresh;
  }

  function makeRoom(): void {
    let characters = [...kept.values()].reduce((sum, { job }) => sum + job.text.length, 0);
    for (const [id, { job }] of kept) {
      if (kept.size < KEPT || (kept.size < MOST_KEPT && characters < KEPT_CHARACTERS)) return;
      if (job.study === undefined) continue;
      kept.delete(id);
      characters -= job.text.length;
    }
  }
}

/** Replays of rulesets that people began: one runs after the other, elsewhere than on the main thread. */
import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { MailId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Caller, scopeOf } from "../../domain/policy/index.ts";
import {
  composeRuleset,
  DEFAULT,
  type Explained,
  lifecycleIn,
  unbundled,
} from "../../domain/ruleset/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { ReadMail } from "../intake/reader.ts";
import { forbidden } from "../people/caller.ts";
import { composedWith } from "./composing.ts";
import { type PastMail, pastMail } from "./past-mail.ts";
import {
  draftsIn,
  kindKey,
  type ReplayAsk,
  type Replayed,
  type ReplayedMail,
  replayRules,
  seenBy,
} from "./replay.ts";
import { type RulesThread, rulesHere } from "./thread.ts";

/** Runs a replay. */
export type StartReplay = (ask: ReplayAsk, hear: ReplayHearer) => ReplayWork;

export interface ReplayHearer {
  progress(done: number, of: number): void;
  /** Hears of each mail with another outcome. */
  found(mail: ReplayedMail): void;
}

export interface ReplayWork {
  /** Null if it was stopped, or could not be done. */
  readonly done: Promise<Replayed | null>;
  stop(): void;
}

export interface ReplayJob extends ReplayAsk {
  readonly id: string;
  /** The name of its ruleset; absent for the default one. */
  readonly ruleset?: string;
  /** Whose text it is; null if it was not saved. */
  readonly version: number | null;
  /** How far it is; 0 of 0 before it begins. */
  readonly done: number;
  readonly of: number;
  readonly state: "waiting" | "running" | "done" | "stopped" | "failed";
  /** Null until it is done. */
  readonly replayed: Replayed | null;
  /** Mails with another outcome in their order: of each kind, the first ones. */
  readonly listed: readonly ReplayedMail[];
}

/** A mail with another outcome, with both runs explained. */
export interface TracedMail {
  readonly job: ReplayJob;
  readonly found: ReplayedMail;
  /** Null if that version is no longer known, or it took too long. */
  readonly before: readonly Explained[] | null;
  readonly after: readonly Explained[] | null;
}

export interface Replays {
  /** Begins one; ruleset.errors if the text has some, ruleset.not-replayed if too many wait. */
  begin(caller: Caller, ask: ReplayAsk & Pick<ReplayJob, "version" | "ruleset">): Result<ReplayJob, Fault>;
  /** Finds one by its id; ruleset.no-replay if it is not known any more. */
  find(caller: Caller, id: string): Result<ReplayJob, Fault>;
  /** Ends one: what was found stays. */
  cancel(caller: Caller, id: string): Result<void, Fault>;
  /** Explains both runs on a listed mail; ruleset.no-replay if it is not listed, or no longer stored. */
  trace(caller: Caller, id: string, mail: MailId): Promise<Result<TracedMail, Fault>>;
  /** Ends all of them. */
  stop(): void;
}

export interface ReplaysParts {
  readonly record: RecordStore;
  readonly read: ReadMail;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Where they run; absent for this thread. */
  readonly startReplay?: StartReplay;
  /** Where rules run; absent for this thread. */
  readonly rules?: RulesThread;
}

/** Jobs that are kept; the oldest that has ended makes room. */
const KEPT = 8;
/** Mails that are listed of each kind of change, and of all. */
const LISTED = 100;
const LISTED_IN_ALL = 5_000;

interface Kept {
  job: ReplayJob;
  work: ReplayWork | null;
}

export function createReplays(parts: ReplaysParts): Replays {
  const { record, read, rules = rulesHere, startReplay = replaysHere(parts) } = parts;
  const kept = new Map<string, Kept>();
  let last: Promise<void> = Promise.resolve();

  /** Who tries rulesets sees mail of all mailboxes. */
  const denied = (caller: Caller) =>
    forbidden(caller, "settings.write") ??
    forbidden(caller, "tickets.read") ??
    (scopeOf(caller).kind === "everything" ? null : refuse(fault("thing.not-found")));

  const find = (caller: Caller, id: string): Result<Kept, Fault> => {
    const no = denied(caller);
    if (no) return no;
    const found = kept.get(id);
    return found ? ok(found) : refuse(fault("ruleset.no-replay"));
  };

  return {
    begin(caller, ask) {
      const no = denied(caller);
      if (no) return no;
      // A job that is begun again has the text with the others already.
      const own = unbundled(ask.text).text;
      const { text } = composedWith(record.view, { name: ask.ruleset ?? DEFAULT, text: own });
      const { problems } = composeRuleset(text);
      if (problems.length > 0) return refuse(fault("ruleset.errors", { params: { n: problems.length } }));
      if (!hasRoom()) return refuse(fault("ruleset.not-replayed"));
      const id = Buffer.from(parts.randomBytes(12)).toString("hex");
      const fresh: Kept = {
        job: { ...ask, text, id, done: 0, of: 0, state: "waiting", replayed: null, listed: [] },
        work: null,
      };
      kept.set(id, fresh);
      last = last.then(() => run(fresh));
      return ok(fresh.job);
    },

    find(caller, id) {
      const found = find(caller, id);
      return found.ok ? ok(found.value.job) : found;
    },

    cancel(caller, id) {
      const found = find(caller, id);
      if (!found.ok) return found;
      end(found.value);
      return ok(undefined);
    },

    async trace(caller, id, mail) {
      const found = find(caller, id);
      if (!found.ok) return found;
      const { job } = found.value;
      const listed = job.listed.find((one) => one.mail === mail);
      const past = listed && (await pastAt(listed.position));
      const draft = past && draftsIn(record.view, job.text).mailbox(past.facts.mail.mailbox);
      if (!listed || !past || !draft) return refuse(fault("ruleset.no-replay"));
      const text = record.view.rulesText(past.version, past.includes);
      const seen = seenBy(past, lifecycleIn(draft.ruleset));
      return ok({
        ...{ job, found: listed },
        before: text === null ? null : await rules.explain(text, past.facts),
        after: await rules.explain(draft.text, seen),
      });
    },

    stop() {
      for (const one of kept.values()) end(one);
    },
  };

  function hasRoom(): boolean {
    for (const [id, { job }] of kept) {
      if (kept.size < KEPT) return true;
      if (!isOpen({ job })) kept.delete(id);
    }
    return kept.size < KEPT;
  }

  function end(one: Kept): void {
    if (!isOpen(one)) return;
    one.job = { ...one.job, state: "stopped" };
    one.work?.stop();
  }

  async function run(one: Kept): Promise<void> {
    if (one.job.state !== "waiting") return;
    const listed: ReplayedMail[] = [];
    const ofKind = new Map<string, number>();
    const note = (news: Partial<ReplayJob>) => {
      one.job = { ...one.job, ...news };
    };
    note({ state: "running", listed });
    // Also if it cannot be started: the next ones wait for this one.
    const begun = async () => {
      one.work = startReplay(one.job, {
        progress: (done, of) => note({ done, of }),
        found(mail) {
          const keys = mail.changes.map(kindKey);
          const isWanted = keys.some((key) => (ofKind.get(key) ?? 0) < LISTED);
          if (!isWanted || listed.length >= LISTED_IN_ALL) return;
          for (const key of keys) ofKind.set(key, (ofKind.get(key) ?? 0) + 1);
          listed.push(mail);
        },
      });
      return one.work.done;
    };
    const replayed = await begun().catch((cause: unknown) => {
      parts.log.error("a ruleset could not be tried on past mail", { cause });
      return null;
    });
    // It may have been stopped meanwhile.
    if (isOpen(one)) note({ state: replayed ? "done" : "failed", replayed });
  }

  /** A mail as rules saw it, with its header. */
  async function pastAt(position: number): Promise<PastMail | null> {
    const period = { after: position - 1, to: position, since: 0, until: Number.POSITIVE_INFINITY };
    for await (const { mails } of pastMail(pastParts(parts), period, true)) return mails[0] ?? null;
    return null;
  }

  function pastParts({ record }: Pick<ReplaysParts, "record">) {
    return { record, read, headers: headersBy(read) };
  }
}

const isOpen = ({ job: { state } }: Pick<Kept, "job">): boolean => state === "waiting" || state === "running";

/** On this thread, page by page: for programs that serve nobody meanwhile. */
const replaysHere =
  ({ record, read }: Pick<ReplaysParts, "record" | "read">): StartReplay =>
  (ask, { progress, found }) => {
    const ending = new AbortController();
    const more = { progress, found, signal: ending.signal };
    const done = replayRules(ask, { record, read, headers: headersBy(read), ...more });
    return { done, stop: () => ending.abort() };
  };

/** The fields of a header from reading all of the mail. */
const headersBy = (read: ReadMail) => async (raw: Uint8Array) => {
  const parsed = await read(raw);
  return parsed.ok ? parsed.value.headers : null;
};

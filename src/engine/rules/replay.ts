/** A draft of the ruleset on the mail of a period: what would have come out differently. Nothing is changed or sent. */
import { setImmediate } from "node:timers/promises";
import type { MailId, Position, TicketNumber } from "../../base/ids.ts";
import { defaultLifecycle, initialState, type Lifecycle } from "../../domain/lifecycle/index.ts";
import {
  asksHeaders,
  type BecomesChange,
  becomesOf,
  changesBetween,
  compiledRuleset,
  defaultRuleset,
  lifecycleIn,
  type RuleFacts,
} from "../../domain/ruleset/index.ts";
import { headOf, type PastMail, type PastMailParts, pastMail } from "./past-mail.ts";

export interface ReplayAsk {
  /** Of a ruleset without errors. */
  readonly text: string;
  /** Mail that was decided about from this time on, in milliseconds since 1970, */
  readonly since: number;
  /** and before this one. */
  readonly until: number;
}

/** A mail of which something else would have become. */
export interface ReplayedMail {
  readonly mail: MailId;
  readonly position: Position;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly ticket: TicketNumber | null;
  readonly subject: string;
  /** At least one. */
  readonly changes: readonly BecomesChange[];
  /** The version that it followed, and the rules of it that fired. */
  readonly version: number;
  readonly before: readonly string[];
  /** The rules of the draft that fire. */
  readonly after: readonly string[];
}

/** A kind of change, and the number of mails with it. */
export interface ChangeKind extends BecomesChange {
  readonly mails: number;
}

export interface Replayed {
  /** Mails decided about again. */
  readonly mails: number;
  /** Those with another outcome. */
  readonly different: number;
  /** Mails that could not be decided about again: their bytes are no longer stored, or their events were erased. */
  readonly gone: number;
  /** Mails on which rules could not run then: there is nothing to compare with. */
  readonly failed: number;
  /** Most mails first. */
  readonly kinds: readonly ChangeKind[];
  /** Kinds of change beyond those listed. */
  readonly moreKinds: number;
}

export interface ReplayParts extends PastMailParts {
  readonly progress?: (done: number, of: number) => void;
  /** Hears of each mail with another outcome. */
  readonly found?: (mail: ReplayedMail) => void;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Kinds that are told apart. */
const MOST_KINDS = 500;

/**
 * Decides about each mail of a period again, with a draft in place of the rules of its time.
 * @returns null if it was ended
 */
export async function replayRules(
  { text, since, until }: ReplayAsk,
  parts: ReplayParts,
): Promise<Replayed | null> {
  const draft = compiledRuleset(text);
  if (draft === null) throw new Error("a ruleset with errors cannot be replayed");
  const lifecycle = lifecycleIn(draft.ruleset);
  const lifecycleOf = lifecyclesOf(parts.record.view);
  const to = await headOf(parts.record);
  const kinds = new Map<string, { readonly of: BecomesChange; mails: number }>();
  const beyond = new Set<string>();
  let [mails, different, gone, failed] = [0, 0, 0, 0];
  const period = { after: 0, to, since, until };
  for await (const page of pastMail(parts, period, asksHeaders(draft.ruleset))) {
    gone += page.gone;
    for (const one of page.mails) {
      if (one.failed) {
        failed += 1;
        continue;
      }
      mails += 1;
      const facts = seenBy(one, lifecycle);
      const run = draft.evaluator.run(facts);
      const recorded = one.fired.flatMap(({ actions }) => actions);
      const was = becomesOf(recorded, one.facts, lifecycleOf(one.version));
      const becomes = becomesOf(
        run.actions.map(({ action }) => action),
        facts,
        lifecycle,
      );
      const changes = changesBetween(was, becomes);
      if (changes.length === 0) continue;
      different += 1;
      for (const change of changes) count(change);
      const { mail, position, time, ticket, subject, version } = one;
      const after = run.trace.flatMap(({ rule, is }) => (is === "fired" ? [rule] : []));
      const before = one.fired.map(({ rule }) => rule);
      parts.found?.({ mail, position, time, ticket, subject, changes, version, before, after });
    }
    parts.progress?.(page.position, to);
    // Where this is not a process of its own, others get their turn.
    await setImmediate();
    if (parts.signal?.aborted) return null;
  }
  const all = [...kinds.values()].map(({ of, mails }) => ({ ...of, mails }));
  return {
    ...{ mails, different, gone, failed, moreKinds: beyond.size },
    kinds: all.sort((a, b) => b.mails - a.mails),
  };

  function count(of: BecomesChange): void {
    const key = kindKey(of);
    const known = kinds.get(key);
    if (known) known.mails += 1;
    else if (kinds.size < MOST_KINDS) kinds.set(key, { of, mails: 1 });
    else if (beyond.size < MOST_BEYOND) beyond.add(key);
  }
}

/** Further kinds that are counted. */
const MOST_BEYOND = 100_000;

/** The same for the same kind of change. */
export const kindKey = ({ field, before, after }: BecomesChange): string =>
  JSON.stringify([field, before, after]);

/** What the draft sees of a mail: a new ticket is in the first state of its lifecycle. */
export const seenBy = ({ facts }: Pick<PastMail, "facts">, lifecycle: Lifecycle): RuleFacts =>
  facts.isReply ? facts : { ...facts, ticket: { ...facts.ticket, state: initialState(lifecycle) } };

/** The lifecycle that a version declares. */
function lifecyclesOf(view: PastMailParts["record"]["view"]): (version: number) => Lifecycle {
  const known = new Map<number, Lifecycle>();
  return (version) => {
    const found = known.get(version);
    if (found) return found;
    const text = view.ruleset(version)?.text ?? defaultRuleset.text;
    const lifecycle = lifecycleIn(compiledRuleset(text)?.ruleset ?? { lifecycle: null }) ?? defaultLifecycle;
    known.set(version, lifecycle);
    return lifecycle;
  };
}

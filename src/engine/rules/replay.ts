/** A draft of the ruleset on the mail of a period: what would have come out differently. Nothing is changed or sent. */
import { setImmediate } from "node:timers/promises";
import type { MailId, Position, TicketNumber } from "../../base/ids.ts";
import { defaultLifecycle, initialState, type Lifecycle } from "../../domain/lifecycle/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import {
  asksHeaders,
  type BecomesChange,
  becomesOf,
  type Compiled,
  changesBetween,
  compiledRuleset,
  DEFAULT,
  defaultRuleset,
  lifecycleIn,
  type RuleFacts,
  unbundled,
} from "../../domain/ruleset/index.ts";
import { affectedBy } from "./composing.ts";
import { headOf, type PastMail, type PastMailParts, pastMail } from "./past-mail.ts";

export interface ReplayAsk {
  /** Of a ruleset without errors, with those that it includes (a bundle). */
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
  /** The versions of the rulesets that this took rules or declarations from; absent for none. */
  readonly includes?: readonly number[];
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
  const draftFor = draftsIn(parts.record.view, text);
  const lifecycleOf = lifecyclesOf(parts.record.view);
  const to = await headOf(parts.record);
  const kinds = new Map<string, { readonly of: BecomesChange; mails: number }>();
  const beyond = new Set<string>();
  let [mails, different, gone, failed] = [0, 0, 0, 0];
  const period = { after: 0, to, since, until };
  for await (const page of pastMail(parts, period, draftFor.asksHeaders)) {
    gone += page.gone;
    for (const one of page.mails) {
      if (one.failed) {
        failed += 1;
        continue;
      }
      const draft = draftFor.mailbox(one.facts.mail.mailbox);
      // It follows a ruleset that stays as it is.
      if (draft === null) continue;
      mails += 1;
      const lifecycle = lifecycleIn(draft.ruleset);
      const facts = seenBy(one, lifecycle);
      const run = draft.evaluator.run(facts);
      const recorded = one.fired.flatMap(({ actions }) => actions);
      const was = becomesOf(recorded, one.facts, lifecycleOf(one));
      const becomes = becomesOf(
        run.actions.map(({ action }) => action),
        facts,
        lifecycle,
      );
      const changes = changesBetween(was, becomes);
      if (changes.length === 0) continue;
      different += 1;
      for (const change of changes) count(change);
      const { mail, position, time, ticket, subject, version, includes } = one;
      const after = run.trace.flatMap(({ rule, is }) => (is === "fired" ? [rule] : []));
      const before = one.fired.map(({ rule }) => rule);
      const about = { mail, position, time, ticket, subject, version };
      const more = includes.length > 0 ? { includes } : {};
      parts.found?.({ ...about, ...more, changes, before, after });
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

/** The rulesets that mail would follow with a draft; those that stay as they are have none. */
export function draftsIn(view: PastMailParts["record"]["view"], text: string) {
  const draft = compiledOrFail(text);
  const { text: own, is, others } = unbundled(text);
  const isDefault = is === null ? !others.some(({ name }) => name === DEFAULT) : is === DEFAULT;
  const name = isDefault && draft.ruleset.mailboxes.length === 0 ? DEFAULT : (is ?? draft.ruleset.name);
  const affected = affectedBy(view, { name, text: own, version: null });
  const of = new Map<string, Compiled>();
  for (const { active, text: its } of affected) {
    const compiled = compiledRuleset(its);
    for (const mailbox of compiled ? active.mailboxes : []) of.set(mailbox, compiled ?? draft);
  }
  for (const { address } of draft.ruleset.mailboxes) of.set(address, draft);
  const apart = new Set(view.activeRulesets().flatMap((one) => (one.name === name ? [] : one.mailboxes)));
  return {
    asksHeaders: [draft, ...of.values()].some(({ ruleset }) => asksHeaders(ruleset)),
    mailbox(mailbox: string): Compiled | null {
      const address = normalAddress(mailbox);
      return of.get(address) ?? (name === DEFAULT && !apart.has(address) ? draft : null);
    },
  };
}

function compiledOrFail(text: string): Compiled {
  const compiled = compiledRuleset(text);
  if (compiled === null) throw new Error("a ruleset with errors cannot be replayed");
  return compiled;
}

/** The lifecycle that a version declares, or the one that declares for it. */
function lifecyclesOf(view: PastMailParts["record"]["view"]) {
  const known = new Map<string, Lifecycle>();
  return ({ version, includes }: Pick<PastMail, "version" | "includes">): Lifecycle => {
    const key = [version, ...includes].join();
    const found = known.get(key);
    if (found) return found;
    const text = view.rulesText(version, includes) ?? defaultRuleset.text;
    const lifecycle = lifecycleIn(compiledRuleset(text)?.ruleset ?? { lifecycle: null }) ?? defaultLifecycle;
    known.set(key, lifecycle);
    return lifecycle;
  };
}

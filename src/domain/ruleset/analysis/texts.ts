/** Finds texts of one fact for claims about them. */
import type { Atom, Claim } from "./atoms.ts";
import type { Draft } from "./draft.ts";
import type { Context, Solved } from "./solved.ts";
import { type FoundText, findText, type TextKind, type Wanted } from "./text-search.ts";

/** A claim that some value passes a test. */
export interface TextClaim extends Wanted {
  readonly claim: Claim;
}

export const anyText: TextKind = { lowerCase: false, filled: false, except: new Set() };
const address: TextKind = { lowerCase: true, filled: true, except: new Set() };

export const textClaims = (claims: readonly Claim[]): readonly TextClaim[] =>
  claims.flatMap((claim) =>
    claim.atom.is === "some"
      ? [
          {
            ...{ claim, test: claim.atom.test, holds: claim.holds },
            part: domains.has(claim.atom.fact.name) ? "domain" : "whole",
          } as const,
        ]
      : [],
  );

const domains: ReadonlySet<string> = new Set(["sender domain", "requester domain"]);

/** The address of a ticket's requester: there always is one. */
export function solveRequester(claims: readonly Claim[], { budget }: Context): Solved {
  const found = findText(textClaims(claims), address, budget);
  if (found.is === "undecided") return found;
  if (found.is === "none") return { is: "none", core: found.core.map(({ claim }) => claim) };
  return {
    is: "values",
    apply(draft) {
      draft.requester = found.text;
    },
  };
}

/** A text of the mail that may be missing: one value, of a header one or several. */
export function solveText(claims: readonly Claim[], { budget }: Context): Solved {
  const texts = textClaims(claims);
  const [positive] = texts.filter(({ holds }) => holds);
  const missing = claims.filter(({ atom }) => atom.is === "missing");
  const gone = missing.find(({ holds }) => holds);
  const there = missing.find(({ holds }) => !holds) ?? positive?.claim;
  if (gone) return there ? { is: "none", core: [gone, there] } : { is: "values", apply: () => {} };
  if (!there) return { is: "values", apply: () => {} };
  const fact = factOf(there.atom);
  if (fact?.name === "header") {
    const values = valuesFor(texts, anyText, budget, there);
    if (values.is !== "texts") return values;
    return { is: "values", apply: ({ headers }) => void headers.set(fact.header, values.texts) };
  }
  const isAddress = fact?.name === "sender" || fact?.name === "sender domain";
  const found = findText(texts, isAddress ? address : anyText, budget);
  if (found.is === "none") return { is: "none", core: coreOf(found.core, there) };
  if (found.is === "undecided") return found;
  return { is: "values", apply: (draft) => setText(draft, fact?.name, found.text) };
}

const factOf = (atom: Atom) => (atom.is === "some" || atom.is === "missing" ? atom.fact : null);

function setText({ mail }: Draft, name: string | undefined, text: string): void {
  if (name === "subject" || name === "body") mail[name] = text;
  else if (name === "sender name") mail.senderName = text;
  else mail.sender = text;
}

/** The claims with the one that wants a value at all. */
const coreOf = (core: readonly TextClaim[], there: Claim): readonly Claim[] => {
  const claims = core.map(({ claim }) => claim);
  return core.some(({ holds }) => holds) ? claims : [...claims, there];
};

type Values = { readonly is: "texts"; readonly texts: readonly string[] } | Exclude<Solved, { is: "values" }>;

/**
 * One value for each test that is to hold of some value, none of which passes a test that is to hold of none.
 * @param there the claim that wants at least one value; null if there may be none
 */
export function valuesFor(
  texts: readonly TextClaim[],
  kind: TextKind,
  budget: Context["budget"],
  there: Claim | null,
): Values {
  const not = texts.filter(({ holds }) => !holds);
  const values: string[] = [];
  const find = (wanted: readonly TextClaim[]): FoundText<TextClaim> => findText(wanted, kind, budget);
  for (const one of texts) {
    if (!one.holds || values.some((value) => one.test.holds(value))) continue;
    const found = find([one, ...not]);
    if (found.is === "undecided") return found;
    if (found.is === "none") return { is: "none", core: coreOf(found.core, one.claim) };
    values.push(found.text);
  }
  if (values.length > 0 || there === null) return { is: "texts", texts: values };
  const found = find(not);
  if (found.is === "undecided") return found;
  if (found.is === "none") return { is: "none", core: coreOf(found.core, there) };
  return { is: "texts", texts: [found.text] };
}

export function solveRecipients(claims: readonly Claim[], { budget }: Context): Solved {
  const values = valuesFor(textClaims(claims), address, budget, null);
  if (values.is !== "texts") return values;
  return {
    is: "values",
    apply({ mail }) {
      mail.recipients = values.texts;
    },
  };
}

/** Tags: those that rules name, as they are written, and others that pass tests. */
export function solveTags(claims: readonly Claim[], { tags, budget }: Context): Solved {
  const named = claims.flatMap(({ atom, holds }) => (atom.is === "tag" && holds ? [atom.tag] : []));
  const kind: TextKind = { lowerCase: false, filled: true, except: tags };
  const others = valuesFor(textClaims(claims), kind, budget, null);
  if (others.is !== "texts") return others;
  return {
    is: "values",
    apply({ ticket }) {
      ticket.tags = [...named, ...others.texts];
    },
  };
}

/** Names, types and number of attachments: each has a name and a type, so that there are as many of both. */
import { compares } from "../conditions.ts";
import type { Claim } from "./atoms.ts";
import { wholeNumbers } from "./numbers.ts";
import type { Context, Solved } from "./solved.ts";
import { type FoundText, findText } from "./text-search.ts";
import { anyText, type TextClaim, textClaims, valuesFor } from "./texts.ts";

/** More claims than these are not spread over fewer attachments. */
const MOST_SPREAD = 6;

export function solveAttachments(claims: readonly Claim[], { budget }: Context): Solved {
  const numbers = claims.filter(({ atom }) => atom.is === "number");
  const texts = textClaims(claims);
  const of = (name: string) =>
    texts.filter(({ claim: { atom } }) => atom.is === "some" && atom.fact.name === name);
  const lists = [of("attachment names"), of("attachment types")];
  const positives = texts.filter(({ holds }) => holds).map(({ claim }) => claim);

  const counts = possibleCounts(numbers, positives.length);
  if (counts.length === 0) return { is: "none", core: numbers };
  const [least = 0] = counts;
  const most = counts.at(-1) ?? 0;
  // At least one is wanted by a test, or by all numbers together.
  const wanted = positives.length > 0 || least > 0;
  if (!wanted) return { is: "values", apply: () => {} };
  if (most === 0) return { is: "none", core: [...numbers, ...positives.slice(0, 1)] };

  const found: (readonly string[])[] = [];
  for (const list of lists) {
    const separate = valuesFor(list, anyText, budget, positives[0] ?? numbers[0] ?? null);
    if (separate.is === "undecided") return separate;
    if (separate.is === "none")
      return { is: "none", core: positives.length > 0 ? separate.core : [...separate.core, ...numbers] };
    if (separate.texts.length <= most) {
      found.push(separate.texts);
      continue;
    }
    const spread = spreadOver(list, most, budget);
    if (spread === "undecided") return { is: "undecided" };
    if (spread === "none") return { is: "none", core: [...numbers, ...list.map(({ claim }) => claim)] };
    found.push(spread);
  }
  const [names = [], types = []] = found;
  const count = counts.find((one) => one >= Math.max(names.length, types.length, 1));
  if (count === undefined) return { is: "undecided" };
  return {
    is: "values",
    apply({ mail }) {
      mail.attachmentNames = padded(names, count);
      mail.attachmentTypes = padded(types, count);
    },
  };
}

/** How many there can be, from few to many; as many as there are claims is enough. */
function possibleCounts(numbers: readonly Claim[], most: number): readonly number[] {
  const named = numbers.flatMap(({ atom }) => (atom.is === "number" ? [atom.value] : []));
  const all = new Set([...wholeNumbers(named), ...Array.from({ length: most + 1 }, (_, n) => n)]);
  return [...all]
    .filter((count) =>
      numbers.every(
        ({ atom, holds }) => atom.is === "number" && compares(count, atom.by, atom.value) === holds,
      ),
    )
    .sort((a, b) => a - b);
}

const padded = (texts: readonly string[], count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => texts[n] ?? texts.at(-1) ?? "x");

/** Texts that together pass all tests, up to that number of them. */
function spreadOver(
  texts: readonly TextClaim[],
  most: number,
  budget: Context["budget"],
): readonly string[] | "none" | "undecided" {
  const not = texts.filter(({ holds }) => !holds);
  const wanted = texts.filter(({ holds }) => holds);
  if (wanted.length > MOST_SPREAD) return "undecided";
  let isUndecided = false;
  const bins: TextClaim[][] = [];
  const found = place(0);
  return found ?? (isUndecided ? "undecided" : "none");

  function place(n: number): readonly string[] | null {
    const one = wanted[n];
    if (!one) return all();
    for (const bin of [...bins]) {
      bin.push(one);
      const values = place(n + 1);
      if (values) return values;
      bin.pop();
    }
    if (bins.length >= most) return null;
    bins.push([one]);
    const values = place(n + 1);
    if (!values) bins.pop();
    return values;
  }

  function all(): readonly string[] | null {
    const values: string[] = [];
    for (const bin of bins) {
      const value: FoundText = findText([...bin, ...not], anyText, budget);
      if (value.is === "undecided") isUndecided = true;
      if (value.is !== "text") return null;
      values.push(value.text);
    }
    return values;
  }
}

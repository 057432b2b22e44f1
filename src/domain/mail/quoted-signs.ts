import { withoutRepeatedLinks } from "./repeated-links.ts";

/**
 * Whether a quotation has signs that our mail does not have at that place, such as a tick, a smiley or question marks that
 * someone put between its lines. Marks of quotations and of emphasis do not count, nor do signs that a mail
 * program wrote for others: "..." for an ellipsis. Linear in both.
 * @param quoted our mail as it is quoted, with the same letters and digits in the same order as
 * @param ours our mail itself
 */
export function hasSignsOfOthers(quoted: string, ours: string): boolean {
  const gaps = gapsOf(ours);
  return gapsOf(quoted).some((gap, i) => addsSigns(gap, gaps[i] ?? ""));
}

/** What stands before each letter or digit, and after the last one. */
const gapsOf = (text: string): readonly string[] => withoutRepeatedLinks(text).split(/[\p{L}\p{N}]/u);

function addsSigns(gap: string, ours: string): boolean {
  const signs = gap.replace(usual, "");
  if (signs === "") return false;
  const kept = new Set(gap);
  const allowed = new Map<string, number>();
  const allow = (sign: string, times: number) => allowed.set(sign, (allowed.get(sign) ?? 0) + times);
  for (const sign of ours) {
    allow(sign, 1);
    if (sign <= "\x7f" || kept.has(sign)) continue;
    allow("?", 1);
    for (const one of writtenFor.get(sign) ?? "") allow(one, 1);
  }
  for (const sign of signs) {
    const left = allowed.get(sign) ?? 0;
    if (left === 0) return true;
    allowed.set(sign, left - 1);
  }
  return false;
}

/** What mail programs put between the letters of what they quote, and what nobody sees. */
const usual = /[\s>|<[\]*_"'\u2018\u2019\u201c-\u201e\u00ab\u00bb\p{M}\p{Cf}]+/gu;

/** What they write for a sign that a charset does not have, besides "?". */
const writtenFor: ReadonlyMap<string, string> = new Map([
  ["\u2026", "..."],
  ["\u2013", "--"],
  ["\u2014", "---"],
  ["\u2022", "-"],
  ["\u00b7", "-"],
]);

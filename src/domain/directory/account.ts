import { validUserName } from "../people/index.ts";
import { directoryFilter, type Filter } from "./filter.ts";

/** Attributes that hold an account's name in most directories (Active Directory; RFC 4519). */
const usual = ["sAMAccountName", "uid"] as const;
const PLACE = "{user}";

/** What names an entry's account: a value, and the attribute it comes from. */
export interface Account {
  readonly attribute: string;
  readonly value: string;
}

/** The attributes that may name an account: those that the filter compares with {user}, in its order, then the usual ones. */
export function accountAttributes(template: string): readonly string[] {
  const filter = directoryFilter(template, PLACE);
  const all = [...(filter === null ? [] : comparedIn(filter)), ...usual];
  return all.filter((one, i) => all.findIndex((other) => same(one, other)) === i);
}

/**
 * The name of an entry's account: the value of the first of those attributes that can be a user name here, else the first
 * value of all. Of several values of one attribute it is the one that was typed, else the first in alphabetical order.
 * @param typed what the entry was found by
 * @param valuesOf an attribute's values
 * @returns null if the entry has none of the attributes
 */
export function accountOf(
  template: string,
  typed: string,
  valuesOf: (attribute: string) => readonly string[],
): Account | null {
  const named = accountAttributes(template).flatMap((attribute) => {
    const values = [...valuesOf(attribute)].sort();
    const chosen = values.find((value) => sameName(value, typed)) ?? values.find(isUserName) ?? values[0];
    return chosen === undefined ? [] : [{ attribute, value: chosen }];
  });
  return named.find(({ value }) => isUserName(value)) ?? named[0] ?? null;
}

/** What is looked up for a name as typed: the text itself, and behind it, for DOMAIN\user, the user alone. */
export function lookedUp(typed: string): readonly string[] {
  const behind = typed.slice(typed.lastIndexOf("\\") + 1).trim();
  return typed.includes("\\") && behind !== "" ? [typed, behind] : [typed];
}

/** Whether two names are the same to a directory: case and the way letters are composed do not matter. */
export const sameName = (one: string, other: string): boolean => folded(one) === folded(other);

/** Whether the filter compares the attribute with {user}. */
export const compares = (template: string, attribute: string): boolean => {
  const filter = directoryFilter(template, PLACE);
  return filter !== null && comparedIn(filter).some((one) => same(one, attribute));
};

function comparedIn(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case "and":
    case "or":
      return filter.of.flatMap(comparedIn);
    case "equal":
    case "rule":
      return filter.value === PLACE && filter.attribute !== "" ? [filter.attribute] : [];
    default:
      return [];
  }
}

const isUserName = (value: string): boolean => validUserName(value) !== null;
const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

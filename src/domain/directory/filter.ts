/** LDAP filters (RFC 4515) that find people, with {user} in the place of the user name. */

/** Filters for the most common directories. */
export const filters = {
  openldap: "(&(objectClass=inetOrgPerson)(uid={user}))",
  activeDirectory: "(&(objectClass=user)(sAMAccountName={user}))",
} as const;

/** A parsed filter (RFC 4511 section 4.5.1.7). Values are plain text: nothing in them is escaped. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter }
  | {
      readonly kind: "equal" | "similar" | "atLeast" | "atMost";
      readonly attribute: string;
      readonly value: string;
    }
  | { readonly kind: "present"; readonly attribute: string }
  | {
      readonly kind: "parts";
      readonly attribute: string;
      /** "" for any. */
      readonly first: string;
      readonly between: readonly string[];
      readonly last: string;
    }
  | {
      readonly kind: "rule";
      readonly attribute: string;
      readonly rule: string;
      readonly withDn: boolean;
      readonly value: string;
    };

/** Maximum depth of nested filters. */
const DEPTH = 20;
const PLACE = "{user}";

/** Whether it is a valid filter with {user} in it. */
export const isFilter = (text: string): boolean =>
  text.includes(PLACE) && directoryFilter(text, "x") !== null;

/**
 * The filter that finds the person with this user name.
 * @param template a filter with {user} in its values
 * @param user any text: it becomes part of the values, never of the filter's syntax
 * @returns null if the template is not a valid filter
 */
export function directoryFilter(template: string, user: string): Filter | null {
  const read = filterAt(template, 0, 0);
  return read?.end === template.length ? read.filter : null;

  /** The filter that begins at a position, and where it ends. */
  function filterAt(text: string, at: number, depth: number): { filter: Filter; end: number } | null {
    if (text[at] !== "(" || depth > DEPTH) return null;
    const sign = text[at + 1];
    if (sign !== "&" && sign !== "|" && sign !== "!") return itemAt(text, at);
    const of: Filter[] = [];
    let end = at + 2;
    while (text[end] === "(") {
      const part = filterAt(text, end, depth + 1);
      if (part === null) return null;
      of.push(part.filter);
      end = part.end;
    }
    const [first] = of;
    if (text[end] !== ")" || first === undefined) return null;
    if (sign !== "!") return { filter: { kind: sign === "&" ? "and" : "or", of }, end: end + 1 };
    return of.length > 1 ? null : { filter: { kind: "not", of: first }, end: end + 1 };
  }

  function itemAt(text: string, at: number): { filter: Filter; end: number } | null {
    const shape =
      /\(([a-zA-Z0-9.;-]*)(:dn)?(?::([a-zA-Z0-9.-]+))?(=|~=|>=|<=|:=)((?:[^()\\\p{Cc}]|\\[0-9a-fA-F]{2})*)\)/uy;
    shape.lastIndex = at;
    const found = shape.exec(text);
    if (found === null) return null;
    const [, attribute = "", dn, rule = "", sign = "", value = ""] = found;
    const filter = item(attribute, { dn: dn !== undefined, rule, sign, value });
    return filter && { filter, end: shape.lastIndex };
  }

  function item(
    attribute: string,
    of: { readonly dn: boolean; readonly rule: string; readonly sign: string; readonly value: string },
  ): Filter | null {
    const { dn, rule, sign } = of;
    const extended = sign === ":=";
    if (extended ? attribute === "" && rule === "" : attribute === "" || dn || rule !== "") return null;
    if (sign === "=" && of.value === "*") return { kind: "present", attribute };
    const values = of.value.split("*").map(plain);
    if (values.some((one) => one === null)) return null;
    const texts = values.map((one) => one ?? "");
    const [first = "", ...rest] = texts;
    const last = rest.pop();
    if (last === undefined) {
      if (extended) return { kind: "rule", attribute, rule, withDn: dn, value: first };
      if (first === "") return null;
      return { kind: kinds[sign] ?? "equal", attribute, value: first };
    }
    return sign === "=" ? { kind: "parts", attribute, first, between: rest.filter(Boolean), last } : null;
  }

  /** A value, unescaped (RFC 4515 section 3) and with the user name inserted; null if it is not valid text. */
  function plain(value: string): string | null {
    const parts = value.split(PLACE).map((part) => {
      const bytes = part.match(/\\[0-9a-fA-F]{2}|[^\\]+/g) ?? [];
      return bytes.flatMap((one) =>
        one.startsWith("\\") ? [Number.parseInt(one.slice(1), 16)] : [...new TextEncoder().encode(one)],
      );
    });
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      return parts.map((part) => decoder.decode(Uint8Array.from(part))).join(user);
    } catch {
      return null;
    }
  }
}

const kinds: { readonly [sign: string]: "equal" | "similar" | "atLeast" | "atMost" } = {
  "=": "equal",
  "~=": "similar",
  ">=": "atLeast",
  "<=": "atMost",
};

/** View models filled with hostile text, for tests of all pages. */

/** Fields with a fixed set of values. */
const ours =
  /^(state|stage|step|level|is|kind|provider|theme|language|zone|priority|section|reason|status|outcome|role|scope|tls|show|back|tab|assignee|view|page|csrf|css|js|icon|manifest|live|seen|nonce|base|withPictures|automatic|code|remedy|check|html|href|newcomer|markdown|help|event|events|match|fact|test|do|row|unit|waitingFor|here)$/;

/** Lists whose length depends on a mail or a server; others are limited by their query. */
const theirs = /^(to|cc|files|attempts|bounces|results|recipients|tags)$/;

const WITHIN = 3;
const nothing = /(?!)/;

/**
 * The view model with all other texts replaced.
 * @param times lists from outside are repeated this often
 * @param kept fields that stay as they are, with their contents
 */
export function filledWith(text: string, times = 1, kept: RegExp = nothing): <V>(view: V) => V {
  const change = (value: unknown, name: string, many = times): unknown => {
    if (kept.test(name)) return value;
    if (typeof value === "string") return ours.test(name) ? value : text;
    if (Array.isArray(value)) {
      const all = theirs.test(name) ? Array.from({ length: many }, () => value).flat() : value;
      // Nested lists would square the size.
      const within = theirs.test(name) ? Math.min(many, WITHIN) : many;
      return all.map((one) => change(one, name === "states" ? "state" : name, within));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key, many)]));
  };
  return <V>(view: V): V => {
    const changed: V = structuredClone(view);
    Object.assign(Object(changed), change(view, ""));
    return changed;
  };
}

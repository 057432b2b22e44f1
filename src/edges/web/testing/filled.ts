/** View models filled with hostile text, for tests of all pages. */

/** Fields that hold words of the program itself, of a fixed set. */
const ours =
  /^(state|stage|step|level|is|kind|theme|language|zone|priority|section|reason|status|outcome|role|scope|tls|show|back|tab|assignee|view|page|csrf|css|js|icon|base|withPictures|automatic|code|remedy|check|html|href|markdown)$/;

/** Lists as long as a mail or a server makes them; what is listed by pages is bounded by its query. */
const theirs = /^(to|cc|files|attempts|bounces|results|recipients|tags)$/;

const WITHIN = 3;
const nothing = /(?!)/;

/**
 * The view model with every other text in it replaced.
 * @param times lists that come from outside are repeated that often
 * @param kept fields that stay as they are, with all that is in them
 */
export function filledWith(text: string, times = 1, kept: RegExp = nothing): <V>(view: V) => V {
  const change = (value: unknown, name: string, many = times): unknown => {
    if (kept.test(name)) return value;
    if (typeof value === "string") return ours.test(name) ? value : text;
    if (Array.isArray(value)) {
      const all = theirs.test(name) ? Array.from({ length: many }, () => value).flat() : value;
      // Lists in lists would make the square of it.
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

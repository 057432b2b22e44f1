import type { Attributes } from "./quote-marks.ts";

/** An element as selectors look at it; names, classes and id in lower case. */
export interface Element {
  readonly name: string;
  readonly id: string;
  readonly classes: ReadonlySet<string>;
  readonly attributes: Attributes;
}

export function elementOf(name: string, attributes: Attributes): Element {
  const classes = (attributes.class ?? "").slice(0, LONGEST_CLASS).toLowerCase().split(/\s+/);
  return {
    name,
    id: (attributes.id ?? "").toLowerCase(),
    classes: new Set(classes.filter((one) => one !== "")),
    attributes,
  };
}

const LONGEST_CLASS = 2_000;

/** A selector: what the element has to be, and what those around it. */
export interface Selector {
  /** From the element outwards. */
  readonly compounds: readonly Compound[];
  /** As CSS counts it: ids, then classes and attributes, then names. */
  readonly specificity: number;
  /** What every matching element has: "#id", ".class" or a name; "*" if it may be any. */
  readonly key: string;
}

interface Compound {
  readonly name: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly is: string; readonly value: string }[];
  /** Whether the next compound has to be its parent; otherwise it may be anywhere around it. */
  readonly child: boolean;
}

/**
 * Reads a selector of names, classes, ids, attributes, and of elements within others (Selectors Level 4). Null for all else:
 * what depends on siblings, on states or on a pointer.
 */
export function readSelector(text: string): Selector | null {
  const compounds: Compound[] = [];
  let open = empty();
  let isEmpty = true;
  let specificity = 0;
  let at = 0;
  const source = text.trim();
  while (at < source.length) {
    piece.lastIndex = at;
    const found = piece.exec(source);
    if (found === null) return null;
    at = piece.lastIndex;
    const [whole, attribute, is = "", quoted = ""] = found;
    if (/^\s|^>/.test(whole)) {
      if (isEmpty || compounds.length >= MOST_COMPOUNDS) return null;
      compounds.push(open);
      // It says how the next one, further in, is related to this one.
      open = { ...empty(), child: whole.includes(">") };
      isEmpty = true;
      continue;
    }
    isEmpty = false;
    const name = whole.slice(1).toLowerCase();
    if (attribute !== undefined) {
      const value = quoted.replace(/^["']|["']$/g, "").toLowerCase();
      open = { ...open, attributes: [...open.attributes, { name: attribute.toLowerCase(), is, value }] };
      specificity += 1_000;
    } else if (whole.startsWith("#")) {
      open = { ...open, id: name };
      specificity += 1_000_000;
    } else if (whole.startsWith(".")) {
      open = { ...open, classes: [...open.classes, name] };
      specificity += 1_000;
    } else if (whole !== "*") {
      if (open.name !== null) return null;
      open = { ...open, name: whole.toLowerCase() };
      specificity += 1;
    }
  }
  if (isEmpty) return null;
  compounds.push(open);
  const [first] = open.classes;
  const key = open.id !== null ? `#${open.id}` : first !== undefined ? `.${first}` : (open.name ?? "*");
  return { compounds: compounds.reverse(), specificity, key };
}

const empty = (): Compound => ({ name: null, id: null, classes: [], attributes: [], child: false });
const MOST_COMPOUNDS = 10;

// linear: it is tried at one place; what repeats ends with a character of another kind
const piece =
  /[.#]?[\w\u0080-\uffff-]+|\*|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\]\s"']+)(?:\s+[is])?\s*)?\]|\s*>\s*|\s+/iy;

/**
 * Whether an element matches.
 * @param around the elements that it is in, the outermost first
 * @param step called for each comparison; false for no more
 */
export function matches(
  { compounds }: Selector,
  element: Element,
  around: readonly Element[],
  step: () => boolean,
): boolean {
  const [own] = compounds;
  return (
    own !== undefined &&
    step() &&
    fits(own, element) &&
    matchesAround(compounds, 1, around, around.length, step)
  );
}

/** Whether the compounds from one on match elements that end before a place. */
function matchesAround(
  compounds: readonly Compound[],
  from: number,
  around: readonly Element[],
  end: number,
  step: () => boolean,
): boolean {
  const wanted = compounds[from];
  if (wanted === undefined) return true;
  const { child = false } = compounds[from - 1] ?? {};
  // Every mail has a body, whether or not it says so.
  if (isRoot(wanted)) return true;
  for (let i = end - 1; i >= (child ? end - 1 : 0); i -= 1) {
    const one = around[i];
    if (one === undefined || !step()) return false;
    if (fits(wanted, one) && matchesAround(compounds, from + 1, around, i, step)) return true;
  }
  return false;
}

const isRoot = ({ name, id, classes, attributes }: Compound): boolean =>
  (name === "html" || name === "body") && id === null && classes.length === 0 && attributes.length === 0;

const fits = (wanted: Compound, { name, id, classes, attributes }: Element): boolean =>
  (wanted.name === null || wanted.name === name) &&
  (wanted.id === null || wanted.id === id) &&
  wanted.classes.every((one) => classes.has(one)) &&
  wanted.attributes.every((one) => has(attributes[one.name], one.is, one.value));

function has(given: string | undefined, is: string, value: string): boolean {
  if (given === undefined) return false;
  const found = given.slice(0, LONGEST_VALUE).toLowerCase();
  switch (is) {
    case "":
      return true;
    case "=":
      return found === value;
    case "~=":
      return found.split(/\s+/).includes(value);
    case "|=":
      return found === value || found.startsWith(`${value}-`);
    case "^=":
      return value !== "" && found.startsWith(value);
    case "$=":
      return value !== "" && found.endsWith(value);
    default:
      return value !== "" && found.includes(value);
  }
}

const LONGEST_VALUE = 2_000;

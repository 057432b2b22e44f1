import type { Attributes } from "./quote-marks.ts";

/** How an element's content is shown: not at all, or with the text in it invisible unless an inner element says otherwise. */
export interface Visibility {
  /** Nothing in it is shown. */
  readonly hidden: boolean;
  /** Whether its letters have no size, which inner elements may change; null if it does not say. */
  readonly sizeless: boolean | null;
  /** Whether its letters are hidden, which inner elements may change; null if it does not say. */
  readonly unseen: boolean | null;
}

const shown: Visibility = { hidden: false, sizeless: null, unseen: null };

/**
 * What an element's own style says about whether it is shown. Senders hide the words that lists are to show.
 * @param name of the element, lower case
 * @param hiddenBy the classes ("." and name) and ids ("#" and id) that a style sheet hides
 */
export function visibilityOf(
  name: string,
  attributes: Attributes,
  hiddenBy: ReadonlySet<string>,
): Visibility {
  if (attributes.hidden !== undefined) return { ...shown, hidden: true };
  if (hiddenBy.size > 0 && isNamed(attributes, hiddenBy)) return { ...shown, hidden: true };
  const { style } = attributes;
  if (style === undefined || !mayHide.test(style)) return shown;
  const declared = declarationsOf(style);
  // Buttons are drawn twice: in Outlook's own way, and as a link that Outlook is to hide.
  const hidden = hides(declared) || (name !== "a" && declared.get("mso-hide") === "all");
  const size = declared.get("font-size") ?? /^([\d.]+[a-z%]*)[\s/]/.exec(declared.get("font") ?? "")?.[1];
  const visibility = declared.get("visibility");
  return {
    hidden,
    sizeless: size === undefined ? null : isZero(size) || (/%|em$/.test(size) ? null : false),
    unseen: visibility === undefined ? null : /^(?:hidden|collapse)$/.test(visibility),
  };
}

/** Classes and ids that a style sheet hides on every screen, as `visibilityOf` takes them. */
export function hiddenIn(sheet: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (!mayHide.test(sheet)) return found;
  const text = sheet.slice(0, LONGEST_SHEET);
  let depth = 0;
  let start = 0;
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === "{") {
      if (depth === 0) {
        const selectors = text.slice(start, index).trim();
        const end = text.indexOf("}", index);
        // Rules within @media are for some screens only; their braces are counted.
        if (!selectors.startsWith("@") && end !== -1 && selectors.length <= 1_000) {
          if (hides(declarationsOf(text.slice(index + 1, Math.min(end, index + LONGEST_STYLE))))) {
            for (const selector of selectors.split(",")) add(found, selector.trim());
          }
        }
      }
      depth += 1;
    } else {
      depth = Math.max(0, depth - 1);
    }
    start = index + 1;
  }
  return found;
}

const add = (found: Set<string>, selector: string): void => {
  const name = /^(?:[a-z]{1,20})?([.#][\w-]{1,100})$/i.exec(selector)?.[1];
  if (name !== undefined && found.size < MOST_NAMES) found.add(name.toLowerCase());
};

const isNamed = (attributes: Attributes, names: ReadonlySet<string>): boolean =>
  (attributes.class ?? "")
    .slice(0, 2_000)
    .toLowerCase()
    .split(/\s+/)
    .some((word) => names.has(`.${word}`)) || names.has(`#${(attributes.id ?? "").toLowerCase()}`);

/** Whether declarations hide all of an element. */
function hides(declared: ReadonlyMap<string, string>): boolean {
  if (declared.get("display") === "none") return true;
  if (isZero(declared.get("opacity") ?? "1")) return true;
  // Without a size, and nothing that overflows is shown.
  const cut = /^(?:hidden|clip)$/.test(declared.get("overflow") ?? declared.get("overflow-y") ?? "");
  return cut && sizes.some((name) => isZero(declared.get(name) ?? "1"));
}

const sizes = ["max-height", "height", "max-width", "width"];
const isZero = (value: string): boolean => /^[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]{1,4}|%)?$/.test(value);

// A quick check that most styles fail.
const mayHide = /none|hidden|visib|overflow|mso-hide|opacity|font/i;

/** The declarations of a style, the last of a name counting; names and values in lower case. */
function declarationsOf(style: string): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  for (const declaration of style.slice(0, LONGEST_STYLE).toLowerCase().split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration
      .slice(colon + 1)
      .replace("!important", "")
      .trim();
    declared.set(declaration.slice(0, colon).trim(), value);
  }
  return declared;
}

const LONGEST_STYLE = 10_000;
const LONGEST_SHEET = 200_000;
const MOST_NAMES = 1_000;

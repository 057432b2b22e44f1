import { LONGEST_SHEET, rulesIn } from "./css.ts";
import { appliesTo } from "./media.ts";
import type { Attributes } from "./quote-marks.ts";
import { type Element, matches, readSelector, type Selector } from "./selectors.ts";

/** A declaration's value, and whether it takes precedence. */
export interface Declared {
  readonly value: string;
  readonly important: boolean;
}

/** What a mail's style sheets say about elements, of the properties by which text can be hidden. */
export interface Sheets {
  /** The declarations for an element, the weakest first. @param around what it is in, the outermost first */
  declared(element: Element, around: readonly Element[]): readonly ReadonlyMap<string, Declared>[];
}

/**
 * Reads the style sheets of a mail, wherever they are in it. Null if none of them hides anything.
 * Linear, and bounded: 200,000 characters of sheets, 2,000 selectors, and 2 million comparisons.
 */
export function sheetsIn(html: string): Sheets | null {
  if (!/<style/i.test(html)) return null;
  const css = [...styles(html)].join("\n").slice(0, LONGEST_SHEET);
  if (!hiding.test(css)) return null;
  const byKey = new Map<string, Rule[]>();
  let order = 0;
  for (const { media, selectors, content } of rulesIn(css)) {
    if (!appliesTo(media) || selectors.length > LONGEST_SELECTORS) continue;
    const declared = declarationsOf(content);
    if (declared.size === 0) continue;
    for (const text of selectors.split(",")) {
      const selector = order < MOST_SELECTORS ? readSelector(text) : null;
      if (selector === null) continue;
      order += 1;
      const rules = byKey.get(selector.key) ?? [];
      rules.push({ selector, declared, order });
      byKey.set(selector.key, rules);
    }
  }
  let left = MOST_STEPS;
  const step = () => {
    left -= 1;
    return left > 0;
  };
  return {
    declared(element, around) {
      const keys = [element.name, "*", ...(element.id === "" ? [] : [`#${element.id}`])];
      const rules: Rule[] = [];
      for (const key of [...keys, ...[...element.classes].map((one) => `.${one}`)]) {
        for (const rule of byKey.get(key) ?? []) {
          if (matches(rule.selector, element, around, step)) rules.push(rule);
        }
      }
      return rules
        .sort((a, b) => a.selector.specificity - b.selector.specificity || a.order - b.order)
        .map(({ declared }) => declared);
    },
  };
}

interface Rule {
  readonly selector: Selector;
  readonly declared: ReadonlyMap<string, Declared>;
  readonly order: number;
}

const LONGEST_SELECTORS = 5_000;
const MOST_SELECTORS = 2_000;
const MOST_STEPS = 2_000_000;
const LONGEST_STYLE = 10_000;

/** A quick check: whether a sheet may hide something, or show what a style hides. */
const hiding =
  /!|none|hidden|visib|overflow|opacity|mso-hide|collapse|font[a-z-]{0,9}\s{0,9}:\s{0,9}[+-]?0|indent\s{0,9}:\s{0,9}-/i;

/** Properties by which text can be hidden. */
const relevant: ReadonlySet<string> = new Set([
  ...["display", "visibility", "opacity", "font", "font-size", "overflow", "overflow-y", "height"],
  ...["max-height", "width", "max-width", "text-indent", "mso-hide"],
]);

/** The relevant declarations of a style, the last of a name counting; names and values in lower case. */
export function declarationsOf(style: string): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const declaration of style.slice(0, LONGEST_STYLE).toLowerCase().split(";")) {
    const colon = declaration.indexOf(":");
    const name = declaration.slice(0, colon).trim();
    if (colon === -1 || !relevant.has(name)) continue;
    const value = declaration.slice(colon + 1);
    const important = value.includes("!");
    if (declared.get(name)?.important && !important) continue;
    declared.set(name, { value: (important ? value.slice(0, value.indexOf("!")) : value).trim(), important });
  }
  return declared;
}

/** Whether the content of a style element applies: it is CSS, and for screens. */
export const isApplied = ({ media = "", type = "" }: Attributes): boolean =>
  appliesTo(media) && /^(?:text\/css)?$/i.test(type.trim());

/** The content of all style elements that apply. Each character is looked at once. */
function* styles(html: string): Generator<string> {
  start.lastIndex = 0;
  for (let found = start.exec(html); found !== null; found = start.exec(html)) {
    const [whole, name = "", attributes = ""] = found;
    if (whole === "<!--") {
      const end = html.indexOf("-->", found.index + 2);
      if (end === -1) return;
      start.lastIndex = end + 3;
      continue;
    }
    const from = start.lastIndex;
    const close = name.toLowerCase() === "style" ? endOfStyle : endOfScript;
    close.lastIndex = from;
    const end = close.exec(html)?.index ?? html.length;
    if (name.toLowerCase() === "style" && isApplied(attributesIn(attributes))) yield html.slice(from, end);
    start.lastIndex = end;
  }
}

const start = /<!--|<(style|script)((?:\s[^>]{0,500})?)>/gi;
const endOfStyle = /<\/style/gi;
const endOfScript = /<\/script/gi;

function attributesIn(text: string): Attributes {
  const found: Record<string, string> = {};
  // bounded: at most 500 characters, cut by the expression for the tag
  for (const [, name = "", value = ""] of text.matchAll(/\b(media|type)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/gi))
    found[name.toLowerCase()] = value.replace(/^["']|["']$/g, "");
  return found;
}

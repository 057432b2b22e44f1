import type { Attributes } from "./quote-marks.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Elements that are kept. All others lose their tags. */
export const kept = words(
  "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn " +
    "dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p " +
    "pre q rp rt ruby s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul " +
    "var wbr",
);

/**
 * Elements that are removed with everything in them: code, and what browsers do not show. What stands in for something
 * that is not loaded (within video, object, noscript) is shown.
 */
export const droppedWithContent = words(
  "script style title template iframe noframes noembed svg math map datalist portal fencedframe xml base link meta",
);

/**
 * Elements of HTML that end a drawing or formula which was never closed (HTML, "the rules for parsing tokens in
 * foreign content"): what comes after is shown.
 */
export const endsForeign = words(
  "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu " +
    "nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
);
export const foreign = words("svg math");

/** Written as another element. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ["body", "div"],
  ["image", "img"],
  ["listing", "pre"],
  ["plaintext", "pre"],
  ["xmp", "pre"],
]);

export const voidElements = words("br col hr img wbr");

/** An element's allowed attributes with allowed values, except style, href and src; limited to its first ones. */
export function* attributesOf(name: string, attributes: Attributes): Generator<[string, string]> {
  for (const [attribute, value] of Object.entries(attributes).slice(0, MOST_ATTRIBUTES)) {
    const allowed = everywhere.get(attribute) ?? byElement.get(name)?.get(attribute);
    if (allowed?.test(value.trim())) yield [attribute, value.trim()];
  }
}

const MOST_ATTRIBUTES = 200;

const anyText = /^[^\x00-\x08]{0,500}$/;
const length = /^\d{1,5}(?:\.\d{1,3})?(?:%|px)?$/;
const number = /^-?\d{1,4}$/;
const colour = /^(?:#[0-9a-f]{3,8}|[a-z]{3,25}|[0-9a-f]{6})$/i;

const everywhere: ReadonlyMap<string, RegExp> = new Map([
  ["class", /^[\w\s-]{1,300}$/],
  ["dir", /^(?:ltr|rtl|auto)$/i],
  ["lang", /^[a-z0-9-]{1,35}$/i],
  ["title", anyText],
  ["align", /^(?:left|right|center|justify|middle|top|bottom|absmiddle)$/i],
  ["valign", /^(?:top|middle|bottom|baseline)$/i],
]);

const rows: readonly [string, RegExp][] = [
  ["bgcolor", colour],
  ["height", length],
];
const cells: readonly [string, RegExp][] = [
  ...rows,
  ["width", length],
  ["colspan", /^\d{1,3}$/],
  ["rowspan", /^\d{1,3}$/],
  ["nowrap", /^(?:|nowrap|true)$/i],
];
const list: readonly [string, RegExp][] = [
  ["type", /^(?:[1aAiI]|disc|circle|square)$/],
  ["start", number],
];

const byElement: ReadonlyMap<string, ReadonlyMap<string, RegExp>> = new Map([
  [
    "table",
    new Map([
      ...rows,
      ["width", length],
      ["border", length],
      ["bordercolor", colour],
      ["cellpadding", length],
      ["cellspacing", length],
    ]),
  ],
  ["tr", new Map(rows)],
  ["thead", new Map(rows)],
  ["tbody", new Map(rows)],
  ["tfoot", new Map(rows)],
  ["td", new Map(cells)],
  ["th", new Map(cells)],
  [
    "col",
    new Map([
      ["span", /^\d{1,3}$/],
      ["width", length],
    ]),
  ],
  [
    "colgroup",
    new Map([
      ["span", /^\d{1,3}$/],
      ["width", length],
    ]),
  ],
  [
    "img",
    new Map([
      ["alt", anyText],
      ["width", length],
      ["height", length],
      ["border", length],
      ["hspace", number],
      ["vspace", number],
    ]),
  ],
  [
    "font",
    new Map([
      ["color", colour],
      ["face", /^[\w\s,'"-]{1,200}$/],
      ["size", /^[+-]?\d$/],
    ]),
  ],
  ["ol", new Map(list)],
  ["ul", new Map(list)],
  [
    "li",
    new Map([
      ["type", /^(?:[1aAiI]|disc|circle|square)$/],
      ["value", number],
    ]),
  ],
  [
    "hr",
    new Map([
      ["size", number],
      ["width", length],
      ["color", colour],
      ["noshade", /^.{0,10}$/],
    ]),
  ],
  ["div", new Map([["bgcolor", colour]])],
  ["time", new Map([["datetime", /^[\w:+. -]{1,50}$/]])],
]);

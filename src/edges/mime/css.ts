/**
 * The declarations of a style attribute that are allowed: layout and colours of text. Nothing that loads,
 * covers other content, animates, or generates content.
 * @param keep which of these
 * @returns declarations ready for an attribute (still to be escaped), "" if none is left
 */
export function cleanDeclarations(
  css: string,
  keep: (property: string, value: string) => boolean = () => true,
): string {
  const out: string[] = [];
  for (const declaration of declarations(withoutComments(css.slice(0, LONGEST_STYLE)))) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (isAllowed(property, value) && keep(property, value)) out.push(`${property}:${value}`);
    if (out.length >= 100) break;
  }
  return out.join(";");
}

/**
 * The rules of a style sheet that are allowed: simple selectors with allowed declarations, also within @media.
 * @returns a sheet without "<", safe within a style element; "" if nothing is left
 */
export function cleanSheet(css: string): string {
  const out: string[] = [];
  let media = "";
  let inner: string[] = [];
  const flush = () => {
    if (inner.length > 0) out.push(media === "" ? inner.join("\n") : `${media}{${inner.join("\n")}}`);
    inner = [];
  };
  for (const rule of rulesIn(css)) {
    if (rule.media !== "" && !mediaQuery.test(rule.media)) continue;
    if (!selector.test(rule.selectors)) continue;
    const kept = cleanDeclarations(rule.content, (property, value) => !mayHide(property, value));
    if (kept === "") continue;
    if (rule.media !== media) flush();
    media = rule.media;
    inner.push(`${rule.selectors}{${kept}}`);
  }
  flush();
  return out.join("\n");
}

/** A rule of a style sheet, as it is written. */
export interface SheetRule {
  /** The "@media ..." around it, "" for none. */
  readonly media: string;
  readonly selectors: string;
  /** Its declarations. */
  readonly content: string;
}

const LONGEST_STYLE = 10_000;
/** The most characters of a sheet that are read. */
export const LONGEST_SHEET = 200_000;
const MOST_RULES = 2_000;

/** The rules of a style sheet, at most 2,000 on each level, without comments; those within anything but @media are left out. */
export const rulesIn = (css: string): Generator<SheetRule> =>
  rules(withoutComments(css.slice(0, LONGEST_SHEET)).replace(/<!--|-->/g, " "), "");

function* rules(css: string, media: string): Generator<SheetRule> {
  let at = 0;
  const braceFrom = finder(css, "{");
  const semicolonFrom = finder(css, ";");
  for (let count = 0; at < css.length && count < MOST_RULES; count += 1) {
    const brace = braceFrom(at);
    const semicolon = semicolonFrom(at);
    // A statement without a block, such as @import.
    if (semicolon !== -1 && (brace === -1 || semicolon < brace) && /^\s*@/.test(css.slice(at, at + 200))) {
      at = semicolon + 1;
      continue;
    }
    if (brace === -1) break;
    const end = blockEnd(css, brace);
    const selectors = css.slice(at, brace).trim();
    const content = css.slice(brace + 1, end - 1);
    at = end;
    if (/^@media\b/i.test(selectors)) {
      if (media === "") yield* rules(content, selectors);
    } else if (!selectors.startsWith("@")) yield { media, selectors, content };
  }
}

/** The next position of a character, for increasing start positions: each part of the text is searched once. */
function finder(text: string, character: string): (from: number) => number {
  let found = text.indexOf(character);
  return (from) => {
    if (found !== -1 && found < from) found = text.indexOf(character, from);
    return found;
  };
}

const selector = /^[\w\s.,#*>:+~()-]{1,1000}$/;
const mediaQuery = /^@media[\w\s,:()-]{1,200}$/i;

/** The position after the brace that closes the block opened at `open`; the end of the sheet closes all. */
function blockEnd(css: string, open: number): number {
  let depth = 0;
  const braces = /[{}]/g;
  braces.lastIndex = open;
  for (let match = braces.exec(css); match !== null; match = braces.exec(css)) {
    depth += match[0] === "{" ? 1 : -1;
    if (depth === 0) return match.index + 1;
  }
  return css.length + 1;
}

/**
 * Whether a declaration might hide text. Only `visibility.ts` says what is hidden, for the text of the mail as well: so
 * style sheets and attributes keep none of these.
 */
export const mayHide = (property: string, value: string): boolean =>
  property === "visibility" ||
  property === "opacity" ||
  (property === "display" && /^none/i.test(value)) ||
  (property === "text-indent" && value.startsWith("-")) ||
  (/^(?:font|font-size|(?:max-)?(?:height|width))$/.test(property) &&
    value.split(/[\s/]/).some((one) => Number.parseFloat(one) === 0));

/** CSS Syntax section 4.3.2; an unclosed comment continues to the end. */
function withoutComments(css: string): string {
  let out = "";
  let at = 0;
  for (;;) {
    const start = css.indexOf("/*", at);
    if (start === -1) return out + css.slice(at);
    out += `${css.slice(at, start)} `;
    const end = css.indexOf("*/", start + 2);
    if (end === -1) return out;
    at = end + 2;
  }
}

/** Splits at semicolons outside of quotes and parentheses. */
function* declarations(css: string): Generator<string> {
  let start = 0;
  let quote = "";
  let depth = 0;
  for (let i = 0; i < css.length; i++) {
    const c = css[i] ?? "";
    if (quote !== "") {
      if (c === quote) quote = "";
    } else if (c === '"' || c === "'") quote = c;
    else if (c === "(") depth++;
    else if (c === ")") depth = Math.max(0, depth - 1);
    else if (c === ";" && depth === 0) {
      yield css.slice(start, i);
      start = i + 1;
    }
  }
  yield css.slice(start);
}

function isAllowed(property: string, value: string): boolean {
  if (!properties.test(property) || value === "" || value.length > 500) return false;
  // No backslash (escapes hide words), no "@", no "<", no braces: nothing but plain words, numbers, colours, strings.
  if (!/^[\w\s.,%#+/'"!()\u00a0-\uffff-]*$/.test(value)) return false;
  if (/^margin/.test(property) && /-\s*[\d.]/.test(value)) return false;
  if (property === "display" && !displays.test(value)) return false;
  const before = value.split("(").slice(0, -1);
  return (
    before.every((text) => /(?:^|[^\w-])(?:rgb|rgba|hsl|hsla)$/i.test(text.trimEnd())) && balanced(value)
  );
}

function balanced(value: string): boolean {
  const count = (c: string) => value.split(c).length - 1;
  return count("(") === count(")") && count('"') % 2 === 0 && count("'") % 2 === 0;
}

const displays =
  // linear: anchored, with one repetition
  /^(?:none|block|inline|inline-block|list-item|table|inline-table|table-(?:row|cell|row-group|header-group|footer-group|column|column-group|caption))\s*(?:!important)?$/i;

const properties = new RegExp(
  `^(?:${[
    "color",
    "background(?:-color)?",
    "font(?:-(?:family|size|style|weight|variant|stretch))?",
    "text-(?:align|decoration|decoration-(?:line|color|style)|indent|transform)",
    "letter-spacing|word-spacing|line-height|white-space|word-break|word-wrap|overflow-wrap|direction",
    "vertical-align",
    "(?:margin|padding)(?:-(?:top|right|bottom|left))?",
    "border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?",
    "border-(?:(?:top|bottom)-(?:left|right)-)?radius",
    "border-(?:collapse|spacing)",
    "(?:min-|max-)?(?:width|height)",
    "display|float|clear|visibility|overflow|opacity|box-sizing",
    "list-style(?:-(?:type|position))?",
    "table-layout|caption-side|empty-cells",
  ].join("|")})$`,
);

import type { Attributes } from "./quote-marks.ts";
import { type Element, elementOf } from "./selectors.ts";
import { type Declared, declarationsOf, type Sheets, sheetsIn } from "./sheets.ts";

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
 * Says of each element of a mail, in the order of its tags, whether it is shown: by its own style and by the style sheets of
 * the mail. Senders hide the words that lists are to show. One for the text and one for the safe HTML of a mail give the
 * same answers, so that both show the same.
 */
export class Hiding {
  readonly #sheets: Sheets | null;
  readonly #around: Element[] = [];

  /** @param html the whole mail's */
  constructor(html: string) {
    this.#sheets = sheetsIn(html);
  }

  /** An element begins. @param name lower case */
  open(name: string, attributes: Attributes): Visibility {
    if (this.#sheets === null) return visibilityOf(name, attributes, []);
    const element = elementOf(name, attributes);
    const found = visibilityOf(name, attributes, this.#sheets.declared(element, this.#around));
    this.#around.push(element);
    return found;
  }

  /** The last one that is open ends. */
  close(): void {
    this.#around.pop();
  }
}

/** @param rules what style sheets say, the weakest first */
function visibilityOf(
  name: string,
  attributes: Attributes,
  rules: readonly ReadonlyMap<string, Declared>[],
): Visibility {
  // Where all of a mail is hidden, as until a script has run, all of it is shown.
  if (name === "html" || name === "body") return shown;
  if (attributes.hidden !== undefined && !rules.some((rule) => rule.has("display")))
    return { ...shown, hidden: true };
  const { style } = attributes;
  const own = style !== undefined && mayHide.test(style) ? declarationsOf(style) : null;
  if (own === null && rules.length === 0) return shown;
  const all = own === null ? rules : [...rules, own];
  const declared = new Map<string, string>();
  for (const important of [false, true]) {
    for (const one of all) {
      for (const [property, of] of one) if (of.important === important) declared.set(property, of.value);
    }
  }
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

/** Whether declarations hide all of an element. */
function hides(declared: ReadonlyMap<string, string>): boolean {
  if (declared.get("display") === "none") return true;
  if (isZero(declared.get("opacity") ?? "1")) return true;
  if (/^-\d{4,}/.test(declared.get("text-indent") ?? "")) return true;
  // Without a size, and nothing that overflows is shown.
  const cut = /^(?:hidden|clip)$/.test(declared.get("overflow") ?? declared.get("overflow-y") ?? "");
  return cut && sizes.some((name) => isZero(declared.get(name) ?? "1"));
}

const sizes = ["max-height", "height", "max-width", "width"];
const isZero = (value: string): boolean => /^[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]{1,4}|%)?$/.test(value);

// A quick check that most styles fail.
const mayHide = /none|hidden|visib|overflow|mso-hide|opacity|font|display|indent/i;

/** Attributes as returned by htmlparser2: names in lower case. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * What an element's markup tells about its content, by the conventions of mail clients:
 * - "quote": all of it is quoted;
 * - "attribution": a line that introduces a quotation;
 * - "cut": from here to the end of the mail all is quoted;
 * - "signature".
 */
export type QuoteKind = "quote" | "attribution" | "cut" | "signature";

/** @param name the element's name, lower case */
export function quoteKind(name: string, attributes: Attributes): QuoteKind | null {
  if (name === "blockquote") {
    return isCitation(attributes) ? "quote" : null;
  }
  // Outlook on the web puts "x_" before ids and classes of mails it quotes.
  for (const id of (attributes.id ?? "").split(/\s+/)) {
    const kind = ids.get(id.replace(/^(x_)+/, "").toLowerCase());
    if (kind !== undefined) return kind;
  }
  for (const word of (attributes.class ?? "").split(/\s+/)) {
    const kind = classes.get(word.replace(/^(x_)+/, "").toLowerCase());
    if (kind !== undefined) return kind;
  }
  if (attributes["data-marker"] === "__QUOTED_TEXT__") return "quote";
  if (attributes["data-smartmail"] === "gmail_signature") return "signature";
  // Outlook's desktop versions draw a line above the quoted mail's header block, without any name.
  const style = attributes.style ?? "";
  if (name === "div" && outlookRule.test(style)) return "cut";
  return null;
}

/**
 * Whether the markup of a mail may tell more about quotations and signatures than its text does: a quick check before
 * a slow one.
 * @param text the same mail's plain text; if that marks quotations itself, only signatures are of interest
 */
export function mayContainMore(html: string, text: string): boolean {
  return signatureMarks.test(html) || (!/^>/m.test(text) && quotationMarks.test(html));
}

const signatureMarks = /signature/i;
const quotationMarks =
  /gmail_attr|moz-cite|divRplyFwdMsg|yahoo_quoted|type=.?cite|_quote|appendonsend|border-top:\s?solid|OutlookMessageHeader|QUOTED_TEXT|reference-message|isReplyContent|isForwardContent|OLK_SRC|zmail_extra/i;

function isCitation(attributes: Attributes): boolean {
  return (
    attributes.type?.toLowerCase() === "cite" ||
    attributes.cite !== undefined ||
    /quote|iosymail|cite/i.test(attributes.class ?? "") ||
    /(?:^|_)(?:isReplyContent|reply)/i.test(attributes.id ?? "") ||
    /border-left/i.test(attributes.style ?? "")
  );
}

// linear: it repeats blanks only, each time between other characters
const outlookRule = /border(?:-top)?\s*:\s*(?:none;\s*border-top\s*:\s*)?solid\s+#(?:b5c4df|e1e1e1|ccc)/i;

const ids = new Map<string, QuoteKind>([
  ["divrplyfwdmsg", "cut"],
  ["appendonsend", "cut"],
  ["mail-editor-reference-message-container", "cut"],
  ["olk_src_body_section", "cut"],
  ["isreplycontent", "quote"],
  ["isforwardcontent", "cut"],
  ["signature", "signature"],
  ["applemailsignature", "signature"],
  ["ms-outlook-mobile-signature", "signature"],
  ["composer_signature", "signature"],
]);

const classes = new Map<string, QuoteKind>([
  ["gmail_attr", "attribution"],
  ["moz-cite-prefix", "attribution"],
  ["yahoo_quoted", "quote"],
  ["protonmail_quote", "quote"],
  ["tutanota_quote", "quote"],
  ["zmail_extra", "quote"],
  ["outlookmessageheader", "cut"],
  ["ms-outlook-mobile-reference-message", "cut"],
  ["gmail_signature", "signature"],
  ["moz-signature", "signature"],
  ["protonmail_signature_block", "signature"],
  ["ms-outlook-mobile-signature", "signature"],
]);

import { withLinks } from "./web-links.ts";

/** Plain text as HTML: escaped, paragraphs at blank lines, line breaks kept, web addresses as links. */
export function plainToHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${linked(paragraph).replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
}

const linked = (text: string): string =>
  withLinks(text)
    .map(({ text: shown, href }) =>
      href === null ? escapeHtml(shown) : `<a href="${escapeHtml(href)}">${escapeHtml(shown)}</a>`,
    )
    .join("");

/** The message replied to, as mail clients mark it: an attribution line and a cited block. */
export function quoteHtml(attribution: string, text: string): string {
  return `<p>${escapeHtml(attribution)}</p>\n<blockquote type="cite">\n${plainToHtml(text.trim())}\n</blockquote>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

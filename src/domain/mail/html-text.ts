/** Plain text as HTML: escaped, paragraphs at blank lines, line breaks kept. */
export function plainToHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
}

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

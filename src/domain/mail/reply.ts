/** What the markup of a mail's HTML says about quotations in it. */
export interface ReplyHints {
  /** Lines that begin or introduce what is quoted, as text. */
  readonly quoteStarts: readonly string[];
  /** The texts of signatures. */
  readonly signatures: readonly string[];
}

export const noHints: ReplyHints = { quoteStarts: [], signatures: [] };

/**
 * The newly written part of a mail's text: without the history it quotes and without a signature. When unsure a line
 * is kept.
 * @param text line ends LF
 */
export function replyOf(text: string, hints: ReplyHints = noHints): string {
  const starts = new Set(hints.quoteStarts.map(squeezed));
  const lines = text.split("\n");
  const cut = lines.findIndex((line) => starts.has(squeezed(line)) || /^-- ?$/.test(line));
  const kept = cut === -1 ? lines : lines.slice(0, cut);
  return kept
    .filter((line) => !line.startsWith(">"))
    .join("\n")
    .trim();
}

const squeezed = (text: string): string => text.replace(/\s+/g, "");

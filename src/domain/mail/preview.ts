const LENGTH = 160;

/** The start of a text on one line, for lists: at most 160 characters, cut at a character, not within one. */
export function previewOf(text: string): string {
  const line = text
    .slice(0, LENGTH * 4)
    .replace(/\s+/gu, " ")
    .trim();
  if (line.length <= LENGTH) return line;
  const cut = line.slice(0, LENGTH - 1);
  const last = cut.charCodeAt(cut.length - 1);
  const whole = last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
  return `${whole.trimEnd()}…`;
}

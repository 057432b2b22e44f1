/** Numbers as people and programs write them in forms, addresses and options: decimal digits, and nothing else. */

/**
 * The whole number in a text of 1 to 15 decimal digits, with or without spaces around it.
 * @returns null for anything else, such as "1.5", "0x32", "1e2", "-1" or ""
 */
export function wholeNumber(text: string | undefined): number | null {
  const digits = text?.trim() ?? "";
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/**
 * The number in a text of decimal digits that may have a decimal point between them.
 * @returns null for anything else, such as "1e2", ".5", "-1" or ""
 */
export function decimalNumber(text: string): number | null {
  const digits = text.trim();
  return /^\d{1,15}(?:\.\d{1,15})?$/.test(digits) ? Number(digits) : null;
}

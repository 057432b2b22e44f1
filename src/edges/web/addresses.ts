/** Mail addresses as people type them into a form: "Ann Smith <ann@example.org>, bob@example.org". */
import { type Address, canonicalAddress, isRecipient } from "../../domain/mail/index.ts";

/** @returns the addresses, or the first piece that is not one */
export function readAddresses(
  text: string,
): { readonly ok: true; readonly value: readonly Address[] } | { readonly ok: false; readonly bad: string } {
  const found: Address[] = [];
  for (const piece of pieces(text)) {
    const address = readAddress(piece);
    if (address === null) return { ok: false, bad: piece };
    if (!found.some((one) => one.address === address.address)) found.push(address);
  }
  return { ok: true, value: found };
}

/** One address with or without a name, or null. */
export function readAddress(text: string): Address | null {
  const piece = text.trim();
  const open = piece.lastIndexOf("<");
  const named = open >= 0 && piece.endsWith(">");
  const address = (named ? piece.slice(open + 1, -1) : piece).trim();
  if (!isRecipient(address)) return null;
  return { name: named ? plainName(piece.slice(0, open)) : "", address: canonicalAddress(address) };
}

/** The text that `readAddresses` reads as these addresses. */
export const writeAddresses = (addresses: readonly Address[]): string =>
  addresses.map(writeAddress).join(", ");

function writeAddress({ name, address }: Address): string {
  const plain = plainName(name);
  if (plain === "") return address;
  return /["\\,;<>@]/.test(plain)
    ? `"${plain.replace(/["\\]/g, "\\$&")}" <${address}>`
    : `${plain} <${address}>`;
}

/** Splits at commas, semicolons and line ends that are neither in quotes nor in angle brackets. */
function pieces(text: string): readonly string[] {
  const out: string[] = [];
  let piece = "";
  let quoted = false;
  let angled = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted && char === "\\") {
      piece += char + text.charAt(++i);
      continue;
    }
    if (char === '"' && !angled) quoted = !quoted;
    else if (char === "<" && !quoted) angled = true;
    else if (char === ">" && !quoted) angled = false;
    if (/[,;\n]/.test(char) && !quoted && !angled) {
      out.push(piece);
      piece = "";
    } else {
      piece += char;
    }
  }
  out.push(piece);
  return out.filter((one) => one.trim() !== "");
}

/** A display name without quotes, escapes, control characters and extra spaces. */
function plainName(text: string): string {
  const trimmed = text.trim();
  const inner =
    /^"(?:.*)"$/s.test(trimmed) && trimmed.length > 1
      ? trimmed.slice(1, -1).replace(/\\(.)/gs, "$1")
      : trimmed;
  return inner.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

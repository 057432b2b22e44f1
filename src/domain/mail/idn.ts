/** Domain names beyond ASCII (RFC 5890): their two forms, "müller.example" and "xn--mller-kva.example", are one name. */

/** A domain in ASCII, as DNS and signatures have it (RFC 5890); as it is if it has no such form. */
export function asciiDomain(domain: string): string {
  // A URL ends its host at a "/", "?" or "#", and so would name another domain.
  if (isAscii(domain) || !/^(?:[\p{L}\p{M}\p{N}._\u200c\u3002-]|\u200d)+$/u.test(domain)) return domain;
  const url = URL.parse(`http://${domain}/`);
  return url === null || url.hostname === "" ? domain : url.hostname;
}

/**
 * A domain in the one form in which it is compared, kept and shown: lower case, and in the letters that its labels stand
 * for. A label that mixes scripts stays in ASCII, since it may pretend to be another one.
 */
export function canonicalDomain(domain: string): string {
  const lower = domain.toLowerCase();
  if (isAscii(lower) && !lower.includes("xn--")) return lower;
  return asciiDomain(lower)
    .split(".")
    .map((label) => readableLabel(label))
    .join(".");
}

/** A label's letters; the label itself if it is not one of those that begin with "xn--", or is no valid one. */
export function readableLabel(label: string): string {
  if (!/^xn--/i.test(label)) return label;
  const decoded = decodePunycode(label.slice(4).toLowerCase());
  // What does not lead back to the same label could be taken for another domain.
  if (decoded === null || isMixed(decoded) || asciiDomain(decoded) !== label.toLowerCase()) return label;
  return decoded;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

const alphabets = [
  /[\p{Script=Latin}]/u,
  /[\p{Script=Cyrillic}]/u,
  /[\p{Script=Greek}]/u,
  /[\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u,
];

/** Letters of several alphabets that look alike. */
const isMixed = (label: string): boolean => alphabets.filter((one) => one.test(label)).length > 1;

/** RFC 3492 section 6.2. @returns null if it is not valid */
function decodePunycode(text: string): string | null {
  const end = text.lastIndexOf("-");
  const output = Array.from(end > 0 ? text.slice(0, end) : "");
  const rest = end > 0 ? text.slice(end + 1) : text;
  if (text.length > MOST_LETTERS) return null;
  let [code, index, bias, at] = [128, 0, 72, 0];
  while (at < rest.length) {
    const before = index;
    let weight = 1;
    for (let k = 36; ; k += 36) {
      const digit = digitOf(rest.charCodeAt(at));
      at += 1;
      if (digit === null) return null;
      index += digit * weight;
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
      if (index > 0x7fffffff || weight > 0x7fffffff) return null;
    }
    const length = output.length + 1;
    bias = adapted(index - before, length, before === 0);
    code += Math.floor(index / length);
    index %= length;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    output.splice(index, 0, String.fromCodePoint(code));
    index += 1;
  }
  return output.join("");
}

/** Labels have at most 63 characters. */
const MOST_LETTERS = 59;

/** a to z stand for 0 to 25, 0 to 9 for 26 to 35. */
function digitOf(unit: number): number | null {
  if (unit >= 97 && unit <= 122) return unit - 97;
  return unit >= 48 && unit <= 57 ? unit - 22 : null;
}

function adapted(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}

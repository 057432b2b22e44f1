/** The format and order of versions, as in systemd-boot when it chooses what to boot. */

/** A valid version: it is part of file names on the boot partition, between "_" and "+". */
export const versionPattern = /^[0-9][0-9A-Za-z.~-]{0,31}$/;

/**
 * Compares versions like systemd-boot (the UAPI group's "Version Format Specification"): runs of digits by value,
 * letters by code, "~" before the end of the text (1.2~rc1 comes before 1.2).
 * @returns below 0 if `a` is the older one, 0 if neither is
 */
export function compareVersions(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a.charAt(i), b.charAt(j)];
    if (x === "~" || y === "~") {
      if (x !== y) return x === "~" ? -1 : 1;
      i++;
      j++;
      continue;
    }
    if (x === "" || y === "") return x === "" ? -1 : 1;
    if (separators.some((one) => one === x || one === y)) {
      if (x !== y) return rank(x) - rank(y);
      i++;
      j++;
      continue;
    }
    const kind = isDigit(x) || isDigit(y) ? isDigit : isLetter;
    const [one, other] = [run(a, i, kind), run(b, j, kind)];
    // Letters are older than digits.
    if ((one === "") !== (other === "")) return one === "" ? -1 : 1;
    const order = kind === isDigit ? byValue(one, other) : byCode(one, other);
    if (order !== 0) return order;
    i += one.length;
    j += other.length;
  }
  return 0;
}

/** Earlier ones are older; anything else is newer. */
const separators = ["-", "."];
const rank = (char: string): number =>
  separators.includes(char) ? separators.indexOf(char) : separators.length;

const isDigit = (char: string): boolean => char >= "0" && char <= "9";
const isLetter = (char: string): boolean => /^[A-Za-z]$/.test(char);

function run(text: string, from: number, belongs: (char: string) => boolean): string {
  let end = from;
  while (end < text.length && belongs(text.charAt(end))) end++;
  return text.slice(from, end);
}

function byValue(a: string, b: string): number {
  const [one, other] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return one.length - other.length || byCode(one, other);
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

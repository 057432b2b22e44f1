/** Which IP addresses are public: anyone on the internet can have them, and they are not inside someone's own network. */

type Range = readonly [first: number, bits: number];

const v4 = (a: number, b: number, c: number, d: number): number => ((a * 256 + b) * 256 + c) * 256 + d;

/** IPv4 that is not public (IANA's special-purpose registry, RFC 6890), and multicast. */
const special: readonly Range[] = [
  [v4(0, 0, 0, 0), 8],
  [v4(10, 0, 0, 0), 8],
  [v4(100, 64, 0, 0), 10],
  [v4(127, 0, 0, 0), 8],
  [v4(169, 254, 0, 0), 16],
  [v4(172, 16, 0, 0), 12],
  [v4(192, 0, 0, 0), 24],
  [v4(192, 0, 2, 0), 24],
  [v4(192, 88, 99, 0), 24],
  [v4(192, 168, 0, 0), 16],
  [v4(198, 18, 0, 0), 15],
  [v4(198, 51, 100, 0), 24],
  [v4(203, 0, 113, 0), 24],
  [v4(224, 0, 0, 0), 3],
];

/**
 * Whether an address is public. IPv6 that has an IPv4 address in it counts as that: mapped (RFC 4291), by NAT64 (RFC 6052) and
 * 6to4 (RFC 3056). Anything that is not an address is not public.
 * @param ip as Node writes addresses; in brackets as in URLs, or with a zone, as well
 */
export function isPublicAddress(ip: string): boolean {
  const bare = ip.replace(/^\[/, "").replace(/\]$/, "").split("%")[0] ?? "";
  if (!bare.includes(":")) {
    const number = numberOf(bare);
    return number !== null && isPublic4(number);
  }
  const groups = groupsOf(bare);
  if (groups === null) return false;
  const [a = 0, b = 0, c = 0] = groups;
  const last = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  const zeros = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  if (zeros(0, 5) && (groups[5] === 0xffff || groups[5] === 0)) return groups[5] !== 0 && isPublic4(last);
  if (a === 0x64 && b === 0xff9b && zeros(2, 6)) return isPublic4(last);
  if (a === 0x2002) return isPublic4(b * 65_536 + c);
  // Of what is assigned (2000::/3), without Teredo and other special ones (2001::/23), and documentation.
  if (a >>> 13 !== 1) return false;
  if (a === 0x2001 && (b < 0x200 || b === 0xdb8)) return false;
  return a !== 0x3fff || b >= 0x1000;
}

/** Whether an address is this machine's own: 127.0.0.0/8 or ::1, mapped ones as well. */
export function isLoopbackAddress(ip: string): boolean {
  const bare = ip.replace(/^\[/, "").replace(/\]$/, "").split("%")[0] ?? "";
  if (!bare.includes(":")) return within(numberOf(bare) ?? 0, [v4(127, 0, 0, 0), 8]);
  const groups = groupsOf(bare);
  if (groups === null || groups.slice(0, 5).some((group) => group !== 0)) return false;
  const [high = 0, low = 0] = groups.slice(6);
  if (groups[5] === 0xffff) return within(high * 65_536 + low, [v4(127, 0, 0, 0), 8]);
  return groups[5] === 0 && high === 0 && low === 1;
}

const isPublic4 = (number: number): boolean => !special.some((range) => within(number, range));

const within = (number: number, [first, bits]: Range): boolean =>
  Math.floor(number / 2 ** (32 - bits)) === Math.floor(first / 2 ** (32 - bits));

function numberOf(text: string): number | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The eight groups of an IPv6 address; null if it is none. */
function groupsOf(text: string): readonly number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":").flatMap(pair)));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

/** A group as a number, or an IPv4 address at the end as two; -1 for what is neither. */
function pair(text: string): readonly number[] {
  if (text.includes(".")) {
    const number = numberOf(text);
    return number === null ? [-1] : [Math.floor(number / 65_536), number % 65_536];
  }
  return [/^[\da-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : -1];
}

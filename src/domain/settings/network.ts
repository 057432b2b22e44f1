import { type Fault, fault } from "../../base/fault.ts";

/**
 * Whether a text is an IP address, or a network such as "10.0.0.0/8" or "2001:db8::/32" (RFC 4632, RFC 4291). Zones
 * ("%eth0") are not part of it.
 */
export function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const most = isV4(address) ? 32 : isV6(address) ? 128 : -1;
  if (most < 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

/**
 * Whether a network covers every address, IPv4's or IPv6's: prefix 0, or one of IPv6 that has all IPv4 addresses in it
 * ("::ffff:0:0/96", RFC 4291 section 2.5.5.2). False for what is not a network.
 */
export function coversEverything(text: string): boolean {
  const [address = "", bits] = text.split("/");
  if (!isNetwork(text) || bits === undefined) return false;
  const length = Number(bits);
  if (length === 0) return true;
  if (isV4(address) || length > 96) return false;
  const shift = BigInt(128 - length);
  return numberOf(address) >> shift === 0xff_ff_00_00_00_00n >> shift;
}

/** The fault of the first of these that cannot be trusted: not a network, or every address. Null for none. */
export function untrustable(list: readonly string[]): Fault | null {
  const wrong = list.find((one) => !isNetwork(one));
  if (wrong !== undefined) return fault("relay.place", { params: { place: wrong } });
  const all = list.find(coversEverything);
  return all === undefined ? null : fault("relay.everything", { params: { place: all } });
}

/** An IPv6 address as a number. */
function numberOf(address: string): bigint {
  const [before = [], after = []] = address.split("::").map(groupsOf);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  const groups = [...before, ...zeros, ...after];
  return groups.reduce<bigint>((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

function groupsOf(half: string): readonly number[] {
  if (half === "") return [];
  return half.split(":").flatMap((group) => {
    if (!isV4(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const isV4 = (text: string): boolean => text.length <= 15 && v4.test(text);

/** Eight groups of four hexadecimal digits, of which "::" leaves out one or more; the last two may be an IPv4 address. */
function isV6(text: string): boolean {
  const halves = text.split("::");
  if (text.length > 45 || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const endsInV4 = last !== undefined && !text.endsWith("::") && isV4(last);
  const hexadecimal = endsInV4 ? groups.slice(0, -1) : groups;
  const n = groups.length + (endsInV4 ? 1 : 0);
  return (
    hexadecimal.every((group) => /^[\da-f]{1,4}$/i.test(group)) && (halves.length === 2 ? n < 8 : n === 8)
  );
}

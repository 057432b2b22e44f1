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

/**
 * The network that one subscriber has: an IPv4 address, or the /64 of an IPv6 address, since a provider gives each
 * customer a whole one (RFC 6177). An IPv4 address written as an IPv6 one (::ffff:192.0.2.1) is the same network as itself.
 * @param ip as Node writes addresses; anything else is returned unchanged
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = (ip.split("%")[0] ?? "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const behind = tail === undefined || tail === "" ? [] : tail.split(":");
  while (tail !== undefined && groups.length + behind.length < 8) groups.push("0");
  return [...groups, ...behind].slice(0, 4).join(":").toLowerCase();
}

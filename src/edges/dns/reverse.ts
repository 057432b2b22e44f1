import { isIPv4, isIPv6 } from "node:net";
import type { DnsAnswer } from "../../base/dns-answer.ts";
import { fault } from "../../base/fault.ts";

/** Queries the names of an address. */
export async function namesOf(
  address: string,
  ask: (name: string) => Promise<DnsAnswer<string>>,
): Promise<DnsAnswer<string>> {
  const name = reverseName(address);
  return name === null
    ? { kind: "failed", problem: fault("dns.no-address", { params: { address } }) }
    : ask(name);
}

/**
 * The DNS name for the names of an address (RFC 1035 section 3.5, RFC 3596 section 2.5).
 * @returns null if it is not an address
 */
function reverseName(address: string): string | null {
  if (isIPv4(address)) return `${address.split(".").reverse().join(".")}.in-addr.arpa`;
  if (!isIPv6(address)) return null;
  // The URL parser writes every address in one short form, and an IPv4 address in it as hexadecimal.
  const short = new URL(`http://[${address.replace(/%.*/, "")}]`).hostname.slice(1, -1);
  const [head = "", tail] = short.split("::");
  const words = (text = "") => text.split(":").filter((word) => word !== "");
  const missing = tail === undefined ? 0 : 8 - words(head).length - words(tail).length;
  const all = [...words(head), ...Array.from({ length: missing }, () => "0"), ...words(tail)];
  const digits = all.map((word) => word.padStart(4, "0")).join("");
  return `${[...digits].reverse().join(".")}.ip6.arpa`;
}

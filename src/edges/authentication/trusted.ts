import { BlockList, isIP, isIPv6 } from "node:net";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isLoopback } from "../../domain/settings/loopback.ts";
import { failure } from "../../text/index.ts";

/** Whether mail from that address is accepted without checking its sender. */
export type Trusted = (ip: string) => boolean;

/** This machine itself, and nothing else. */
export const onlyLoopback: Trusted = isLoopback;

/**
 * This machine itself, and the addresses and networks of a list, such as "192.0.2.1", "10.0.0.0/8", "2001:db8::/32".
 * @returns or the fault that names the invalid part
 */
export function trustedFrom(list: readonly string[]): Result<Trusted, Fault> {
  const listed = networksFrom(list);
  return listed.ok ? ok((ip) => isLoopback(ip) || listed.value(ip)) : listed;
}

/** The addresses and networks of such a list, and no others. @returns or the fault that names the invalid part */
export function networksFrom(list: readonly string[]): Result<Trusted, Fault> {
  if (list.length === 0) return ok(() => false);
  const networks = new BlockList();
  for (const part of list) {
    const [, address = "", bits] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(part) ?? [];
    const most = isIPv6(address) ? 128 : 32;
    if (isIP(address) === 0 || Number(bits ?? 0) > most) {
      return refuse(fault("relay.place", { params: { place: part } }));
    }
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(bits), family);
  }
  return ok((address) => {
    const ip = address.replace(/^::ffff:(\d+\.)/i, "$1");
    return isIP(ip) !== 0 && networks.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
  });
}

/**
 * This machine itself, and a list that may change.
 * @throws Failure for a list that is not valid
 */
export function trustedNow(list: () => readonly string[]): Trusted {
  const among = networksNow(list, "trusted_relays");
  return (ip) => isLoopback(ip) || among(ip);
}

/**
 * The addresses and networks of a list that may change: it is parsed again when it has.
 * @param subject the name of the setting that a fault is about
 * @throws Failure for a list that is not valid
 */
export function networksNow(list: () => readonly string[], subject: string): Trusted {
  let parsed = "";
  let among: Trusted = () => false;
  const listed: Trusted = (ip) => {
    const now = list();
    if (now.join() !== parsed) {
      const read = networksFrom(now);
      if (!read.ok) throw failure(read.error, { subject });
      [parsed, among] = [now.join(), read.value];
    }
    return among(ip);
  };
  listed("");
  return listed;
}

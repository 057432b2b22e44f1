/**
 * What the appliance's helper tries of the network, what it finds, and what to do about it: codes, with the names of the
 * parameters that their texts in `src/text/` take.
 */

/** What was tried; some say of which server or address. */
export const boxCheckNames = [
  "settings",
  "cable",
  "address",
  "address-of",
  "gateway",
  "proxy",
  "ipv6",
  "dns",
  "dns-server",
  "dns-a",
  "dns-aaaa",
  "mx",
  "ping",
  "smtp",
  "ldap",
] as const;
export type BoxCheckName = (typeof boxCheckNames)[number];

export const boxChecks = {
  "cable.on": ["card", "mac"],
  "cable.off": ["card", "mac"],
  "address.has": ["addresses"],
  "address.none": [],
  "address.free": [],
  "address.taken": [],
  "address.taken-by": ["mac"],
  "address.unasked": [],
  "gateway.answers": [],
  "gateway.quiet": [],
  "gateway.silent": [],
  "proxy.reached": ["where"],
  "ipv6.none": [],
  "dns.no-server": [],
  "dns.answers": [],
  "dns.answers-little": ["code"],
  "dns.silent": ["code"],
  "dns.found": ["found"],
  "dns.none": ["target"],
  "dns.unknown": ["target"],
  "dns.no-answer": ["code"],
  "mx.found": ["found"],
  "mx.null": ["target"],
  "mx.none": ["target"],
  "ping.answers": ["target", "milliseconds", "loss"],
  "ping.silent": ["target"],
  "ping.failed": ["problem"],
  "ping.untested": ["target"],
  "smtp.starttls": ["banner"],
  "smtp.plain": ["banner"],
  "smtp.refused": ["banner"],
  reached: [],
  unreached: ["where", "code"],
} as const satisfies Record<string, readonly string[]>;
export type BoxCheckCode = keyof typeof boxChecks;
export const boxCheckCodes = Object.keys(boxChecks) as BoxCheckCode[];

export const boxCheckRemedies = [
  "connect-cable",
  "check-dhcp",
  "free-address",
  "connect-card",
  "check-gateway",
  "add-dns",
  "check-dns-server",
  "check-name",
  "check-dns-servers",
  "no-mail",
  "check-domain",
  "may-be-off",
  "check-all",
  "needs-tls",
  "nothing-listens",
  "firewall",
  "name-unknown",
  "dns-silent",
  "no-route",
  "machine-silent",
  "check-address",
  "check-settings",
] as const;
export type BoxCheckRemedy = (typeof boxCheckRemedies)[number];

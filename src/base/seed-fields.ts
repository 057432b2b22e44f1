const servers = ["kind", "host", "port", "tls", "user", "password"] as const;
const under = (part: string, names: readonly string[]) => names.map((name) => `${part}.${name}`);

/** The fields of a seed that the program takes. */
export const seedFields: readonly string[] = [
  ...["zone", "language", "hostname"],
  ...under("admin", ["user", "name", "email", "password", "password_hash"]),
  ...under("mailbox", ["address", "name"]),
  ...under("incoming", servers),
  ...under("outgoing", servers),
  ...under("certificate", ["cert", "key"]),
];

/** The fields of a seed that the appliance takes. */
export const seedNetworkFields: readonly string[] = under("network", [
  ...["interface", "vlan", "ipv4", "gateway", "ipv6", "gateway6"],
  ...["dns", "search", "proxy", "management", "ntp", "authorities"],
]);

/** The properties that our OVF file declares (image/convert.ts); the seed takes each of them. */
export const ovfProperties: readonly string[] = ["hostname", "mailbox", "admin-email", "seed"];

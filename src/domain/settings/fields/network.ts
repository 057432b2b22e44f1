import { settingFields } from "./kinds.ts";

/** The most characters typed into a field; the appliance's protocol checks what they say. */
const LINE = 2000;

/** The appliance's network, in one row of fields; the addresses count where the method is static. */
export const networkFields = settingFields({
  card: { is: "text", most: LINE, label: "network.card" },
  vlan: { is: "optional", most: LINE, label: "network.vlan", hint: "network.vlan.hint" },
  ipv4: {
    ...({ is: "choice", label: "network.ipv4" } as const),
    options: {
      ...({ dhcp: "network.method.dhcp", static: "network.method.static" } as const),
      off: "network.method.off",
    },
  },
  address4: { is: "text", most: LINE, label: "network.address4", hint: "network.address4.hint" },
  gateway4: { is: "optional", most: LINE, label: "network.gateway4" },
  ipv6: {
    ...({ is: "choice", label: "network.ipv6" } as const),
    options: {
      ...({ auto: "network.method.auto", static: "network.method.static" } as const),
      off: "network.method.off",
    },
  },
  address6: { is: "text", most: LINE, label: "network.address6", hint: "network.address6.hint" },
  gateway6: { is: "optional", most: LINE, label: "network.gateway6" },
  dns: {
    ...{ is: "list", each: 45, most: 4, between: "words" },
    ...({ label: "network.dns", hint: "network.auto.hint" } as const),
  },
  search: {
    ...{ is: "list", each: 253, most: 6, between: "words" },
    ...({ label: "network.search", hint: "network.auto.hint" } as const),
  },
  proxy: { is: "optional", most: LINE, label: "network.proxy", hint: "network.proxy.hint" },
  management: {
    ...{ is: "list", each: 49, most: 32, between: "words" },
    ...({ label: "network.management", hint: "network.management.hint" } as const),
  },
});

/** The appliance's clock. */
export const clockFields = settingFields({
  timezone: { is: "text", most: 64, label: "network.zone" },
  ntp: {
    ...{ is: "list", each: 253, most: 4, between: "words" },
    ...({ label: "network.ntp", hint: "network.auto.hint" } as const),
  },
});

/**
 * Ports for incoming mail. MailManager listens on 465 and 587 if that is switched on in its settings; if not, the kernel
 * refuses the connection, since nothing else on the appliance listens.
 */
const MAIL = [25, 465, 587];
const PAGES = [80, 443];

/**
 * The rules for nft(8): incoming traffic that is not needed is dropped; outgoing traffic is allowed. Loading them
 * replaces the previous rules atomically.
 * @param management networks that may access the pages, in CIDR notation; empty: all
 */
export function firewallRules(management: readonly string[]): string {
  const four = management.filter((network) => !network.includes(":"));
  const six = management.filter((network) => network.includes(":"));
  const pages = `tcp dport { ${PAGES.join(", ")} }`;
  const from = [
    ...(four.length > 0 ? [`ip saddr { ${four.join(", ")} } ${pages} accept`] : []),
    ...(six.length > 0 ? [`ip6 saddr { ${six.join(", ")} } ${pages} accept`] : []),
  ];
  return `table inet mailmanager {}
delete table inet mailmanager
table inet mailmanager {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state { established, related } accept
    ct state invalid drop
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    udp sport 67 udp dport 68 accept
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
    tcp dport { ${MAIL.join(", ")} } accept
    ${(management.length > 0 ? from : [`${pages} accept`]).join("\n    ")}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
`;
}

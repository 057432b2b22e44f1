/** The fictitious company of the demonstration: it makes and sells bicycles. */

export const hostname = "desk.larkspur.example";
const domain = "larkspur.example";

export interface Agent {
  readonly user: string;
  readonly name: string;
  readonly role: "agent" | "admin";
  readonly groups: readonly Group[];
  /** Languages they reply in, the best one first. */
  readonly languages: readonly string[];
}

export const groups = ["Support", "Sales", "Accounts", "Workshop"] as const;
export type Group = (typeof groups)[number];

export const agents: readonly Agent[] = [
  {
    user: "maya",
    name: "Maya Lindqvist",
    role: "admin",
    groups: ["Support", "Sales", "Accounts"],
    languages: ["en", "ar", "he", "tr", "hi"],
  },
  {
    user: "tomas",
    name: "Tomás Herrera",
    role: "agent",
    groups: ["Sales", "Support"],
    languages: ["en", "es", "pt", "it"],
  },
  {
    user: "aiko",
    name: "Aiko Tanaka",
    role: "agent",
    groups: ["Workshop", "Support"],
    languages: ["en", "ja", "zh", "ko"],
  },
  {
    user: "lena",
    name: "Lena Brandt",
    role: "agent",
    groups: ["Support", "Workshop"],
    languages: ["de", "en", "pl", "ru", "uk"],
  },
  {
    user: "samuel",
    name: "Samuel Okafor",
    role: "agent",
    groups: ["Accounts", "Support"],
    languages: ["en", "fr", "el"],
  },
];

interface DemoMailbox {
  readonly address: string;
  readonly aliases: readonly string[];
  readonly name: string;
  readonly group: Group;
  readonly language: string;
  readonly signature: string;
}

const street = "Larkspur Cycles · 12 Millrace Lane · Fernhill";

export const mailboxes = {
  support: {
    address: `support@${domain}`,
    aliases: [`help@${domain}`, `service@${domain}`],
    name: "Larkspur Support",
    group: "Support",
    language: "en",
    signature: `${street}\nMon to Fri, 8 to 18 · https://larkspur.example/help`,
  },
  sales: {
    address: `sales@${domain}`,
    aliases: [`hello@${domain}`],
    name: "Larkspur Sales",
    group: "Sales",
    language: "en",
    signature: `${street}\nTest rides every Saturday from 10`,
  },
  billing: {
    address: `billing@${domain}`,
    aliases: [`invoices@${domain}`],
    name: "Larkspur Accounts",
    group: "Accounts",
    language: "en",
    signature: `${street}\nPlease give your invoice number with every question.`,
  },
  returns: {
    address: `returns@${domain}`,
    aliases: [],
    name: "Larkspur Returns",
    group: "Workshop",
    language: "en",
    signature: `${street}\nReturns are free for 30 days.`,
  },
  kontakt: {
    address: `kontakt@${domain}`,
    aliases: [`info@${domain}`],
    name: "Larkspur Kundendienst",
    group: "Support",
    language: "de",
    signature: "Larkspur Cycles · Millrace Lane 12 · Fernhill\nMontag bis Freitag, 8 bis 18 Uhr",
  },
} as const satisfies Record<string, DemoMailbox>;

export type MailboxKey = keyof typeof mailboxes;

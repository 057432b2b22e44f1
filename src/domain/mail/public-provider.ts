/** Public mail providers: people who have an address there need not have anything to do with each other. */
import known from "email-providers/all.json" with { type: "json" };
import { nationalProviders } from "./national-providers.ts";

/** In use, and not in that list. */
const more = [
  ...["fastmail.com", "fastmail.fm", "posteo.de", "posteo.net", "mailbox.org", "disroot.org", "riseup.net"],
  ...["tutanota.com", "tutanota.de", "tutamail.com", "tuta.com", "tuta.io", "keemail.me", "duck.com"],
  ...["hotmail.es", "hotmail.it", "live.co.uk", "outlook.at", "outlook.es", "outlook.fr", "outlook.it"],
];
/** In that list, and reserved for documentation (RFC 2606). */
const reserved = ["example.com", "example.net", "example.org"];

const providers: ReadonlySet<string> = new Set(
  [...known, ...more, ...nationalProviders].filter((one) => !reserved.includes(one)),
);

/** Whether a domain, in lower case, is one at which anyone can get an address. */
export const isPublicProvider = (domain: string): boolean => providers.has(domain);

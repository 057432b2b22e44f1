/** Envelope senders that no person reads: where bulk mailers and lists want their bounces. */
import { domainOf, normalAddress } from "./address.ts";

/**
 * Whether an address is made for bounces alone, by its shape: no person ever sees what is sent there. SRS and BATV
 * addresses are not, since they lead back to the sender.
 */
export function isBounceAddress(address: string): boolean {
  const plain = normalAddress(address);
  const local = plain.slice(0, Math.max(0, plain.lastIndexOf("@"))).slice(0, 320);
  const domain = domainOf(plain);
  if (forwarded.test(local)) return false;
  return (
    bounceWord.test(local) ||
    // The recipient's address within it (VERP): news-ann=customer.example@...
    /[^=]=[^=]+\.[^=]+/.test(local) ||
    // A number nobody can remember: 0102018f3c1b2a4d-...
    (/\d/.test(local) && /^[0-9a-f]{8,}(?:-[0-9a-f]{2,})*(?:-\d+)?$/.test(local) && local.length >= 24) ||
    domain.split(".").some((label, i, all) => i < all.length - 2 && bounceLabel.test(label)) ||
    services.some((one) => domain === one || domain.endsWith(`.${one}`))
  );
}

const forwarded = /^(?:srs[01][=+-]|prvs=|btv1==)/;
const bounceWord =
  // linear: no two neighbouring repetitions share a character
  /(?:^|[-_.+=])(?:(?:bounces?|bnc[0-9a-z]*|verp|return-path)(?:[-_.+=0-9]|$)|return[-_.+=]\d)/;
const bounceLabel =
  // linear: anchored, and no two neighbouring repetitions share a character
  /^(?:(?:[a-z0-9]+-)?bounces?\d*|bnc\d*|return-path|rp|verp|em\d{2,}|pm-bounces)$/;

/** Services that send in the name of others. */
const services = [
  ...["amazonses.com", "sendgrid.net", "sendgrid.info", "mailgun.org", "mailgun.net", "mandrillapp.com"],
  ...[
    "mcsv.net",
    "mcdlv.net",
    "rsgsv.net",
    "sparkpostmail.com",
    "mtasv.net",
    "mailjet.com",
    "sender-sib.com",
  ],
  ...[
    "hubspotemail.net",
    "exacttarget.com",
    "createsend.com",
    "cmail19.com",
    "cmail20.com",
    "postmarkapp.com",
  ],
];

/** Sample domains with keys in each state, for the page of domains. */
import type { DomainReport, KeyReport } from "../../../engine/settings/domains.ts";
import { hour, now } from "./samples.ts";

const publicKey = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA".padEnd(392, "x7Qe9");

function key(selector: string, more: Partial<KeyReport>): KeyReport {
  return {
    domain: "harbour.example",
    selector,
    algorithm: "rsa",
    publicKey,
    state: "active",
    madeAt: now - 400 * 24 * hour,
    retiredAt: null,
    record: {
      name: `${selector}._domainkey.harbour.example`,
      text: `v=DKIM1; k=rsa; p=${publicKey}`,
    },
    published: "yes",
    found: null,
    removable: false,
    old: false,
    ...more,
  };
}

export const domains: readonly DomainReport[] = [
  {
    domain: "harbour.example",
    signed: true,
    policies: [
      {
        kind: "spf",
        name: "harbour.example",
        published: "yes",
        found: "v=spf1 mx -all",
        suggestion: "v=spf1 mx a:mail.harbour.example ~all",
      },
      {
        kind: "dmarc",
        name: "_dmarc.harbour.example",
        published: "no",
        found: null,
        suggestion: "v=DMARC1; p=none; rua=mailto:postmaster@harbour.example",
      },
    ],
    checkedAt: now - hour / 2,
    keys: [
      key("mm20240901", { state: "retired", removable: true, retiredAt: now - 390 * 24 * hour }),
      key("mm20251019", { old: true }),
      key("mm20261123", { state: "waiting", published: "no", madeAt: now - hour }),
      key("mm20261123b", { state: "waiting", published: "other", found: "v=DKIM1; k=rsa; p=MIIB" }),
    ],
  },
  { domain: "harbour-repairs.example", signed: false, policies: [], checkedAt: now - hour / 2, keys: [] },
];

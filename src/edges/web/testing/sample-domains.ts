/** Made-up domains with keys in each state, for the page of domains. */
import type { DomainReport, KeyReport } from "../../../engine/domains.ts";
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
    checkedAt: now - hour / 2,
    keys: [
      key("mm20240901", { state: "retired", removable: true, retiredAt: now - 390 * 24 * hour }),
      key("mm20251019", { old: true }),
      key("mm20261123", { state: "waiting", published: "no", madeAt: now - hour }),
      key("mm20261123b", { state: "waiting", published: "other", found: "v=DKIM1; k=rsa; p=MIIB" }),
    ],
  },
  { domain: "harbour-repairs.example", signed: false, checkedAt: now - hour / 2, keys: [] },
];

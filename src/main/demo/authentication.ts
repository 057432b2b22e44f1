import type { Authentication } from "../../domain/mail/index.ts";

/** What a mail's checks find: most domains sign their mail and use an authorised server; some publish nothing. */
export function authenticationOf(domain: string): Authentication {
  const none = { verdict: "none", domain: null } as const;
  const nothing = domain.length % 7 === 0;
  return {
    by: null,
    spf: { verdict: nothing ? "none" : "pass", domain },
    dkim: nothing ? { verdict: "none", domains: [] } : { verdict: "pass", domains: [domain] },
    dmarc: { verdict: nothing ? "none" : "pass", domain, policy: nothing ? null : "quarantine" },
    arc: none,
  };
}

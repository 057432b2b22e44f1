/** Verifies a mail's sender: SPF, DKIM, DMARC and ARC. See README.md. */
export { createAuthenticator } from "./authenticator.ts";
export { cachedLookup, systemLookup } from "./lookup.ts";
export { spfVerdict } from "./own-spf.ts";
export { trustedNow } from "./trusted.ts";

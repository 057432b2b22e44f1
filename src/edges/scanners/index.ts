/** Spam and virus scanners that run beside us: SpamAssassin, rspamd, ClamAV, each by its own protocol. See README.md. */
export { type Place, placeFrom } from "./place.ts";
export { createScanners } from "./scanners.ts";

/** Spam and virus scanners that run beside us: SpamAssassin, rspamd, ClamAV, each by its own protocol. See README.md. */
export { createScanners } from "./scanners.ts";

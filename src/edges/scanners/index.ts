/** Separate spam and virus scanners: SpamAssassin, rspamd, ClamAV, each with its own protocol. See README.md. */
export { createScanners } from "./scanners.ts";

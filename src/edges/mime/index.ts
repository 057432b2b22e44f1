/** Parsing mail: raw bytes to the domain's ParsedMail, to safe HTML, to attachments; in threads. See README.md. */
export { createPageReader } from "./page-reader.ts";
export { createReaderPool } from "./pool.ts";

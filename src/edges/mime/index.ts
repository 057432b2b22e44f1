/** Reading mail: raw bytes to the domain's ParsedMail, to safe HTML, to attachments; in threads. See README.md. */
export { defaultLimits, type Limits } from "./limits.ts";
export { htmlToText, sanitiseHtml } from "./own-html.ts";
export { createReaderPool, type ReaderPool, type ReaderPoolOptions } from "./pool.ts";

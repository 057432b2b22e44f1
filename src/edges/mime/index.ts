/** Reading mail: raw bytes to the domain's ParsedMail, to safe HTML, to attachments; in threads. See README.md. */
import { renderHtml } from "./html-to-text.ts";
import { sanitise } from "./sanitise.ts";

export { createReaderPool } from "./pool.ts";

/** HTML as plain text, as it would be read in a mail. For HTML of our own people: it runs in the calling thread. */
export const htmlToText = (html: string): string => renderHtml(html).text;

/** HTML of our own people made safe to send; it may show pictures from elsewhere. Runs in the calling thread. */
export const sanitiseHtml = (html: string): string =>
  sanitise(html, { remote: true, local: () => null }).html;

import { renderHtml } from "./html-to-text.ts";
import { sanitise } from "./sanitise.ts";

/** An agent's own HTML as it may go out: by the same allow list as mail that came in, with pictures from elsewhere. */
export const sanitiseHtml = (html: string): string =>
  sanitise(html, { remote: true, local: () => null }).html;

/** HTML as the plain text that reads like it. */
export const htmlToText = (html: string): string => renderHtml(html).text;

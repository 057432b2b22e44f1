import { renderHtml } from "./html-to-text.ts";
import { looseText } from "./loose-text.ts";

/**
 * Whether nobody can read anything in a text: white space, characters without width and rules alone, or HTML that shows
 * no more than these, such as the empty page that Outlook puts beside a calendar answer.
 */
export function isBlank(text: string, html: boolean): boolean {
  if (!html) return !words.test(text);
  return text.length <= LONGEST_BLANK && !words.test(renderHtml(text).text);
}

/** Whether there is nothing between the tags of HTML that could be read: a quick check, which hidden words fail. */
export const isEmptyHtml = (html: string): boolean =>
  html.length <= LONGEST_BLANK && !words.test(looseText(beginning(html))) && !words.test(looseText(html));

/** Where most pages have their first word; not cut within an entity. */
function beginning(html: string): string {
  const start = html.slice(0, 4_000);
  const entity = start.lastIndexOf("&");
  return start.length < html.length && entity >= start.length - 10 ? start.slice(0, entity) : start;
}

/** The most characters of HTML without words: Outlook's styles take up to 100,000. */
const LONGEST_BLANK = 500_000;

// bounded: one character at a time
const words =
  /(?!\u034f)[^\s\u00ad\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\-_=*~>|\u2013\u2014]/u;

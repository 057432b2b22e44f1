/**
 * All message ids in a field (RFC 5322 section 3.6.4), with angle brackets, without duplicates. Ids that lost their
 * brackets are accepted if they look like ids.
 */
export function messageIds(raw: string): string[] {
  const found = new Set<string>();
  for (const match of raw.matchAll(/<([^<>\x00-\x20\x7f]{1,900})>/g)) found.add(`<${match[1]}>`);
  if (found.size === 0) {
    for (const word of raw.split(/[\s,]+/)) {
      if (/^[^<>@\s]{1,450}@[^<>@\s]{1,450}$/.test(word)) found.add(`<${word}>`);
    }
  }
  const all = [...found];
  // The thread's start and its latest mails are what matters.
  return all.length <= MOST ? all : [...all.slice(0, 20), ...all.slice(20 - MOST)];
}

/** The first message id of a field, or null. */
export function firstMessageId(raw: string): string | null {
  const bare = raw.trim();
  // Some ids have spaces within their brackets; others refer to them without these.
  const spaced = /^<([^<>]{1,900})>/.exec(bare)?.[1]?.replace(/\s+/g, "");
  if (spaced !== undefined && spaced !== "") return `<${spaced}>`;
  return messageIds(bare)[0] ?? (/^[\x21-\x7e]{3,900}$/.test(bare) ? `<${bare.replace(/[<>]/g, "")}>` : null);
}

const MOST = 200;

/** Reads the line that starts a ruleset, and those that include another one. */
import { isAddress, normalAddress } from "../mail/index.ts";
import type { Cursor } from "./cursor.ts";
import { LONGEST_NAME, named } from "./read-action.ts";
import { isWord, type Line } from "./tokens.ts";
import type { PlacedMailbox } from "./tree.ts";

/** Reads `ruleset "Sales" for mailbox "sales@desk.example"`. */
export function readRulesetHead(cursor: Cursor, line: Line) {
  cursor.takes("ruleset");
  const name = cursor.filledText();
  const mailboxes: PlacedMailbox[] = [];
  if (isWord(cursor.peek(), "for")) {
    cursor.oneOf(forMailboxes);
    do {
      cursor.takes("or");
      if (mailboxes.length === MOST_MAILBOXES)
        cursor.stuck("too-many", { of: "mailboxes", most: MOST_MAILBOXES });
      mailboxes.push(mailbox(cursor, mailboxes));
    } while (cursor.takesMark(","));
  }
  return { line, kind: "ruleset", name, mailboxes } as const;
}

/** Of one ruleset. */
const MOST_MAILBOXES = 500;

const forMailboxes: ReadonlyMap<string, true> = new Map([
  ["for mailbox", true],
  ["for mailboxes", true],
]);

function mailbox(cursor: Cursor, before: readonly PlacedMailbox[]): PlacedMailbox {
  const { value, from, to } = cursor.text();
  const address = normalAddress(value);
  if (!isAddress(address)) cursor.stuck("mailbox", {}, { from, to });
  if (before.some((one) => one.address === address)) cursor.stuck("mailbox-twice", {}, { from, to });
  return { address, from, to };
}

/** Reads `include "Common"`. */
export function readInclude(cursor: Cursor, line: Line) {
  cursor.takes("include");
  return { line, kind: "include", name: named(cursor, LONGEST_NAME) } as const;
}

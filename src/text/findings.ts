/** What people read about a finding of the health checks. */
import type { StoredFault } from "../base/fault.ts";
import type { FindingCode } from "../base/finding-codes.ts";
import type { RemedyCode } from "../base/remedy-codes.ts";
import { type Language, messagesOf, sayersOf } from "./catalogue.ts";
import { checkTexts } from "./en/checks.ts";
import { findingTexts } from "./en/findings.ts";
import { serverFindingTexts } from "./en/findings-servers.ts";
import { remedyTexts } from "./en/remedies.ts";
import { faultWithRemedy } from "./faults.ts";
import { compilePieces, type Piece, type Values } from "./message.ts";

const en = { ...checkTexts, ...findingTexts, ...serverFindingTexts, ...remedyTexts } as const;
const messages = messagesOf(en);
const sayers = sayersOf(en);

/** A finding, as its words are found. */
interface Found {
  readonly check: string;
  readonly code: FindingCode;
  readonly remedy: RemedyCode | null;
  readonly params: Readonly<Record<string, string | number | StoredFault>>;
}

/** What was found, in one line, without a full stop. */
export const findingText = (language: Language, { code, params }: Found): string =>
  oneLine(sayers(language)(`finding.${code}`, filled(language, params)));

/** What to do about it, in one line; null if nothing. */
const findingRemedy = (language: Language, { remedy, params }: Found): string | null =>
  remedy === null ? null : oneLine(sayers(language)(`remedy.${remedy}`, filled(language, params)));

/** The same in pieces, with links to our pages. */
export function findingRemedyPieces(language: Language, { remedy, params }: Found): readonly Piece[] | null {
  if (remedy === null) return null;
  return piecesOf(
    language,
    remedy,
  )(filled(language, params)).map(({ text, page }) => ({
    text: text.replace(/\s+/g, " "),
    page,
  }));
}

function piecesOf(language: Language, remedy: RemedyCode): (values: Values) => readonly Piece[] {
  const key = `${language} ${remedy}`;
  const known = linked.get(key);
  if (known) return known;
  const message = messages(language)[`remedy.${remedy}`];
  if (message === undefined) throw new Error(`there is no text for the remedy ${remedy}`);
  const pieces = compilePieces(language, message);
  linked.set(key, pieces);
  return pieces;
}

const linked = new Map<string, (values: Values) => readonly Piece[]>();

/** What its check is called, as a title. */
export const checkTitle = (language: Language, { check }: Pick<Found, "check">): string =>
  sayers(language)(`check-title.${check}`);

interface FindingWithLine extends Found {
  readonly level: "ok" | "warning" | "problem";
  readonly line: string | null;
}

/** A finding in words, as the API and `mailmanager doctor --json` give it. */
export const findingInWords = (language: Language, finding: FindingWithLine) => ({
  check: finding.check,
  level: finding.level,
  what: findingText(language, finding),
  todo: findingRemedy(language, finding),
  line: finding.line,
});

/** A parameter that is a fault is said with its remedy. */
const filled = (language: Language, params: Found["params"]): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "object" ? faultWithRemedy(language, value) : value,
    ]),
  );

/** Parameters come from other servers and from the system. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

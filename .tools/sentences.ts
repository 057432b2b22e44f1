/**
 * Finds sentences that the program itself would say: on the command line, in its pages, in an exception or a fault. People's
 * texts are in `src/text/`; a string of two words or more elsewhere is one that has been forgotten there.
 */
import type { Node } from "oxc-parser";
import { childrenOf, lineOf, nameOf, treeOf } from "./syntax.ts";

/** Where people's words could come from. */
const places = /^src\/(?:main(?:\.ts|\/)|(?:app|edges|engine|domain|record)\/)/;

/** Files whose strings of several words nobody reads as ours, and what these are instead. */
const others: readonly (readonly [files: RegExp, what: string])[] = [
  [/^src\/main\/demo\//, "the mails of the demonstration: content"],
  [/^src\/engine\/played\.ts$/, "the same"],
  [
    /^src\/domain\/mail\/(?:attribution|own-attribution|automatic|bounce|bounce-text|inline-reply|quoted-headers|signature)\.ts$/,
    "what other mail programs write, to be recognised",
  ],
  [/^src\/edges\/smtp\/replies\.ts$/, "replies of SMTP, which are English everywhere"],
  [/^src\/edges\/api\/metrics\.ts$/, "what Prometheus calls help, English everywhere"],
  [/^src\/edges\/mime\/(?:calendar|html-allowed|html-to-text)\.ts$/, "names, with blanks between them"],
  [/^src\/edges\/delivery\/(?:dkim|headers)\.ts$/, "header fields"],
  [/^src\/domain\/ruleset\//, "the words of the language of rules"],
];

/** Strings of two words that people do not read as ours, by file, so that each is looked at once. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // What other programs say or take: protocols, HTML, DNS, configurations
  "src/domain/mail/html-text.ts": ['</p>\n<blockquote type="cite">'],
  "src/domain/outgoing/reply-draft.ts": ["<!doctype html>\n<html><body>"],
  "src/edges/api/follow.ts": [": still here"],
  "src/edges/api/problem.ts": ['Bearer realm="MailManager"', "received undefined"],
  "src/edges/delivery/catcher.ts": ["4.3.0 The mail could not be kept", "catcher: no port"],
  "src/domain/settings/oauth.ts": [
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
  ],
  "src/edges/web/search/page.tsx": ['group:"First line"'],
  "src/record/journal.ts": [", digest, chain", "coalesce(size, octet_length(payload))"],
  "src/record/search.ts": ["subject sender people body", "_lexicon USING fts5vocab(main,"],
  "src/edges/ldap/reasons.ts": ["; if the root CA is installed locally"],
  "src/edges/mime/sanitise.ts": ['" target="_blank" rel="noopener noreferrer nofollow"'],
  "src/edges/mime/view.ts": ['<div style="white-space:pre-wrap">'],
  "src/edges/scanners/clamd.ts": ["stream: OK", "INSTREAM size limit exceeded"],
  "src/edges/scanners/rspamd.ts": ["add header", "rewrite subject"],
  "src/edges/scanners/spamd.ts": ["SYMBOLS SPAMC/1.5\r\nContent-length:"],
  "src/edges/smtp/session.ts": [
    "250 2.6.0 Queued as",
    ...["smtp: bug in a session", "smtp: connection lost", "smtp: session closed by the server"],
  ],
  "src/edges/web/log-in/page.tsx": ["mailmanager user reset-password"],
  "src/edges/web/server/assets.ts": ["text/css; charset=utf-8", "text/javascript; charset=utf-8"],
  "src/edges/web/server/respond.tsx": ["<!doctype html>"],
  "src/edges/web/server/same-site.ts": ["proxy_set_header Host"],
  "src/edges/web/server/security.ts": [
    "https: http:",
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  ],
  "src/edges/web/server/takes.ts": ["GET, HEAD, POST"],
  "src/edges/web/settings/domains/page.tsx": [". IN TXT ("],
  "src/engine/operate/certificates/certificates.ts": ["CERTIFICATE REQUEST"],
  "src/engine/settings/sender-policy.ts": ["v=DMARC1; p=none; rua=mailto:postmaster@"],
  // The API's description, for programmers
  "src/edges/api/routes/oauth-accounts.ts": ["Microsoft 365 and Google have their own, which is not given"],
  "src/edges/api/openapi.ts": [
    "Identifies the request: if it is repeated with the same key, it is not executed again",
    "The ticket's entity tag; 412 if the ticket has changed since",
    "The ticket's entity tag; 304 if the ticket has not changed",
  ],
  // Codes, some of them stored
  "src/engine/outgoing/outbox.ts": ["oauth accounts"],
  "src/domain/ticket/reply.ts": ["requester wrote"],
  "src/engine/operate/health/database.ts": ["read model"],
  "src/engine/operate/health/doctor.ts": ["read model"],
  "src/engine/settings/changes.ts": ["intake policy", "domain keys", "imap accounts", "oauth accounts"],
  "src/record/upcast/steps.ts": ["no server", "several servers", "requester wrote", "reply taken back"],
  // The log, and bugs
  "src/record/record.ts": ["the journal of this file is elsewhere"],
  "src/record/remote-commit.ts": ["the journal differs from its copy at position"],
  "src/record/copy-rows.ts": ["the journal does not continue at position"],
  "src/record/postgres/schema.ts": [
    ...["the journal has format", ", and this release reads", "synchronous_commit is off, not on"],
  ],
  "src/engine/past.ts": ["what this decision asks for has not been read yet"],
  "src/edges/delivery/by-token.ts": ["there is no token to log in with"],
  "src/edges/delivery/smtp.ts": ["a route has an OAuth account, and there are no access tokens"],
  "src/engine/settings/plus-tests.ts": ['the result of a test of "+" addresses'],
  "src/edges/ldap/worker.ts": ["this file is a worker's"],
  "src/edges/delivery/worker.ts": ["this file is a worker's"],
  "src/edges/delivery/composer.ts": ["the thread that composes mail ended", "a mail was not composed within"],
  "src/edges/mime/pool.ts": [
    'an outcome "',
    '" for another kind of task',
    "the reader's thread does not start",
  ],
  "src/edges/web/index.ts": ["a request was aborted", "a page failed"],
  "src/engine/outgoing/agent-replies.ts": ["an agent's reply by mail"],
  "src/engine/outgoing/auto-replies.ts": ["an automatic reply"],
  "src/engine/tickets/returns.ts": ["a timed return"],
  "src/engine/rules/ticket-runs.ts": ["a run of rules"],
  "src/engine/rules/replays.ts": ["a ruleset could not be tried on past mail"],
  "src/record/decision.ts": ["something changed in the meantime:"],
  "src/record/group-commit.ts": ["decision failed"],
  "src/record/upcast/index.ts": ["has type", "in version", ", and here it is known up to"],
};

/** Edges that use servers: what their exceptions say is shown to people as what went wrong. */
const shown = /^src\/edges\/(?:acme|delivery|dns|imap|ldap|scanners)\//;

/** Two words, one after the other; with braces it is code. */
const sentence = /^[^{}]*\p{L}{2,}[,;:.]? \p{L}{2,}[^{}]*$/u;
/** SQL shouts. */
const sql =
  /\b(?:SELECT|FROM|WHERE|UPDATE|INSERT|DELETE|VALUES|PRAGMA|ANALYZE|CREATE|ALTER|DROP|CONFLICT|ORDER BY|GROUP BY|BEGIN|RENAME|AND|OR|CASE|WHEN|IS NULL|IS NOT|END|AS|JOIN|LIMIT)\b/;

/** Properties that are no text: what a command is called, and its options, are the same in every language. */
const names = new Set(["name", "usage"]);
/** In the API's own description, which is for programmers and in English: its routes, shapes and settings. */
const described = new Set(["summary", "description"]);
/** Attributes of HTML that are no text. */
const attributes = new Set(["aria-describedby", "class", "content", "rel", "sandbox"]);
/** HTTP headers, whose values are no text either. */
const header = /^[A-Z][a-z]+(?:-[A-Z][a-z]+)+$|^[a-z]+(?:-[a-z]+)+$/;
/** Calls whose arguments people do not read: the log, which is English, names, bytes, SQL. */
const unsaid = new Set([
  ...["log.info", "log.warn", "log.error"],
  ...["system", "systemActor", "findingsOf", "engine.settingsChanged", "Buffer.from", "database.prepare"],
]);
/** Exceptions are bugs, which are English, but for the edges that use servers. */
const bugs = new Set(["Error", "AggregateError", "TypeError"]);

/**
 * All such sentences, with their places.
 * @param sources path to text, of the program's files without tests
 */
export function sentenceViolations(sources: ReadonlyMap<string, string>): readonly string[] {
  return [...sources].flatMap(([file, text]) =>
    places.test(file) && !others.some(([files]) => files.test(file))
      ? sentencesOf(file, text).map(
          ({ line, said }) => `${file}:${line}: "${said}" is a text of its own; it belongs into src/text`,
        )
      : [],
  );
}

interface Sentence {
  /** Counted from 1. */
  readonly line: number;
  readonly said: string;
}

function sentencesOf(file: string, text: string): readonly Sentence[] {
  const found: Sentence[] = [];
  const expected = new Set(exceptions[file]);
  visit(file, treeOf(file, text), (node) => {
    const said = wordsOf(node);
    if (said === null || !sentence.test(said) || sql.test(said) || expected.has(said.trim())) return;
    found.push({ line: lineOf(text, node), said: said.trim() });
  });
  return found;
}

function wordsOf(node: Node): string | null {
  if (node.type === "TemplateElement") return node.value.cooked ?? node.value.raw;
  if (node.type === "JSXText") return node.value;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** Calls `see` for each node but those that say nothing to people. */
function visit(file: string, node: Node, see: (node: Node) => void): void {
  if (saysNothing(file, node)) return;
  see(node);
  for (const child of childrenOf(node)) visit(file, child, see);
}

function saysNothing(file: string, node: Node): boolean {
  const isApi = file.startsWith("src/edges/api/") || file.startsWith("src/domain/settings/fields/");
  if (node.type.startsWith("TS") && !/^TS(?:As|Satisfies|NonNull)/.test(node.type)) return true;
  if (node.type === "ImportDeclaration") return true;
  if (node.type === "JSXAttribute")
    return node.name.type === "JSXIdentifier" && attributes.has(node.name.name);
  if (node.type === "Property") {
    if (node.key.type === "Identifier")
      return names.has(node.key.name) || (isApi && described.has(node.key.name));
    return node.key.type === "Literal" && header.test(String(node.key.value));
  }
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return false;
  const called = nameOf(node.callee);
  if (bugs.has(called)) return !shown.test(file);
  return unsaid.has(called) || (isApi && called.endsWith(".describe"));
}

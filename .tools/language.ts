/**
 * Finds code that says a text in a language of its own choice. The language is passed in: a request has one, a mail has its
 * mailbox's, a process has its locale's. Only logs, exceptions and protocols are in English for everyone.
 */
import type { Node } from "oxc-parser";
import { childrenOf, lineOf, nameOf, treeOf } from "./syntax.ts";

/** Where texts are said. */
const places = /^(?:src\/(?:edges|engine|record|app|main)|appliance)\//;

/** Names of `src/text/` that choose a language. */
const chosen = new Set(["defaultLanguage", "inEnglish"]);

/** Calls whose arguments only operators and programmers read, in English. */
const unsaid = /^(?:super|(?:\w+\.)*log(?:\.(?:info|warn|error))?)$/;
const bugs = /Error$/;

/** Where these names are right, by file, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "src/app/wiring/webhooks.ts": "what programs of other systems read",
  "src/edges/imap/account.ts": "the log, with its facts in a variable",
  "src/edges/imap/folder.ts": "the log, with its facts in a variable",
  "src/edges/scanners/circuit.ts": "the log, with its facts in a variable",
  "src/edges/smtp/replies.ts": "replies of SMTP, which are English everywhere",
  "src/engine/operate/certificates/certificates.ts": "the log, with its facts in a variable",
  "src/engine/outgoing/compose-replies.ts":
    "the line above a quotation, where the mailbox with its language is gone",
  "src/engine/outgoing/outbox.ts": "the log, with its facts in a variable",
};

/**
 * All such places.
 * @param sources path to text, of the program's files without tests
 */
export function languageViolations(sources: ReadonlyMap<string, string>): readonly string[] {
  const all = [...sources].filter(([file]) => places.test(file));
  const found = all.flatMap(([file, text]) => chosenIn(file, text).map((one) => ({ file, ...one })));
  const needless = Object.keys(exceptions).filter(
    (file) => sources.has(file) && !found.some((one) => one.file === file && one.excused),
  );
  return [
    ...found
      .filter(({ file, excused }) => !excused || exceptions[file] === undefined)
      .map(({ file, line, what }) => `${file}:${line}: ${what}; the language is passed in`),
    ...needless.map((file) => `${file}: is no longer an exception of .tools/language.ts`),
  ];
}

interface Found {
  readonly line: number;
  readonly what: string;
  /** Whether an exception for its file allows it. */
  readonly excused: boolean;
}

function chosenIn(file: string, text: string): readonly Found[] {
  const found: Found[] = [];
  const note = (node: Node, what: string, excused: boolean) =>
    found.push({ line: lineOf(text, node), what, excused });

  const visit = (node: Node, inFunction: boolean): void => {
    if (node.type === "ImportDeclaration") return;
    if ((node.type === "CallExpression" || node.type === "NewExpression") && isUnsaid(node.callee)) return;
    if (node.type === "Identifier" && chosen.has(node.name)) {
      note(node, `${node.name} is a language of its own choice`, true);
    }
    if (node.type === "CallExpression") {
      const [language] = node.arguments;
      const says = /^(?:textIn|\w+(?:Text|Words|WithRemedy|Pieces))$/.test(nameOf(node.callee));
      if (says && language?.type === "Literal" && /^[a-z]{2}$/.test(String(language.value))) {
        note(node, `"${language.value}" is a language of its own choice`, false);
      }
      if (nameOf(node.callee) === "textIn" && !inFunction)
        note(node, "one language for a whole module", true);
    }
    const within = inFunction || isFunction(node);
    for (const child of childrenOf(node)) visit(child, within);
  };
  visit(treeOf(file, text), false);
  return found;
}

const isUnsaid = (callee: Node): boolean =>
  callee.type === "Super" || unsaid.test(nameOf(callee)) || bugs.test(nameOf(callee));

const isFunction = ({ type }: Node): boolean =>
  type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";

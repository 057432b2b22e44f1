import { type Model, parseMessage, stringifyMessage, visit } from "messageformat";
import { deriveLanguage, type Language, languageOfTag } from "./catalogue.ts";

/** The names of a message's parameters, in order. */
export function paramsOf(message: string): readonly string[] {
  const found = new Set<string>();
  visit(parseMessage(message), {
    value: (value) => {
      if (typeof value === "object" && value.type === "variable") found.add(value.name);
    },
  });
  return [...found].toSorted();
}

const [OPEN, CLOSE] = ["⟦", "⟧"];

/** The tag of the language below. Numbers and dates are written differently from English: 12.345, 23. nóv. */
export const markedTag = "is" as const;

/**
 * A language for tests: the English texts, each between marks, so that a text in another language can be seen. What is a
 * parameter of a text is between its marks.
 */
export function markedLanguage(): Language {
  return languageOfTag(markedTag) ?? deriveLanguage(markedTag, marked);
}

/** What is left of a text without everything between marks; a mark that was cut off counts as at the end. */
export function outsideMarks(text: string): string {
  let depth = 0;
  let left = "";
  for (const char of text) {
    if (char === OPEN) depth += 1;
    else if (char === CLOSE) depth -= 1;
    else if (depth === 0) left += char;
  }
  return left;
}

/** Whether anything in a text was said in the language above. */
export const isMarked = (text: string): boolean => text.includes(OPEN);

function marked(english: string): string {
  // An empty message says that there is nothing to say.
  if (english === "") return "";
  const within = (pattern: Model.Pattern): Model.Pattern => [OPEN, ...pattern, CLOSE];
  const message = parseMessage(english);
  return stringifyMessage(
    message.type === "message"
      ? { ...message, pattern: within(message.pattern) }
      : { ...message, variants: message.variants.map((one) => ({ ...one, value: within(one.value) })) },
  );
}

import { parseMessage, visit } from "messageformat";

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

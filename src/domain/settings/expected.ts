import { type Fault, fault } from "../../base/fault.ts";

/** Whether what is saved must be new, or be there already. */
export type Expected = "new" | "known";

/**
 * What is wrong where something is saved as new that is there, or as known that is not.
 * @param expected absent where either will do
 * @param what with its article, such as "a group"
 * @param field that holds its name
 * @returns thing.exists, thing.not-found, or null where nothing is wrong
 */
export function unexpected(
  expected: Expected | undefined,
  there: boolean,
  { what, name, field }: { readonly what: string; readonly name: string; readonly field: string },
): Fault | null {
  if (expected === "new" && there)
    return fault("thing.exists", { field, text: `There is ${what} ${name} already` });
  if (expected === "known" && !there)
    return fault("thing.not-found", { text: `There is no ${what.replace(/^an? /, "")} ${name}` });
  return null;
}

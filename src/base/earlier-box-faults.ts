/**
 * Faults of the appliance as earlier releases stored them: what was behind one was a sentence. Its log, its notes and the
 * journal have such faults.
 */
import type { StoredFault } from "./fault.ts";

/** The same with a fault in the place of such a sentence, which is quoted in it. Anything else is returned as it is. */
export function withQuotedProblem(stored: unknown): unknown {
  if (!isObject(stored) || !isObject(stored.params)) return stored;
  const { problem } = stored.params;
  if (typeof problem !== "string" || !isOfTheBox(stored.reason)) return stored;
  const quoted: StoredFault = { code: "box.failed", reason: "box.text", params: { text: problem } };
  return { ...stored, params: { ...stored.params, problem: quoted } };
}

const isOfTheBox = (reason: unknown): boolean => typeof reason === "string" && reason.startsWith("box.");

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null;

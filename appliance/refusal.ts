import { ok, type Result, refuse } from "../src/base/result.ts";
import { type BoxFault, boxFault } from "./fault.ts";

/**
 * Thrown where a stream or an open resource has no other way to end early; `refusals` makes a value of it.
 * @see refusals
 */
export class Refusal extends Error {
  readonly fault: BoxFault;

  constructor(text: string, todo: string, code: BoxFault["code"] = "refused") {
    super(text);
    this.fault = boxFault(code, text, todo);
  }
}

/** The result of `work`, or its refusal as a value. Other errors are passed on. */
export async function refusals<T>(work: () => Promise<T>): Promise<Result<T, BoxFault>> {
  try {
    return ok(await work());
  } catch (cause) {
    if (cause instanceof Refusal) return refuse(cause.fault);
    throw cause;
  }
}

/** Bytes as text. */
export const inMegabytes = (bytes: number): string =>
  bytes >= 10_000_000 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(1)} MB`;

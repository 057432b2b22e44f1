/** Faults in one line, as commands and logs tell them. */
import { Failure, type Subject } from "../base/failure.ts";
import type { Fault, StoredFault } from "../base/fault.ts";
import type { Language } from "./catalogue.ts";
import { faultRemedy, faultText } from "./faults.ts";
import { joinedIn } from "./joined.ts";

/**
 * A fault to throw.
 * @param about what it is about, if its sentence does not say that; and the exception that caused it
 */
export function failure(
  fault: Fault,
  about: { readonly subject?: Subject; readonly cause?: unknown } = {},
): Failure {
  const { subject = null, cause = fault.cause } = about;
  return new Failure(
    faultLine("en", fault, subject),
    { fault, subject },
    cause === undefined ? {} : { cause },
  );
}

/** One line: what it is about, what is wrong, and what to do about it. */
export function failureText(language: Language, { fault, subject }: Failure): string {
  return faultLine(language, fault, subject);
}

function faultLine(language: Language, fault: StoredFault, subject: Subject | null): string {
  const t = joinedIn(language);
  const about = typeof subject === "string" || subject === null ? subject : faultText(language, subject);
  const [said, todo] = [faultText(language, fault), faultRemedy(language, fault)];
  const what = about === null ? said : t("joined.subject", { subject: about, what: said });
  return todo === null ? what : t("joined.remedy.line", { what, todo });
}

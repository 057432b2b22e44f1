/** What servers say beside a result's code (RFC 4511 section 4.1.9): ldapjs tells it to its log alone. */

interface Result {
  readonly diagnosticMessage?: unknown;
}

/**
 * A log for ldapjs that keeps the text of the last answer and nothing else: what it is told may be a password.
 * @returns the log, and what puts that text behind the words of an error that came of the answer
 */
export function createDiagnostics() {
  let last = "";
  const quiet = () => {};
  const log = {
    child: () => log,
    trace(facts: { readonly msg?: Result | null } | string) {
      if (typeof facts === "string" || !facts.msg) return;
      const { diagnosticMessage: text } = facts.msg;
      last = typeof text === "string" ? text.slice(0, 1000) : "";
    },
    ...{ debug: quiet, info: quiet, warn: quiet, error: quiet },
  };
  const explained = (cause: unknown): unknown => {
    if (cause instanceof Error && last !== "") cause.message = `${cause.message}: ${last}`;
    last = "";
    return cause;
  };
  return { log, explained };
}

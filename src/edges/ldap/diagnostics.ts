/** Servers' diagnostic messages (RFC 4511 section 4.1.9): ldapjs only writes them to its log. */

interface Result {
  readonly diagnosticMessage?: unknown;
}

/**
 * A log for ldapjs that keeps only the text of the last response: other messages may contain a password.
 * @returns the log, and a function that appends that text to an error caused by the response
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

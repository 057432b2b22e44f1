import type { Action } from "../../../appliance/protocol.ts";

/** What administrators are told of by mail. */
interface Warning {
  readonly subject: string;
  readonly text: string;
}

/** Milliseconds after which nobody needs to be told any more: a list of actions may be taken over late. */
const NEWS = 7 * 24 * 3_600_000;

/**
 * The mail that an action of the box is worth: that an update fell back by itself. Null for all others.
 * @param hostname of this machine
 * @param now milliseconds since 1970
 */
export function warningOf(
  { verb, caller, outcome, what, at }: Action,
  hostname: string,
  now: number,
): Warning | null {
  const fellBack = verb === "update.outcome" && caller === "box" && outcome === "failed";
  if (!fellBack || now - Date.parse(at) > NEWS) return null;
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return {
    subject: `An update of ${hostname} went back by itself`,
    text: [
      `An update of ${hostname} was not well, and the box went back to the release before it.`,
      `${sentence}${/[.!?]$/.test(sentence) ? "" : "."}`,
      "No mail is lost: while a new release is on trial, mail is put off and senders try again.",
      `Mend the cause, or wait for another release: https://${hostname}/system/updates`,
      "You get this mail because you are an administrator.",
    ]
      .join("\n\n")
      .concat("\n"),
  };
}

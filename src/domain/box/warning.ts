import type { Action } from "../../../appliance/protocol.ts";

/** What administrators are warned of by mail. */
interface Warning {
  readonly subject: string;
  readonly text: string;
}

/** Milliseconds after which a warning is no longer useful: a list of actions may be copied late. */
const NEWS = 7 * 24 * 3_600_000;

/** Whether administrators are warned of an action: an update was rolled back, and this is recent. */
export function isWorthWarning({ verb, caller, outcome, at }: Action, now: number): boolean {
  const fellBack = verb === "update.outcome" && caller === "box" && outcome === "failed";
  return fellBack && now - Date.parse(at) <= NEWS;
}

/** The text of the warning about a failed update. @param hostname of this machine */
export function warningOf({ what }: Action, hostname: string): Warning {
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

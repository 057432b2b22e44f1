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
    subject: `The update of ${hostname} was rolled back automatically`,
    text: [
      `An update of ${hostname} failed its check, and the previous release was restored automatically.`,
      `${sentence}${/[.!?]$/.test(sentence) ? "" : "."}`,
      "No mail was lost: while a new release is being checked, mail is deferred and senders try again.",
      `Fix the cause, or wait for another release: https://${hostname}/system/updates`,
      "You receive this mail because you are an administrator.",
    ]
      .join("\n\n")
      .concat("\n"),
  };
}

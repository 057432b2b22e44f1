/** Sample view models of the page for merging and moving. */
import type { TargetView } from "../tickets/target-view.ts";
import { frame, hour, nav, now, tickets, tomasz } from "./samples.ts";

export function merging(more: Partial<TargetView> = {}): TargetView {
  return {
    frame: frame(),
    nav: nav(),
    what: "merge",
    name: "into",
    number: 1308,
    version: 9,
    subject: "Cannot log in after the password change",
    messages: [],
    words: "",
    candidates: tickets().rows.slice(3, 6),
    chosen: "",
    newSubject: "",
    moved: null,
    fault: null,
    ...more,
  };
}

export const moving: TargetView = merging({
  what: "move",
  name: "to",
  words: "bergen",
  chosen: "77",
  newSubject: "Files on the shared drive",
  messages: [
    {
      key: "01jd0000000000000000000001",
      author: tomasz.name,
      time: now - 26 * hour,
      text: "I changed my password yesterday as the reminder told me to.",
      checked: true,
    },
    {
      key: "01jd0000000000000000000002",
      author: "Marta Okafor",
      time: now - 3 * hour,
      text: "Please try again now.",
      checked: false,
    },
  ],
  moved: { who: "Jonas Lindqvist added a note", text: null },
  fault: { text: "Ticket 77 not found", field: "to", hint: null },
});

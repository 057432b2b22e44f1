/** What an invitation without text of its own is about. English: it becomes part of the mail's text, which has no reader yet. */
export const calendarWords = {
  REQUEST: "Invitation",
  PUBLISH: "Event",
  ADD: "Invitation",
  CANCEL: "Cancelled",
  REFRESH: "Asks for the invitation again",
  COUNTER: "Proposes another time",
  DECLINECOUNTER: "The proposed time was declined",
  ACCEPTED: "Accepted",
  DECLINED: "Declined",
  TENTATIVE: "Tentatively accepted",
  DELEGATED: "Delegated",
  COMPLETED: "Completed",
  "IN-PROCESS": "In progress",
  "NEEDS-ACTION": "Not answered yet",
} as const;
export type CalendarWord = keyof typeof calendarWords;

export const monthNames =
  "January February March April May June July August September October November December".split(" ");

/** What is wrong with a search, with the parameters of its text. See fault-reasons.ts. */
export const searchReasons = {
  "search.most-words": ["request.invalid", "most"],
  "search.no-value": ["request.invalid", "key"],
  "search.alternatives": ["request.invalid", "most"],
  "search.date": ["request.invalid", "key"],
  "search.number": ["request.invalid"],
  "search.unknown-key": ["request.invalid", "key", "known"],
  "search.values": ["request.invalid", "key", "values"],
} as const;

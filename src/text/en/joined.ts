/** How sentences go on: what a fault is about, what to do about it, why something came out as it did. */
export const joinedTexts = {
  "joined.subject": "{$subject}: {$what}",
  "joined.remedy": "{$what}. {$todo}",
  "joined.remedy.line": "{$what}; {$todo :small}",
  "joined.why": "{$what}: {$why}",
} as const;

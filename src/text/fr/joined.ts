import type { joinedTexts as English } from "../en/joined.ts";
import type { Translation } from "../messages.ts";

export const joinedTexts = (): Translation<typeof English> => ({
  "joined.subject": "{$subject} : {$what}",
  "joined.remedy": "{$what}. {$todo}",
  "joined.remedy.line": "{$what} ; {$todo :small}",
  "joined.why": "{$what} : {$why}",
});

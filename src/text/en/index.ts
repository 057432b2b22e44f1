/** All English messages, a file a subject. A key is in one of them alone. */
import { faultTexts } from "./faults.ts";

export const subjects = { faults: faultTexts } as const;

import type { boxStepTexts as English } from "../en/box-steps.ts";
import type { Translation } from "../messages.ts";

export const boxStepTexts = (): Translation<typeof English> => ({
  "step.update.fetching": "Fetching the update",
  "step.update.checking": "Checking the update",
  "step.update.writing": "Writing it to the disk",
  "step.update.reading-back": "Reading it back from the disk",
  "step.update.readying": "Making it ready to start",
  "step.medium.copying": "Copying it from the stick or disc",
  "step.medium.writing": "Writing it to the stick",
  "step.medium.reading-back": "Reading it back from the stick",
  "step.bundle.packing": "Packing",
  "step.restore.placing": "Restoring",
});

import type { consoleEmergencyTexts as English } from "../en/console-emergency.ts";
import type { Translation } from "../messages.ts";

export const consoleEmergencyTexts = (): Translation<typeof English> => ({
  "emergency.title":
    "MailManager cannot use the part of the disk that holds its data. The last messages about it:",
  "emergency.unknown": "(no message: see the log)",
  "emergency.again": "Start again",
  "emergency.turnOff": "Turn off",
  "emergency.log": "Show the log",
  "emergency.erase": "Erase all data and set it up from the beginning, or from a backup",
  "emergency.choose": "Type a number and press Enter. Without an answer it starts again after ten minutes.",
  "emergency.erase.word": "erase",
  "emergency.erase.sure":
    "All mail, tickets and settings on this disk will be lost. Type {$word} to erase them, or press Enter to go back.",
  "emergency.erase.failed": "It could not be erased: {$problem}",
  "emergency.restart": "Starting again ...",
  "emergency.off": "Turning off ...",
});

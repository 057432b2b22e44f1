/** The texts of mails that the program writes to agents and administrators, and of the test mail of its setup. */
import { catalogueOf } from "./catalogue.ts";
import { notificationTexts } from "./en/notifications.ts";

/** These texts in a language. */
export const textIn = catalogueOf<typeof notificationTexts>(notificationTexts);

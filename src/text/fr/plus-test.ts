import type { plusTestTexts as English } from "../en/plus-test.ts";
import type { Translation } from "../messages.ts";

export const plusTestTexts = (): Translation<typeof English> => ({
  "plus-test.subject": "Test des adresses avec « + »",
  "plus-test.text":
    "MailManager a envoyé cet e-mail à {$address} pour vérifier si les e-mails aux adresses avec « + » parviennent à {$mailbox}. Il est archivé à son arrivée ; il n’y a rien à faire.",
});

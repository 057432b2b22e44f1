import type { Finding } from "../../../domain/finding.ts";
import { plusAddressFindings } from "../../../domain/health/index.ts";
import type { View } from "../../../record/view.ts";

/** Whether mail to addresses with a "+" reaches the mailboxes, as far as it was tested. */
export const checkPlusAddresses = (view: Pick<View, "mailboxes" | "lastPlusTest">): readonly Finding[] =>
  plusAddressFindings(
    view.mailboxes().map((mailbox) => ({ ...mailbox, test: view.lastPlusTest(mailbox.address) })),
  );

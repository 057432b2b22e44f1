import { fault } from "../../../base/fault.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { View } from "../../../record/view.ts";

/** Whether mail to addresses with a "+" reaches the mailboxes, as far as it was tested. */
export function* checkPlusAddresses(view: Pick<View, "mailboxes" | "lastPlusTest">): Generator<Finding> {
  const { ok, warning } = findingsOf("plus addresses");
  for (const { address: mailbox, enabled, plusAddresses } of view.mailboxes()) {
    const test = enabled ? view.lastPlusTest(mailbox) : null;
    const outcome = test?.endedAt === null ? null : (test?.outcome ?? null);
    if (!enabled || (outcome === null && !plusAddresses)) continue;
    if (outcome === null) yield ok("plus.untested", { mailbox });
    else if (outcome === "arrived") yield ok("plus.ok", { mailbox });
    else if (outcome === "not-sent") {
      const problem = test?.fault ?? (test?.response || fault("delivery.failed"));
      yield warning("plus.not-sent", "test-plus", { mailbox, problem });
    } else yield warning("plus.off", "allow-plus", { mailbox });
  }
}

import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import { dkimRecord, publishesKey } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import type { Resolve } from "../../settings/resolve.ts";

/** Whether mail of our domains is signed, and the keys' records are in DNS. Not queried while no mail is sent. */
export async function* checkDomains(
  view: View,
  outgoingOverride: Outgoing["kind"] | null,
  resolve: Resolve,
): AsyncGenerator<Finding> {
  const way = outgoingOverride ?? view.outgoing()?.kind ?? null;
  if (way === null || way === "catch") return;
  const dkim = findingsOf("dkim");
  for (const domain of new Set(view.mailboxes().map((mailbox) => domainOf(mailbox.address)))) {
    const keys = view.dkimKeys(domain).filter((key) => key.state !== "retired");
    if (!keys.some((key) => key.state === "active")) {
      // A smart host often signs mail itself.
      yield way === "direct"
        ? dkim.warning("dkim.unsigned", keys.length > 0 ? "publish-key" : "create-key", { domain })
        : dkim.ok("dkim.unsigned-here", { domain });
    }
    for (const key of keys) {
      const { name } = dkimRecord(key, domainToASCII(domain));
      const answer = await resolve.txt(name);
      if (answer.kind === "failed") {
        yield dkim.warning("dkim.unknown", "dns-here", { name, problem: answer.problem });
      } else if (answer.kind === "found" && publishesKey(answer.records, key)) {
        yield dkim.ok("dkim.published", { name });
      } else {
        const other = answer.kind === "found";
        yield key.state === "active"
          ? dkim.problem(other ? "dkim.different-active" : "dkim.absent-active", "publish-key", { name })
          : dkim.warning(other ? "dkim.different" : "dkim.absent", "publish-key", { name });
      }
    }
  }
}

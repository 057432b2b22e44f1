import { domainToASCII } from "node:url";
import type { Finding } from "../../../domain/finding.ts";
import { dkimFinding, unsignedFindings } from "../../../domain/health/index.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import { dkimRecord } from "../../../domain/settings/index.ts";
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
  for (const domain of new Set(view.mailboxes().map((mailbox) => domainOf(mailbox.address)))) {
    const keys = view.dkimKeys(domain).filter((key) => key.state !== "retired");
    yield* unsignedFindings(domain, keys, way);
    for (const key of keys) {
      const { name } = dkimRecord(key, domainToASCII(domain));
      yield dkimFinding(key, name, await resolve.txt(name));
    }
  }
}

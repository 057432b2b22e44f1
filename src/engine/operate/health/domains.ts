import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/address.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import { dkimRecord, publishesKey } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import type { Resolve } from "../../settings/resolve.ts";

const publish = "publish the TXT record shown under Settings, Domains";

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
        ? dkim.warning(
            `mail from ${domain} is not signed`,
            keys.length > 0 ? publish : "create a key under Settings, Domains, and publish its record",
          )
        : dkim.ok(`mail from ${domain} is not signed here; the mail server may sign it`);
    }
    for (const key of keys) {
      const { name } = dkimRecord(key, domainToASCII(domain));
      const answer = await resolve.txt(name);
      if (answer.kind === "failed") {
        yield dkim.warning(
          `DNS could not be queried for ${name}: ${answer.text}`,
          "check that DNS works here",
        );
      } else if (answer.kind === "found" && publishesKey(answer.records, key)) {
        yield dkim.ok(`${name} is published`);
      } else {
        const what = answer.kind === "found" ? "has a different key" : "is not in DNS";
        yield key.state === "active"
          ? dkim.problem(`${name} ${what}, and mail is signed with this key`, publish)
          : dkim.warning(`${name} ${what}`, publish);
      }
    }
  }
}

import type { domainTexts as English } from "../en/domains.ts";
import type { Translation } from "../messages.ts";

export const domainTexts = (): Translation<typeof English> => ({
  "domains.lead":
    "Mail of your domains is signed with DKIM, so that recipients can verify it. Publish each key’s record in the domain’s DNS; the key is used as soon as the record is found there.",
  "domains.signed": "Mail is signed",
  "domains.unsigned": "Mail is not signed",
  "domains.none": "No keys yet.",
  "domains.waiting": "Waiting for its DNS record",
  "domains.active": "Active",
  "domains.retired": "Replaced",
  "domains.record": "TXT record to publish",
  "domains.name": "Name",
  "domains.value": "Value",
  "domains.zone": "As a line of a zone file",
  "domains.made": "Created",
  "domains.published.yes": "The record is in DNS.",
  "domains.published.no": "The record is not in DNS.",
  "domains.published.other": "DNS has a different record under this name:",
  "domains.published.unknown": "DNS has not been queried yet, or did not answer.",
  "domains.spf": "SPF: which servers may send mail for the domain",
  "domains.dmarc": "DMARC: what recipients do with mail that fails SPF and DKIM",
  "domains.policy.yes": "In DNS:",
  "domains.policy.no": "Not in DNS.",
  "domains.policy.many": "DNS has several, so none of them is valid:",
  "domains.policy.unknown": "DNS did not answer:",
  "domains.suggestion": "Suggested record",
  "domains.spf.hint":
    "Must name every server that sends mail for the domain; your provider tells you what to include.",
  "domains.dmarc.hint":
    "Only asks for reports. Change it to “p=quarantine” or “p=reject” once the reports look good.",
  "domains.keep": "Leave the record in DNS for two more weeks: mail signed with it is still on its way.",
  "domains.removable": "No longer needed: delete the record from DNS, then remove the key.",
  "domains.old":
    "This key is more than a year old. Create a new one; this one stays active until the new record is found.",
  "domains.checked": "DNS last checked",
  "domains.check": "Check DNS now",
  "domains.activate": "Activate now",
  "domains.again": "Activate again",
  "domains.remove": "Remove",
  "domains.new": "New key",
  "domains.rsa": "RSA, 2048 bits: supported everywhere",
  "domains.ed25519": "Ed25519: shorter; use it in addition to RSA",
  "domains.kind": "Type",
  "domains.create": "Create key",
});

import { expect, test } from "vitest";
import { zone } from "../../../test/support/zone.ts";
import { senderPolicies } from "./sender-policy.ts";

test("a DMARC record of a domain above counts, an SPF record does not", async () => {
  const dns = zone({
    "company.example": { txt: ["v=spf1 -all"] },
    "_dmarc.company.example": { txt: ["v=DMARC1; p=reject"] },
  });
  expect(await senderPolicies(dns, "help.company.example", "mail.company.example")).toEqual([
    {
      kind: "spf",
      name: "help.company.example",
      published: "no",
      found: null,
      suggestion: "v=spf1 mx a:mail.company.example ~all",
    },
    {
      kind: "dmarc",
      name: "_dmarc.company.example",
      published: "yes",
      found: "v=DMARC1; p=reject",
      suggestion: "v=DMARC1; p=none; rua=mailto:postmaster@help.company.example",
    },
  ]);
});

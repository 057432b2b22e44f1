import { describe, expect, test } from "vitest";
import { type Authentication, isForged, isRefusedByOwner, verifiedBy } from "./trust.ts";

const ann = { address: "ann@customer.example" };

function authentication(more: Partial<Authentication> = {}): Authentication {
  return {
    by: null,
    spf: { verdict: "pass", domain: "customer.example" },
    dkim: { verdict: "pass", domains: ["customer.example"] },
    dmarc: { verdict: "pass", domain: "customer.example", policy: "reject" },
    arc: { verdict: "none", domain: null },
    ...more,
  };
}
const noPolicy = { verdict: "none", domain: "customer.example", policy: null } as const;

describe("a sender is verified", () => {
  test("by DKIM and SPF if DMARC passes", () => {
    expect(verifiedBy(authentication(), ann)).toEqual(["DKIM", "SPF"]);
  });

  test("only by results for the domain: another domain's signature does not count", () => {
    const dkim = { verdict: "pass", domains: ["mailer.example"] } as const;
    expect(verifiedBy(authentication({ dkim }), ann)).toEqual(["SPF"]);
    const spf = { verdict: "pass", domain: "mailer.example" } as const;
    expect(verifiedBy(authentication({ dkim, spf, dmarc: noPolicy }), ann)).toEqual([]);
  });

  test("by DKIM or SPF for exactly that domain if it publishes no policy", () => {
    expect(verifiedBy(authentication({ dmarc: noPolicy }), ann)).toEqual(["DKIM", "SPF"]);
    const parent = { verdict: "pass", domains: ["example"] } as const;
    const none = { verdict: "none", domain: null } as const;
    expect(verifiedBy(authentication({ dmarc: noPolicy, dkim: parent, spf: none }), ann)).toEqual([]);
  });

  test("in whichever form its domain is written", () => {
    const dkim = { verdict: "pass", domains: ["xn--mller-kva.example"] } as const;
    const dmarc = { verdict: "pass", domain: "xn--mller-kva.example", policy: "none" } as const;
    for (const address of [
      "ann@m\u00fcller.example",
      "ann@mu\u0308ller.example",
      "ann@xn--mller-kva.example",
    ])
      expect(verifiedBy(authentication({ dkim, dmarc }), { address })).toEqual(["DKIM"]);
    expect(verifiedBy(authentication({ dkim, dmarc }), { address: "ann@muller.example" })).toEqual([]);
  });

  test("by DMARC alone if the domains are related in another way", () => {
    const dkim = { verdict: "pass", domains: ["sister.customer.example"] } as const;
    const dmarc = { verdict: "pass", domain: "shop.customer.example", policy: "none" } as const;
    const spf = { verdict: "none", domain: null } as const;
    const from = { address: "ann@shop.customer.example" };
    expect(verifiedBy(authentication({ dkim, dmarc, spf }), from)).toEqual(["DMARC"]);
  });
});

describe("a sender is forged", () => {
  const spf = { verdict: "fail", domain: "customer.example" } as const;
  const none = { verdict: "none", domains: [] } as const;

  test.each([
    ["if DMARC fails", { dmarc: { verdict: "fail", domain: "customer.example", policy: "none" } }, true],
    ["if SPF fails and nothing else is known", { spf, dkim: none, dmarc: noPolicy }, true],
    [
      "if SPF fails and someone else signed",
      { spf, dkim: { verdict: "pass", domains: ["mailer.example"] }, dmarc: noPolicy },
      true,
    ],
    ["not if it was forwarded, and DMARC passes", { spf }, false],
    ["not if it was forwarded with its signature", { spf, dmarc: noPolicy }, false],
    ["not if nothing was checked", null, false],
  ] as const)("%s", (_, more, forged) => {
    expect(isForged(more && authentication(more))).toBe(forged);
  });
});

describe("a sender is not verified", () => {
  test.each([
    ["when nothing was checked", null, ann],
    [
      "when DMARC fails",
      authentication({ dmarc: { verdict: "fail", domain: "customer.example", policy: "none" } }),
      ann,
    ],
    [
      "when DMARC could not be asked",
      authentication({ dmarc: { verdict: "temperror", domain: "customer.example", policy: null } }),
      ann,
    ],
    ["when another author was checked than is shown", authentication(), { address: "ann@bank.example" }],
    ["when there is no address", authentication(), { address: "" }],
  ])("%s", (_, checked, from) => {
    expect(verifiedBy(checked, from)).toEqual([]);
  });
});

test("a mail is to be rejected if DMARC fails and the policy says reject", () => {
  const fails = (policy: "none" | "quarantine" | "reject") =>
    authentication({ dmarc: { verdict: "fail", domain: "customer.example", policy } });
  expect(
    [fails("reject"), fails("quarantine"), fails("none"), authentication(), null].map(isRefusedByOwner),
  ).toEqual([true, false, false, false, false]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMail } from "./check.ts";
import { key, mail, sealed, signed, type Zone, zoneLookup } from "./testing.ts";

const peer = { ip: "192.0.2.7", helo: "out.customer.example", sender: "ann@customer.example" };

const zone: Zone = {
  "TXT customer.example": [["v=spf1 ip4:192.0.2.0/24 -all"]],
  "TXT s1._domainkey.customer.example": key,
  "TXT _dmarc.customer.example": [["v=DMARC1; p=reject; sp=quarantine"]],
  "TXT s1._domainkey.mailer.example": key,
  "TXT s1._domainkey.forwarder.example": key,
};

/** Checks a mail, of which the reader takes the first address in From. */
const check = (text: string, from: Partial<typeof peer> = {}, more: Zone = {}, author = firstIn(text)) =>
  checkMail(Buffer.from(text), { ...peer, ...from }, zoneLookup({ ...zone, ...more }), author);

const firstIn = (text: string): string | null =>
  /^From:.*?([^\s<>,"()]+@[^\s<>,"()]+)/m.exec(text)?.[1] ?? null;

const elsewhere = { ip: "198.51.100.9" };

describe("a mail", () => {
  test("that is signed and comes from an authorised server passes all checks", async () => {
    expect(await check(await signed(mail(), "customer.example"))).toEqual({
      by: null,
      spf: { verdict: "pass", domain: "customer.example" },
      dkim: { verdict: "pass", domains: ["customer.example"] },
      dmarc: { verdict: "pass", domain: "customer.example", policy: "reject" },
      arc: { verdict: "none", domain: null },
    });
  });

  test("whose body was changed in transit fails, and its domain asks to reject it", async () => {
    const changed = (await signed(mail(), "customer.example")).replace("work?", "pay?");
    expect(await check(changed, elsewhere)).toMatchObject({
      spf: { verdict: "fail" },
      dkim: { verdict: "fail", domains: ["customer.example"] },
      dmarc: { verdict: "fail", policy: "reject" },
    });
  });

  test("whose signed subject was changed fails", async () => {
    const changed = (await signed(mail(), "customer.example")).replace("A question", "An answer");
    expect(await check(changed, elsewhere)).toMatchObject({ dkim: { verdict: "fail" } });
  });

  test("that another domain signed and sent does not verify the domain in From", async () => {
    const other = await signed(mail(), "mailer.example");
    const checked = await check(
      other,
      { sender: "bounce@mailer.example" },
      {
        "TXT mailer.example": [["v=spf1 ip4:192.0.2.7 -all"]],
      },
    );
    expect(checked).toMatchObject({
      spf: { verdict: "pass", domain: "mailer.example" },
      dkim: { verdict: "pass", domains: ["mailer.example"] },
      dmarc: { verdict: "fail", domain: "customer.example" },
    });
  });

  test("from a subdomain uses the policy for subdomains, and its parent's signature is enough", async () => {
    const text = mail("ann@customer.example", "ann@shop.customer.example");
    expect(await check(await signed(text, "customer.example"), elsewhere)).toMatchObject({
      dmarc: { verdict: "pass", domain: "shop.customer.example" },
    });
    expect(await check(text, elsewhere)).toMatchObject({ dmarc: { verdict: "fail", policy: "quarantine" } });
  });

  test("with a null sender is checked by the HELO name", async () => {
    const more: Zone = { "TXT out.customer.example": [["v=spf1 ip4:192.0.2.7 -all"]] };
    expect(await check(mail(), { sender: "" }, more)).toMatchObject({
      spf: { verdict: "pass", domain: "out.customer.example" },
      dmarc: { verdict: "pass" },
    });
  });

  test.each([
    ["~all", "softfail"],
    ["?all", "neutral"],
    ["include:customer.example", "permerror"],
    ["nonsense:x", "permerror"],
  ])("of a domain whose SPF record is %s gives %s", async (record, verdict) => {
    const more: Zone = { "TXT customer.example": [[`v=spf1 ${record}`]] };
    expect(await check(mail(), {}, more)).toMatchObject({ spf: { verdict } });
  });

  test("of a domain that publishes nothing gives none", async () => {
    const text = mail("ann@customer.example", "ann@quiet.example");
    expect(await check(text, { sender: "ann@quiet.example" })).toMatchObject({
      spf: { verdict: "none" },
      dkim: { verdict: "none", domains: [] },
      dmarc: { verdict: "none", domain: "quiet.example", policy: null },
    });
  });

  test("without an answer from DNS gives temperror, not fail", async () => {
    const dead: Zone = {
      "TXT customer.example": "ETIMEOUT",
      "TXT s1._domainkey.customer.example": "ESERVFAIL",
      "TXT _dmarc.customer.example": "ETIMEOUT",
    };
    expect(await check(await signed(mail(), "customer.example"), {}, dead)).toMatchObject({
      spf: { verdict: "temperror" },
      dkim: { verdict: "temperror" },
      dmarc: { verdict: "temperror", policy: null },
    });
  });

  test.each([
    ["in one field", "From: eve@evil.example, ann@customer.example"],
    ["in two fields", "From: eve@evil.example\r\nFrom: Ann <ann@customer.example>"],
  ])(
    "with authors in two domains, %s, is checked for the one that asks to reject forgeries",
    async (_, from) => {
      const text = mail("From: Ann <ann@customer.example>", from);
      expect(await check(text, { sender: "eve@evil.example" })).toMatchObject({
        dmarc: { verdict: "fail", domain: "customer.example", policy: "reject" },
      });
      // Otherwise it cannot be checked.
      expect(await check(text)).toMatchObject({ dmarc: { verdict: "permerror", domain: null } });
    },
  );

  const encoded = `=?utf-8?B?${Buffer.from("Ann <ann@customer.example>").toString("base64")}?=`;
  test.each([
    ["stands in a comment", "Ann (ann@customer.example)"],
    ["is an encoded word", encoded],
  ])("whose author's address %s is checked for that", async (_, from) => {
    const text = mail("Ann <ann@customer.example>", from);
    const author = "ann@customer.example";
    expect(await check(text, {}, {}, author)).toMatchObject({
      dmarc: { verdict: "pass", domain: "customer.example" },
    });
    expect(await check(text, elsewhere, {}, author)).toMatchObject({
      dmarc: { verdict: "fail", domain: "customer.example", policy: "reject" },
    });
    const other = { sender: "eve@evil.example" };
    const two = mail("Ann <ann@customer.example>", `${from}, Eve <eve@evil.example>`);
    expect(await check(two, other, {}, author)).toMatchObject({ dmarc: { verdict: "fail" } });
    expect(await check(two, {}, {}, author)).toMatchObject({ dmarc: { verdict: "permerror", domain: null } });
  });

  test("whose author is in a From that is too long to be checked stays unclear", async () => {
    const text = mail("Ann <ann@customer.example>", `${"a".repeat(9_000)} <ann@customer.example>`);
    expect(await check(text)).toMatchObject({ dmarc: { verdict: "none", domain: null } });
  });

  test("whose shown author is in a From that is too long to be checked stays unclear, whatever another From proves", async () => {
    const text = await signed(mail(), "customer.example");
    const long = `From: ${"a".repeat(9_000)} <boss@customer.example>\r\n`;
    const { dmarc } = await checkMail(
      Buffer.from(long + text),
      peer,
      zoneLookup(zone),
      "boss@customer.example",
    );
    expect(dmarc).toMatchObject({ verdict: "permerror", domain: null });
  });

  test("with very many authors costs no more than a few of them", async () => {
    const many = Array.from({ length: 200 }, (_, n) => `a${n}@d${n}.example`).join(", ");
    const lookup = zoneLookup(zone);
    const text = mail("Ann <ann@customer.example>", many);
    const { dmarc } = await checkMail(Buffer.from(text), peer, lookup, "a0@d0.example");
    expect(dmarc).toMatchObject({ verdict: "permerror" });
    expect(lookup.asked.filter((one) => one.includes("_dmarc")).length).toBeLessThan(30);
  });

  test("that a forwarder sealed has its seal checked", async () => {
    const forwarded = await sealed(mail(), "forwarder.example");
    expect(await check(forwarded)).toMatchObject({ arc: { verdict: "pass", domain: "forwarder.example" } });
    expect(await check(forwarded.replace("work?", "pay?"))).toMatchObject({ arc: { verdict: "fail" } });
    expect(await check(forwarded.replace("ARC-Seal:", "X-Was-Seal:"))).toMatchObject({
      arc: { verdict: "fail" },
    });
  });

  test("with a hundred signatures has eight of them checked", async () => {
    const one = (n: number) =>
      `DKIM-Signature: v=1; a=rsa-sha256; d=d${n}.example; s=s1; h=from;\r\n\tl=${n}; bh=AAAA; b=BBBB\r\n`;
    const text = Array.from({ length: 100 }, (_, n) => one(n)).join("") + mail();
    const { dkim } = await check(text);
    expect(dkim).toEqual({
      verdict: "fail",
      domains: Array.from({ length: 8 }, (_, n) => `d${n}.example`),
    });
  });

  test("with any bytes is checked without a failure", async () => {
    const whole = await sealed(await signed(mail(), "customer.example"), "forwarder.example");
    const mutation = fc.record({
      at: fc.nat({ max: whole.length }),
      cut: fc.nat({ max: 60 }),
      put: fc.string({ unit: "binary", maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { maxLength: 6 }), async (mutations) => {
        const text = mutations.reduce(
          (done, { at, cut, put }) => done.slice(0, at) + put + done.slice(at + cut),
          whole,
        );
        const checked = await check(text);
        expect(Object.keys(checked)).toEqual(["by", "spf", "dkim", "dmarc", "arc"]);
      }),
      { numRuns: 150 },
    );
  });
});

import { expect, test } from "vitest";
import { isPublicProvider } from "./public-provider.ts";

test.each([
  "gmail.com",
  "googlemail.com",
  "gmx.de",
  "web.de",
  "outlook.com",
  "qq.com",
  "tutanota.com",
  "gmx.ch",
  "aon.at",
  "a1.net",
  "ziggo.nl",
  "telia.com",
  "au.com",
  "ocn.ne.jp",
  "139.com",
  "vp.pl",
  "live.no",
  "bigpond.com",
  "comcast.net",
  "uol.com.br",
])("%s is a public provider", (domain) => expect(isPublicProvider(domain)).toBe(true));

test.each(["customer.example", "example.com", "debian.org", "mail.customer.example", "com", ""])(
  "%s is not",
  (domain) => expect(isPublicProvider(domain)).toBe(false),
);

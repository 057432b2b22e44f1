import { expect, test } from "vitest";
import { isPublicProvider } from "./public-provider.ts";

test.each(["gmail.com", "googlemail.com", "gmx.de", "web.de", "outlook.com", "qq.com", "tutanota.com"])(
  "%s is a public provider",
  (domain) => expect(isPublicProvider(domain)).toBe(true),
);

test.each(["customer.example", "example.com", "debian.org", "mail.customer.example", "com", ""])(
  "%s is not",
  (domain) => expect(isPublicProvider(domain)).toBe(false),
);

import { describe, expect, test } from "vitest";
import { told } from "./testing.ts";
import { decideWebhook } from "./webhooks.ts";

const url = "https://shop.example/hook";
const added = (name: string) =>
  told(decideWebhook({ name, url }, { before: null, known: 0, secret: "whsec_c2VjcmV0", expected: "new" }));

describe("a webhook's name", () => {
  test.each(["new", ".", ".."])("is not %s, which has no page of its own", (name) => {
    expect(added(name)).toEqual(["webhook.page", "name"]);
  });

  test("is one line", () => {
    expect([added(" "), added("a\nb")]).toEqual([
      ["webhook.name", "name"],
      ["webhook.name", "name"],
    ]);
    expect(added(" a/b? ")).toMatchObject({ events: [{ type: "WebhookSaved", webhook: { name: "a/b?" } }] });
  });
});

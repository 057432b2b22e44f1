import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { DomainReport } from "../../../engine/settings/domains.ts";
import { nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { pageOf, timeOf } from "../shapes.ts";

const KeyShape = z
  .strictObject({
    selector: z.string(),
    algorithm: z.enum(["rsa", "ed25519"]),
    state: z
      .enum(["waiting", "active", "retired"])
      .describe("Active keys sign; waiting ones do once published"),
    record: z.strictObject({ name: z.string(), text: z.string() }).describe("The TXT record to publish"),
    published: z.enum(["yes", "no", "other", "unknown"]).describe("What DNS said when it was last asked"),
    found: z.string().nullable().describe("What DNS has instead, or why it could not be asked"),
    madeAt: z.iso.datetime(),
    retiredAt: z.iso.datetime().nullable(),
    removable: z.boolean().describe("Retired for long enough: nothing needs it any more"),
    old: z.boolean().describe("Has signed for more than a year"),
  })
  .meta({ id: "DkimKey", description: "A key that signs mail of a domain (RFC 6376)" });

const DomainShape = z
  .strictObject({
    domain: z.string(),
    signed: z.boolean(),
    checkedAt: z.iso.datetime().nullable(),
    keys: z.array(KeyShape),
    policies: z
      .array(
        z.strictObject({
          kind: z.enum(["spf", "dmarc"]),
          name: z.string(),
          published: z.enum(["yes", "no", "many", "unknown"]),
          found: z.string().nullable(),
          suggestion: z.string().describe("A record that would do"),
        }),
      )
      .describe("None before DNS was asked"),
  })
  .meta({ id: "Domain", description: "A domain of our mailboxes" });

const ofKey = object({ domain: z.string().max(255), selector: z.string().max(63) });

/** Domains of our mailboxes and the keys that sign their mail. */
export function domainRoutes({ engine }: ApiParts): readonly Route[] {
  const { domains } = engine;

  return [
    route({
      method: "get",
      path: "/domains",
      summary: "List domains with their DKIM keys and the records to publish",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(DomainShape),
      handle: ({ query }) => ok({ body: pageBy(domains.list().map(shown), (one) => one.domain, query) }),
    }),

    route({
      method: "post",
      path: "/domains/check",
      summary: "Ask DNS for the records; a waiting key whose record is there signs from now on",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: pageOf(DomainShape),
      handle: async () => ok({ body: { items: (await domains.check()).map(shown), next: null } }),
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys",
      summary: "Make a DKIM key",
      needs: "settings.write",
      params: object({ domain: z.string().max(255) }),
      query: nothing,
      body: object({ algorithm: z.enum(["rsa", "ed25519"]).default("rsa") }),
      status: 201,
      response: DomainShape,
      async handle({ caller, params, body }) {
        const made = await domains.makeKey(caller, params.domain, body.algorithm);
        return made.ok ? one(made.value.domain) : made;
      },
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys/{selector}/activate",
      summary: "Let a key sign at once, whether its record was seen or not",
      needs: "settings.write",
      params: ofKey,
      query: nothing,
      body: nothing,
      response: DomainShape,
      async handle({ caller, params }) {
        const done = await domains.activateKey(caller, params.domain, params.selector);
        return done.ok ? one(params.domain) : done;
      },
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys/{selector}/remove",
      summary: "Remove a key",
      needs: "settings.write",
      params: ofKey,
      query: nothing,
      body: nothing,
      response: DomainShape,
      async handle({ caller, params }) {
        const done = await domains.removeKey(caller, params.domain, params.selector);
        return done.ok ? one(params.domain) : done;
      },
    }),
  ];

  function one(domain: string) {
    const found = domains.list().find((report) => report.domain === domain);
    if (found) return ok({ body: shown(found) });
    return refuse(fault("domain.unknown", { params: { domain } }));
  }
}

const shown = ({ domain, signed, checkedAt, keys, policies }: DomainReport): z.input<typeof DomainShape> => ({
  domain,
  signed,
  policies: policies.map((one) => ({ ...one })),
  checkedAt: checkedAt === null ? null : timeOf(checkedAt),
  keys: keys.map(
    ({ selector, algorithm, state, record, published, found, madeAt, retiredAt, removable, old }) => ({
      ...{ selector, algorithm, state, record: { ...record }, published, found, removable, old },
      madeAt: timeOf(madeAt),
      retiredAt: retiredAt === null ? null : timeOf(retiredAt),
    }),
  ),
});

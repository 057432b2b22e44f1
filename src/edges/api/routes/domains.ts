import * as z from "zod";
import { fault, type StoredFault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { dkimKeyFields } from "../../../domain/settings/fields/index.ts";
import type { DomainReport } from "../../../engine/settings/domains.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { newShape, shownShape } from "../setting-shape.ts";
import { pageOf, timeOf } from "../shapes.ts";

const KeyShape = z
  .strictObject({
    selector: z.string(),
    ...shownShape(dkimKeyFields),
    state: z
      .enum(["waiting", "active", "retired"])
      .describe("active: signs mail; waiting: becomes active once its record is published"),
    record: z.strictObject({ name: z.string(), text: z.string() }).describe("The TXT record to publish"),
    published: z.enum(["yes", "no", "other", "unknown"]).describe("The result of the last DNS query"),
    found: z
      .string()
      .nullable()
      .describe("The different record found in DNS, or why DNS could not be queried"),
    madeAt: z.iso.datetime(),
    retiredAt: z.iso.datetime().nullable(),
    removable: z.boolean().describe("Retired long enough ago that it is no longer needed"),
    old: z.boolean().describe("In use for more than a year"),
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
          suggestion: z.string().describe("A suggested record"),
        }),
      )
      .describe("Empty until DNS has been queried"),
  })
  .meta({ id: "Domain", description: "A domain of the mailboxes" });

const ofKey = object({ domain: z.string().max(255), selector: z.string().max(63) });

/** Domains of our mailboxes and the keys that sign their mail. */
export function domainRoutes({ engine }: ApiParts): readonly Route[] {
  const { domains } = engine;

  return [
    route({
      method: "get",
      path: "/domains",
      summary: "List domains with their DKIM keys and the DNS records to publish",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(DomainShape),
      handle: ({ caller, query, language }) =>
        ok({
          body: pageBy(
            domains.list(caller).map((one) => shown(one, language)),
            (one) => one.domain,
            query,
          ),
        }),
    }),

    route({
      method: "post",
      path: "/domains/check",
      summary: "Check the DNS records; a waiting key becomes active if its record is found",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: pageOf(DomainShape),
      async handle({ caller, language }) {
        const checked = await domains.check(caller);
        if (!checked.ok) return checked;
        return ok({ body: { items: checked.value.map((one) => shown(one, language)), next: null } });
      },
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys",
      summary: "Create a DKIM key",
      needs: "settings.write",
      params: object({ domain: z.string().max(255) }),
      query: nothing,
      body: object(newShape(dkimKeyFields, [], { algorithm: "rsa" })),
      status: 201,
      response: DomainShape,
      async handle({ caller, params, body, language }) {
        const made = await domains.makeKey(caller, params.domain, body.algorithm);
        return made.ok ? one(caller, made.value.domain, language) : made;
      },
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys/{selector}/activate",
      summary: "Activate a key now, even if its record has not been found",
      needs: "settings.write",
      params: ofKey,
      query: nothing,
      body: nothing,
      response: DomainShape,
      async handle({ caller, params, language }) {
        const done = await domains.activateKey(caller, params.domain, params.selector);
        return done.ok ? one(caller, params.domain, language) : done;
      },
    }),

    route({
      method: "post",
      path: "/domains/{domain}/keys/{selector}/remove",
      summary: "Remove a DKIM key",
      needs: "settings.write",
      params: ofKey,
      query: nothing,
      body: nothing,
      response: DomainShape,
      async handle({ caller, params, language }) {
        const done = await domains.removeKey(caller, params.domain, params.selector);
        return done.ok ? one(caller, params.domain, language) : done;
      },
    }),
  ];

  function one(caller: Caller, domain: string, language: Language) {
    const found = domains.list(caller).find((report) => report.domain === domain);
    if (found) return ok({ body: shown(found, language) });
    return refuse(fault("domain.unknown", { params: { domain } }));
  }
}

const shown = (
  { domain, signed, checkedAt, keys, policies }: DomainReport,
  language: Language,
): z.input<typeof DomainShape> => ({
  domain,
  signed,
  policies: policies.map((one) => ({ ...one, found: foundIn(language, one.found) })),
  checkedAt: checkedAt === null ? null : timeOf(checkedAt),
  keys: keys.map(
    ({ selector, algorithm, state, record, published, found, madeAt, retiredAt, removable, old }) => ({
      ...{ selector, algorithm, state, record: { ...record }, published, removable, old },
      found: foundIn(language, found),
      madeAt: timeOf(madeAt),
      retiredAt: retiredAt === null ? null : timeOf(retiredAt),
    }),
  ),
});

/** A record in DNS, or why it could not be queried. */
const foundIn = (language: Language, found: string | StoredFault | null): string | null =>
  typeof found === "object" && found !== null ? faultText(language, found) : found;

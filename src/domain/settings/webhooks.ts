/** Endpoints of other systems that are called when something happens: saving and removing them, and their secrets. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { hasOwnPage } from "./account-name.ts";
import type { SettingsEvent } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";
import { webhookFields } from "./fields/index.ts";
import { type Webhook, webhookEvents } from "./webhook.ts";

/** What of an endpoint people set; what is missing stays, or gets its default. */
export type WantedWebhook = { readonly name: string } & Partial<
  Pick<Webhook, "url" | "enabled" | "allowPrivate"> & { readonly events: readonly string[] }
>;

export interface WebhookFacts {
  /** The endpoint of that name; null if there is none. */
  readonly before: Webhook | null;
  /** How many endpoints there are. */
  readonly known: number;
  /** A new secret, for a new endpoint. */
  readonly secret: string;
  readonly expected?: Expected | undefined;
}

/** The most endpoints. */
const MOST = 50;
/** Secrets besides the last one that still sign: a receiver checks each. */
const MOST_OLDER = 20;

/** Milliseconds for which a secret that was replaced still signs. */
const OVERLAP = 24 * 3_600_000;

/**
 * Adds or changes an endpoint.
 * @returns or refuses with webhook.name, webhook.page, webhook.url, webhook.plain, webhook.event, webhook.most, webhook.exists or webhook.unknown
 */
export function decideWebhook(
  wanted: WantedWebhook,
  { before, known, secret, expected }: WebhookFacts,
): Result<{ readonly events: readonly SettingsEvent[]; readonly value: Webhook }, Fault> {
  const name = wanted.name.trim();
  const { most } = webhookFields.name;
  if (name === "" || name.length > most || /\p{Cc}/u.test(name))
    return refuse(fault("webhook.name", { field: "name", params: { most } }));
  const problem = unexpected(expected, before !== null, {
    exists: fault("webhook.exists", { field: "name", params: { name } }),
    unknown: fault("webhook.unknown", { params: { name } }),
  });
  if (problem) return refuse(problem);
  if (before === null && known >= MOST) return refuse(fault("webhook.most", { params: { most: MOST } }));
  if (before === null && !hasOwnPage(name))
    return refuse(fault("webhook.page", { field: "name", params: { name } }));
  const enabled = wanted.enabled ?? before?.enabled ?? true;
  const allowPrivate = wanted.allowPrivate ?? before?.allowPrivate ?? false;
  const url = checkedUrl(wanted.url ?? before?.url ?? "", allowPrivate);
  if (!url.ok) return url;
  const asked = wanted.events ?? before?.events ?? [];
  const events = webhookEvents.filter((one) => asked.includes(one));
  const other = asked.find((one) => !webhookEvents.some((event) => event === one));
  if (other !== undefined) {
    const params = { name: other.slice(0, 100), known: webhookEvents.join(", ") };
    return refuse(fault("webhook.event", { field: "events", params }));
  }
  const webhook: Webhook = {
    ...{ name, url: url.value, events, enabled, allowPrivate, secret: before?.secret ?? secret },
    ...(before?.former ? { former: before.former } : {}),
    ...(before?.older ? { older: before.older } : {}),
  };
  return ok({ events: [{ type: "WebhookSaved", webhook }], value: webhook });
}

function checkedUrl(given: string, allowPrivate: boolean): Result<string, Fault> {
  const invalid = refuse(fault("webhook.url", { field: "url" }));
  const text = given.trim();
  if (text.length > webhookFields.url.most || !URL.canParse(text)) return invalid;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return invalid;
  if (url.username !== "" || url.password !== "" || url.hash !== "") return invalid;
  if (url.protocol === "http:" && !allowPrivate) return refuse(fault("webhook.plain", { field: "url" }));
  return ok(url.href);
}

/** Removes an endpoint, or refuses with webhook.unknown. */
export const decideWebhookRemoval = (
  name: string,
  exists: boolean,
): Result<readonly SettingsEvent[], Fault> =>
  exists ? ok([{ type: "WebhookRemoved", name }]) : refuse(unknownWebhook(name));

/**
 * Gives an endpoint a new secret. The former one also signs for a day, so that the receiver can be changed meanwhile.
 * @param now milliseconds since 1970
 */
export function decideWebhookSecret(
  name: string,
  before: Webhook | null,
  secret: string,
  now: number,
): Result<{ readonly events: readonly SettingsEvent[]; readonly value: Webhook }, Fault> {
  if (before === null) return refuse(unknownWebhook(name));
  const { former, older = [], ...rest } = before;
  const signing = [...(former ? [former] : []), ...older]
    .filter(({ until }) => now < until)
    .slice(0, MOST_OLDER);
  const webhook = {
    ...{ ...rest, secret, former: { secret: before.secret, until: now + OVERLAP } },
    ...(signing.length > 0 ? { older: signing } : {}),
  };
  return ok({ events: [{ type: "WebhookSaved", webhook }], value: webhook });
}

/** Switches an endpoint off whose server said that it is gone (410); nothing if it is off, or was changed since. */
export const decideWebhookGone = (
  before: Webhook | null,
  called: Pick<Webhook, "name" | "url">,
): readonly SettingsEvent[] =>
  before?.enabled && before.url === called.url ? [{ type: "WebhookGone", name: called.name }] : [];

/** The secrets that sign a request at that time, the present one first. */
export const webhookSecrets = ({ secret, former, older = [] }: Webhook, now: number): readonly string[] => [
  secret,
  ...[...(former ? [former] : []), ...older].flatMap((one) => (now < one.until ? [one.secret] : [])),
];

export const unknownWebhook = (name: string): Fault =>
  fault("webhook.unknown", { params: { name: name.slice(0, 100) } });

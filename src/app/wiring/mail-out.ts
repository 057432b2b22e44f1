import type { Outgoing, Route } from "../../domain/settings/events.ts";
import { startCatcher } from "../../edges/delivery/catcher.ts";
import { createMailComposer } from "../../edges/delivery/composer.ts";
import { createDelivery } from "../../edges/delivery/deliver.ts";
import { fetchPolicyOverHttps } from "../../edges/delivery/mta-sts.ts";
import { systemResolver, trustedResolvers, validatingResolver } from "../../edges/dns/index.ts";
import type { AccessTokens } from "../../engine/settings/access-tokens.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/**
 * The parts that compose and deliver outgoing mail.
 * @param tokens for logging in by OAuth 2
 * @param outgoingOverride given with --outgoing; it takes precedence over the setting
 */
export async function openMailOut(
  { data, hostname, configuration, log, now, onStop }: Base,
  outgoingOverride: Outgoing | null,
  tokens: AccessTokens,
) {
  const catcher = await startCatcher({ log, keep: data.mailOut.keepCaught });
  onStop(() => catcher.close());
  const toCatcher: Route = {
    ...{ kind: "smtp", host: "127.0.0.1", port: catcher.port, tls: "none" },
    ...{ user: null, password: null },
  };
  const route = (setting: Outgoing | null): Route | null => {
    const outgoing = outgoingOverride ?? setting;
    return outgoing?.kind === "catch" ? toCatcher : outgoing;
  };

  const validating = configuration.validatingResolvers ?? trustedResolvers();
  const resolve = validating.length > 0 ? validatingResolver({ servers: validating }) : systemResolver();
  const deliver = createDelivery({
    ...{ hostname, log, resolve, now, tokens },
    ...{ fetchPolicy: fetchPolicyOverHttps, store: data.mailOut.policies },
  });
  const composer = createMailComposer({
    entry: workerEntry("src/edges/delivery/worker.ts"),
    keysOf: data.mailOut.signingKeys,
  });
  onStop(() => composer.close());
  return { compose: composer.compose, deliver, resolve, route };
}

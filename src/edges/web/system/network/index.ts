/** The appliance's network, as shown and changed on its page and in the setup. */
import { isIP } from "node:net";
import type {
  AnswerTo,
  Arguments,
  BoxStatus,
  NetworkSettings,
  VerbName,
} from "../../../../../appliance/protocol.ts";
import type { Fault } from "../../../../base/fault.ts";
import type { Result, refuse } from "../../../../base/result.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { field } from "../../server/form.ts";
import { formFault } from "../../server/respond.tsx";
import type { Ctx } from "../../web.ts";
import { type NetworkValues, networkForm, settingsIn, valuesOf } from "./fields.ts";
import type { NetworkPart } from "./view.ts";

/** Calls the appliance, for a permitted caller. */
export type AskNetwork = <V extends NetworkVerb>(
  verb: V,
  args: Arguments<V>,
) => Promise<Result<AnswerTo<V>, Fault>>;
type NetworkVerb = Extract<VerbName, "status" | `network.${string}` | "clock.set">;

/**
 * Seconds until an unconfirmed change is reverted: enough for the browser's warning about the certificate, and for
 * logging in at another address.
 */
const TRIAL = 300;
/** Seconds between reloads of a page with a trial, which may go to the new address. */
const AGAIN = 10;

/** The result of a form. */
export type FormOutcome =
  | { readonly kind: "done"; readonly what: "tried" | "kept" | "reverted" }
  | { readonly kind: "show"; readonly more: Partial<NetworkPart> };

/** The network's state, for its page or for the setup. */
export async function networkPart(
  ask: AskNetwork,
  c: Ctx,
  atFirstStart: boolean,
  more: Partial<NetworkPart> = {},
): Promise<{ readonly part: NetworkPart; readonly status: BoxStatus | null }> {
  const status = await ask("status", {});
  if (!status.ok) {
    const part = {
      atFirstStart,
      state: null,
      values: nothing,
      checks: [],
      fault: formFault(c, status.error),
      follow: null,
    };
    return { part: { ...part, ...more }, status: null };
  }
  const { settings, interfaces, gateways, dns, trial } = status.value.network;
  const cards = interfaces.filter(({ name }) => name !== "lo" && !name.includes("."));
  const shownTrial = trial && { change: trial.change, until: Date.parse(trial.until) };
  return {
    status: status.value,
    part: {
      atFirstStart,
      state: { cards, gateways, dns, trial: shownTrial },
      ...{ values: valuesOf(settings), checks: [], fault: null },
      follow: trial && movesTo(new URL(c.req.url), settings),
      ...more,
    },
  };
}

const nothing: NetworkValues = {
  ...{
    card: "",
    vlan: "",
    ipv4: "dhcp",
    address4: "",
    gateway4: "",
    ipv6: "auto",
    address6: "",
    gateway6: "",
  },
  ...{ dns: "", search: "", proxy: "", management: "" },
};

/** Makes a page with a trial reload itself, or go to the new address. */
export function refreshing(page: Response, { state, follow }: NetworkPart): Response {
  if (state?.trial) page.headers.set("Refresh", follow === null ? `${AGAIN}` : `${AGAIN}; url=${follow}`);
  return page;
}

/** The new URL with these settings, if the URL has an IP address; null if it stays the same or is unknown. */
export function movesTo(url: URL, { interface: { ipv4, ipv6 } }: NetworkSettings): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const way = isIP(host) === 4 ? ipv4 : isIP(host) === 6 ? ipv6 : null;
  if (way?.method !== "static") return null;
  const address = way.address.split("/")[0] ?? "";
  const next = new URL(url);
  next.hostname = address.includes(":") ? `[${address}]` : address;
  return next.hostname === url.hostname ? null : `${next.origin}${next.pathname}`;
}

/** What the form's lists and buttons can ask for. */
export const networkOptions = { ...optionsOf(networkForm), do: ["try", "test", "check", "keep", "revert"] };

/** Carries out a form: "try", "test", "check", "keep" or "revert". */
export async function actOn(ask: AskNetwork, c: Ctx): Promise<FormOutcome> {
  const form = c.get("form");
  switch (field(form, "do")) {
    case "keep": {
      const kept = await ask("network.confirm", { change: field(form, "change").slice(0, 100) });
      return kept.ok ? { kind: "done", what: "kept" } : show(c, kept.error);
    }
    case "revert": {
      const back = await ask("network.revert", {});
      return back.ok ? { kind: "done", what: "reverted" } : show(c, back.error);
    }
    case "check": {
      const checks = await ask("network.test", { settings: null });
      return checks.ok ? { kind: "show", more: { checks: checks.value } } : show(c, checks.error);
    }
    case "test":
      return change(c, async (settings, values) => {
        const checks = await ask("network.test", { settings });
        if (!checks.ok) return checks;
        return { kind: "show", more: { values, checks: checks.value } };
      });
    default:
      return change(c, async (settings) => {
        const set = await ask("network.set", { settings, seconds: TRIAL });
        return set.ok ? { kind: "done", what: "tried" } : set;
      });
  }
}

const show = (c: Ctx, problem: Fault, more: Partial<NetworkPart> = {}): FormOutcome => ({
  kind: "show",
  more: { ...more, fault: formFault(c, problem) },
});

async function change(
  c: Ctx,
  work: (
    settings: NetworkSettings,
    values: NetworkValues,
  ) => Promise<FormOutcome | ReturnType<typeof refuse<Fault>>>,
): Promise<FormOutcome> {
  const values = readFields(networkForm, c.get("form"));
  const settings = settingsIn(values);
  if (!settings.ok) return show(c, settings.error, { values });
  const acted = await work(settings.value, values);
  return "kind" in acted ? acted : show(c, acted.error, { values });
}

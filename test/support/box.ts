import { ok } from "../../src/base/result.ts";
import type { AskBox } from "../../src/engine/operate/box.ts";

const settings = {
  interface: { name: "ens3", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
  ...{ dns: [], search: [], proxy: null, management: [] },
};
/** A fake appliance that stores its network settings. */
export function fakeBox() {
  const asked: { verb: string; args: unknown; by: string | null }[] = [];
  const state = { hostname: "mailmanager", settings: settings as unknown, trial: null as unknown };
  const ask: AskBox["ask"] = async (verb, args, by) => {
    if (verb !== "status" && verb !== "actions") asked.push({ verb, args, by });
    const network = {
      ...{ settings: state.settings, trial: state.trial, gateways: [], dns: [] },
      interfaces: [{ name: "ens3", mac: "52:54:00:12:34:56", up: true, addresses: ["127.0.0.1/8"] }],
    };
    if ("settings" in args && verb === "network.set") {
      Object.assign(state, { settings: args.settings });
      state.trial = { change: "c1", until: new Date(Date.now() + 300_000).toISOString() };
    }
    if (verb === "network.confirm") state.trial = null;
    if ("hostname" in args) state.hostname = args.hostname;
    // The answer to this verb.
    const answers: Readonly<Record<string, unknown>> = {
      status: { hostname: state.hostname, network },
      "network.set": state.trial,
      actions: [],
    };
    return ok((answers[verb] ?? {}) as never);
  };
  return { asked, state, askBox: { present: () => true, newestAction: () => null, ask } satisfies AskBox };
}

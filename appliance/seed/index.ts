/** Unattended first start: finds the seed that came with the machine, reads it and applies it. */
import { readdirSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { seedFields, seedNetworkFields } from "../../src/base/seed-fields.ts";
import { inEnglish } from "../../src/text/index.ts";
import { recordAutomatic } from "../apply.ts";
import { readAuthorities } from "../authorities.ts";
import type { Box } from "../box.ts";
import { textIfAny, writeDurably } from "../files.ts";
import { type Medium, media } from "../media/find.ts";
import { mounted } from "../media/mount.ts";
import { defaultNetwork } from "../network/state.ts";
import { programFault } from "../program-fault.ts";
import { type NetworkSettings, networkSettings, verbs } from "../protocol.ts";
import { runProgram } from "../user.ts";
import { fromNoCloud } from "./cloud-init.ts";
import { type Fields, fieldsOf, merged, readDocument } from "./document.ts";
import { guestInfoEnvironment, ovfFields } from "./ovf.ts";
import { smallFile } from "./small-file.ts";

/**
 * Applies the seed, if there is one. The appliance's part becomes its settings, the rest goes to the program's first
 * start. Errors are logged and do not stop the rest.
 * @param credentials systemd's folder of credentials (systemd.exec(5)), if it made one
 * @param found plugged-in media; default: searched for
 */
export async function seed(
  box: Box,
  credentials: string | undefined,
  found?: readonly Medium[],
): Promise<void> {
  const sources = await gather(box, credentials, found ?? (await media(box.places)));
  const all = merged(...sources.map(({ fields }) => fields));
  const { fields, unknown } = sorted(all);
  if (unknown.length > 0) {
    const names = unknown.join(", ");
    box.log(`the seed: ignoring unknown fields: ${names}`);
    recordAutomatic(box, "seed", doneAction("seed.unknown", { names }));
  }
  if (fields.size === 0) return;
  const from = sources.map(({ from }) => from).join(", ");
  takeBoxPart(box, fields);
  const done = await setUp(box, fields);
  recordAutomatic(box, "seed", doneAction(`seed.${done.as}`, { from }), done.fault);
  if (done.fault === null) writeDurably(join(box.places.state, "seeded"), `${from}\n`);
}

interface Source {
  readonly from: string;
  readonly fields: Fields;
}

/** All seeds, the most important first. */
async function gather(
  box: Box,
  credentials: string | undefined,
  found: readonly Medium[],
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const note = (from: string) => (problem: string) => box.log(`the seed (${from}): ${problem}`);
  const add = (from: string, read: () => Fields) => {
    try {
      const fields = read();
      if (fields.size > 0) sources.push({ from, fields });
    } catch (cause) {
      note(from)(cause instanceof Error ? cause.message : String(cause));
    }
  };
  const credential = credentials === undefined ? null : textIfAny(join(credentials, "mailmanager.seed"));
  if (credential !== null) add("credential", () => fieldsOf(readDocument(credential, "seed")));
  try {
    const environment = await guestInfoEnvironment(box);
    add("VMware", () => ovfFields(environment, note("VMware")));
  } catch (cause) {
    note("VMware")(cause instanceof Error ? cause.message : String(cause));
  }
  for (const medium of found) {
    try {
      await mounted(box, medium, "read", (folder) => {
        for (const { from, read } of onMedium(folder, medium, note(medium.device)))
          add(`${from} on ${medium.device}`, read);
      });
    } catch (cause) {
      note(medium.device)(cause instanceof Error ? cause.message : String(cause));
    }
  }
  return sources;
}

/** The seeds on a medium, the most specific first. */
function onMedium(
  folder: string,
  { label }: Medium,
  note: (problem: string) => void,
): readonly { readonly from: string; readonly read: () => Fields }[] {
  const document = (name: string) => () => {
    const text = smallFile(folder, name);
    return text === null ? new Map<string, string>() : fieldsOf(readDocument(text, "seed"));
  };
  const noCloud = () =>
    /^cidata$/i.test(label)
      ? fromNoCloud({
          metaData: smallFile(folder, "meta-data"),
          userData: smallFile(folder, "user-data"),
          networkConfig: smallFile(folder, "network-config"),
        })
      : new Map<string, string>();
  return [
    { from: "mailmanager-seed.json", read: document("mailmanager-seed.json") },
    { from: "mailmanager-seed.toml", read: document("mailmanager-seed.toml") },
    { from: "OVF", read: () => ovfFields(smallFile(folder, "ovf-env.xml") ?? "", note) },
    { from: "cloud-init", read: noCloud },
  ];
}

/** The most unknown fields that are named, and characters of a name; the names come from outside. */
const [NAMED, LONGEST] = [20, 60];

/** What the appliance and the program take of a seed, and the names of everything else. */
function sorted(all: Fields): { readonly fields: Fields; readonly unknown: readonly string[] } {
  const known = new Set([...seedFields, ...seedNetworkFields]);
  const others = [...all.keys()].filter((name) => !known.has(name));
  return {
    fields: new Map([...all].filter(([name]) => known.has(name))),
    unknown: others.slice(0, NAMED).map((name) => name.replace(/[^\w.-]/g, "?").slice(0, LONGEST)),
  };
}

/** Applies the seed's settings of the appliance; each invalid one is left out and logged. */
function takeBoxPart(box: Box, fields: Fields): void {
  const before = box.settings.read();
  const taken = { ...before };
  const wrong = (what: string, error: z.ZodError) => box.log(`the seed's ${what}: ${z.prettifyError(error)}`);

  const hostname = fields.get("hostname");
  if (hostname !== undefined) {
    const read = verbs["hostname.set"].arguments.safeParse({ hostname: hostname.trim().toLowerCase() });
    if (read.success) taken.hostname = read.data.hostname;
    else wrong("hostname", read.error);
  }
  const [zone, ntp] = [fields.get("zone"), fields.get("network.ntp")];
  if (zone !== undefined || ntp !== undefined) {
    const read = verbs["clock.set"].arguments.safeParse({ timezone: zone ?? "Etc/UTC", ntp: list(ntp) });
    if (read.success) taken.clock = read.data;
    else wrong("clock", read.error);
  }
  const authorities = readAuthorities(fields.get("network.authorities") ?? before.authorities);
  if (authorities.ok) taken.authorities = authorities.value;
  else box.log(`the seed's network.authorities: ${inEnglish(authorities.error)}`);
  const network = networkOf(box, fields);
  if (network !== null) {
    const read = networkSettings.safeParse(network);
    if (read.success) taken.network = read.data;
    else wrong("network", read.error);
  }
  box.settings.write(taken);
}

/** The network settings in the fields, not yet checked; null if there are none. */
function networkOf(box: Box, fields: Fields): NetworkSettings | null {
  const get = (name: string) => fields.get(`network.${name}`)?.trim();
  // A time server and authorities are settings of their own.
  const others = ["network.ntp", "network.authorities"];
  if (seedNetworkFields.every((name) => others.includes(name) || !fields.has(name))) return null;
  const usual = defaultNetwork(box);
  const [four, six, vlan] = [get("ipv4"), get("ipv6"), get("vlan")];
  return {
    interface: {
      name: cardCalled(box, get("interface")) ?? usual.interface.name,
      vlan: vlan === undefined ? null : Number(vlan),
      ipv4:
        four === undefined || four === "dhcp"
          ? { method: "dhcp" }
          : four === "off"
            ? { method: "off" }
            : { method: "static", address: four, gateway: get("gateway") ?? null },
      ipv6:
        six === undefined || six === "auto"
          ? { method: "auto" }
          : six === "off"
            ? { method: "off" }
            : { method: "static", address: six, gateway: get("gateway6") ?? null },
    },
    dns: list(get("dns")).filter((one) => one.includes(".") || isIPv6(one)),
    search: list(get("search")),
    proxy: get("proxy") ?? null,
    management: list(get("management")),
  };
}

const list = (text: string | undefined): string[] =>
  (text ?? "").split(/[\s,;]+/).filter((word) => word !== "");

/** An interface by its name or hardware address. */
function cardCalled({ places }: Box, name: string | undefined): string | undefined {
  if (name === undefined || !/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(name)) return name;
  const all = join(places.sys, "class/net");
  const wanted = name.replaceAll("-", ":").toLowerCase();
  return readdirSync(all).find((card) => textIfAny(join(all, card, "address"))?.trim() === wanted);
}

/** Passes the program's part to its first start. */
async function setUp(
  box: Box,
  fields: Fields,
): Promise<{ readonly as: "box" | "set-up" | "asks" | "failed"; readonly fault: StoredFault | null }> {
  const rest = [...fields].filter(([name]) => !name.startsWith("network."));
  if (rest.length === 0) return { as: "box", fault: null };
  const args = ["setup", "--data", box.places.data, "--seed", "-", "--json"];
  const result = await runProgram(box, args, {
    input: JSON.stringify(Object.fromEntries(rest)),
    limit: 240_000,
  });
  if (result.status === 0) return { as: /^user: /m.test(result.out) ? "set-up" : "asks", fault: null };
  const why = programFault(result);
  box.log(`the seed: ${inEnglish(why)}`);
  return { as: "failed", fault: fault("box.error", { params: { problem: why } }) };
}

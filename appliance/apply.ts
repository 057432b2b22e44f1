import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DoneAction, doneAction } from "../src/base/box-actions.ts";
import { fault, type StoredFault } from "../src/base/fault.ts";
import { type Applied, type ApplyStep, noteApplied, readApplied } from "./applied.ts";
import type { Box } from "./box.ts";
import { textIfAny, writeInPlace } from "./files.ts";
import { clearHandover } from "./media/handover.ts";
import { carrying, isOurs, networkFiles } from "./network/files.ts";
import { firewallRules } from "./network/firewall.ts";
import { wiredInterfaces } from "./network/state.ts";
import { endTrial, readTrial } from "./network/trial.ts";
import type { NetworkSettings } from "./protocol.ts";
import { Refusal } from "./refusal.ts";

/**
 * Runs early in each boot, before the network: writes the configuration of the system's services from the settings. An
 * unconfirmed change of the network is reverted. A failing step does not prevent the others. If an earlier try of this
 * boot failed or was ended, services may have started without the settings, and are restarted.
 * @returns whether all steps succeeded; if not, the caller tries again
 */
export async function applyAll(box: Box): Promise<boolean> {
  const before = readApplied(box.places);
  const failed: Applied["failed"] = [];
  noteApplied(box.places, { state: "pending", failed: before?.failed ?? [] });
  const attempt = async (step: ApplyStep, work: () => void | Promise<void>) => {
    try {
      await work();
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      box.log(`the settings (${step}) could not be applied: ${problem}`);
      failed.push({ step, problem });
    }
  };
  await attempt("trial", () => {
    if (takeBack(box)) recordAutomatic(box, "network.revert", doneAction("network.unconfirmed"));
  });
  await attempt("sticks", () => clearHandover(box.places));
  await attempt("hostname", () => applyHostname(box));
  await attempt("network", () => writeNetwork(box));
  await attempt("clock", () => writeClock(box));
  await attempt("environment", () => void writeEnvironment(box));
  await attempt("firewall", () => applyFirewall(box));
  const late = ["systemd-networkd", "systemd-timesyncd", "mailmanager"].map((name) => `${name}.service`);
  if (before !== null && before.state !== "applied")
    await attempt("services", async () => {
      await runOrThrow(box, "systemctl", ["--no-block", "try-restart", ...late]);
    });
  noteApplied(box.places, { state: failed.length === 0 ? "applied" : "failed", failed });
  return failed.length === 0;
}

/** Restores the settings from before the change on trial. @returns whether there was one */
export function takeBack(box: Box): boolean {
  const trial = readTrial(box.places);
  if (trial === null) return false;
  box.settings.write({ ...box.settings.read(), network: trial.before });
  endTrial(box.places);
  return true;
}

/** Records what the appliance did automatically. */
export function recordAutomatic(
  box: Box,
  verb: string,
  what: DoneAction,
  fault: StoredFault | null = null,
): void {
  box.actions.add({ verb, caller: "box", by: null, what, fault, outcome: "done" });
}

/** Sets the host name, if one was chosen. */
export function applyHostname(box: Box): void {
  const { hostname } = box.settings.read();
  if (hostname !== null) writeFileSync(join(box.places.proc, "sys/kernel/hostname"), hostname);
}

/** Writes the files for systemd-networkd. They take effect when it is reloaded or starts. */
export function writeNetwork(box: Box): void {
  const folder = join(box.places.systemd, "network");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const files = networkFiles(present(box, box.settings.read().network));
  for (const name of readdirSync(folder)) {
    if (name.startsWith("50-mailmanager") && !files.has(name)) rmSync(join(folder, name));
  }
  for (const [name, text] of files) writeInPlace(join(folder, name), text);
}

/** Settings for a network card that was removed apply to the one that replaced it. */
function present(box: Box, network: NetworkSettings | null): NetworkSettings | null {
  if (network === null) return null;
  const cards = wiredInterfaces(box.places.sys);
  const { name } = network.interface;
  const [other, another] = cards;
  if (cards.includes(name) || other === undefined || another !== undefined) return network;
  box.log(`network adapter ${name} not found; its settings are used for ${other}`);
  return { ...network, interface: { ...network.interface, name: other } };
}

/** Has a running systemd-networkd apply its files. @throws when it refuses */
export async function reloadNetwork(box: Box): Promise<void> {
  const network = box.settings.read().network;
  const links = network ? [network.interface.name, carrying(network)] : wiredInterfaces(box.places.sys);
  const gone = readdirSync(join(box.places.sys, "class/net")).filter(
    (name) => isOurs(name) && !links.includes(name),
  );
  if (gone.length > 0) await runOrThrow(box, "networkctl", ["delete", ...gone]);
  await runOrThrow(box, "networkctl", ["reload"]);
  const there = [...new Set(links)].filter((name) => existsSync(join(box.places.sys, "class/net", name)));
  if (there.length > 0) await runOrThrow(box, "networkctl", ["reconfigure", ...there]);
}

/** Writes the configuration of systemd-timesyncd, and the time zone. */
export function writeClock(box: Box): void {
  const { clock } = box.settings.read();
  const file = join(box.places.systemd, "timesyncd.conf.d/50-mailmanager.conf");
  if (clock && clock.ntp.length > 0) writeInPlace(file, `[Time]\nNTP=${clock.ntp.join(" ")}\n`);
  else rmSync(file, { force: true });
  const link = join(box.places.run, "localtime");
  rmSync(link, { force: true });
  symlinkSync(join(box.places.usr, "share/zoneinfo", clock?.timezone ?? "Etc/UTC"), link);
}

/**
 * Writes the environment of the program: time zone, proxy, additional certificate authorities.
 * @returns whether it changed
 */
function writeEnvironment(box: Box): boolean {
  const { network, clock, authorities } = box.settings.read();
  const bundle = join(box.places.run, "authorities.pem");
  const before = [textIfAny(join(box.places.run, "environment")), textIfAny(bundle)];
  if (authorities === "") rmSync(bundle, { force: true });
  else writeInPlace(bundle, authorities);
  const proxy = network?.proxy ?? null;
  const variables = {
    ...(clock ? { TZ: clock.timezone } : {}),
    ...(proxy
      ? {
          NODE_USE_ENV_PROXY: "1",
          HTTP_PROXY: proxy,
          HTTPS_PROXY: proxy,
          NO_PROXY: "localhost,127.0.0.1,::1",
        }
      : {}),
    ...(authorities === "" ? {} : { NODE_EXTRA_CA_CERTS: bundle }),
  };
  // systemd.exec(5), EnvironmentFile=: nothing is special in single quotes, and an address contains none.
  const text = Object.entries(variables)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "%27")}'\n`)
    .join("");
  // The proxy's URL may contain a password; systemd reads the file as root.
  writeInPlace(join(box.places.run, "environment"), text, 0o600);
  return before[0] !== text || before[1] !== textIfAny(bundle);
}

/** Restarts the program if its environment has changed; its sockets stay open meanwhile. */
export async function applyEnvironment(box: Box): Promise<void> {
  if (writeEnvironment(box)) {
    await runOrThrow(box, "systemctl", ["--no-block", "try-restart", "mailmanager.service"]);
  }
}

/** Sets the firewall's rules. @throws when the kernel does not accept them */
export async function applyFirewall(box: Box): Promise<void> {
  const { network } = box.settings.read();
  await runOrThrow(box, "nft", ["-f", "-"], firewallRules(network?.management ?? []));
}

/** Runs a program. @returns its output @throws Refusal when it fails */
export async function runOrThrow(
  box: Box,
  program: string,
  args: readonly string[],
  input = "",
): Promise<string> {
  const { status, out, err } = await box.run(program, args, { input, limit: 120_000 });
  if (status === 0) return out;
  const said = (err || out).trim().split("\n").at(-1) ?? "";
  const command = [program, ...args].join(" ");
  if (said !== "") throw new Refusal(fault("box.command", { params: { command, said } }));
  throw new Refusal(
    status === null
      ? fault("box.command-killed", { params: { command } })
      : fault("box.command-ended", { params: { command, status } }),
  );
}

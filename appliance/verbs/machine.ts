import { X509Certificate } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ok, refuse } from "../../src/base/result.ts";
import { applyEnvironment, applyHostname, must, writeClock } from "../apply.ts";
import type { Box } from "../box.ts";
import { clockState } from "../clock.ts";
import { boxFault } from "../fault.ts";
import { writeDurably } from "../files.ts";
import type { Handler } from "../handler.ts";
import { resetMarker } from "../reset.ts";

export const setHostname: Handler<"hostname.set"> = {
  what: ({ hostname }) => `host name ${hostname}`,
  async run(box, { hostname }) {
    if (hostname.length > 64)
      return refuse(
        boxFault("refused", "The kernel takes names of at most 64 characters", "Choose a shorter one"),
      );
    box.settings.write({ ...box.settings.read(), hostname });
    applyHostname(box);
    return ok({});
  },
};

export const setClock: Handler<"clock.set"> = {
  what: ({ timezone, ntp }) =>
    `time zone ${timezone}, clock by ${ntp.length > 0 ? ntp.join(" ") : "the usual servers"}`,
  async run(box, { timezone, ntp }) {
    if (!isZone(box, timezone))
      return refuse(
        boxFault("refused", `There is no time zone ${timezone}`, "Choose one such as Europe/Berlin"),
      );
    box.settings.write({ ...box.settings.read(), clock: { timezone, ntp } });
    writeClock(box);
    await must(box, "systemctl", ["--no-block", "try-restart", "systemd-timesyncd.service"]);
    await applyEnvironment(box);
    return ok(await clockState(box));
  },
};

function isZone({ places }: Box, name: string): boolean {
  if (!/^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  const file = join(places.usr, "share/zoneinfo", name);
  return existsSync(file) && statSync(file).isFile();
}

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g;

export const setAuthorities: Handler<"authorities.set"> = {
  what: ({ pem }) => {
    const names = certificates(pem).map(({ subject }) => subject.replaceAll("\n", ", "));
    return names.length > 0 ? `trusts ${names.join("; ")}` : "trusts the public authorities alone";
  },
  async run(box, { pem }) {
    const rest = pem.replace(PEM, "").trim();
    const found = certificates(pem);
    if (rest !== "" || found.length !== (pem.match(PEM) ?? []).length)
      return refuse(boxFault("refused", "This is not a list of certificates", "Give certificates in PEM"));
    const leaf = found.find(({ ca }) => !ca);
    if (leaf)
      return refuse(
        boxFault(
          "refused",
          `${leaf.subject.replaceAll("\n", ", ")} is a server's certificate`,
          "Give that of the authority that signed it",
        ),
      );
    box.settings.write({ ...box.settings.read(), authorities: found.map((one) => one.toString()).join("") });
    await applyEnvironment(box);
    return ok({});
  },
};

/** The certificates in a text, but those that cannot be read. */
function certificates(pem: string): readonly X509Certificate[] {
  return (pem.match(PEM) ?? []).flatMap((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      return [];
    }
  });
}

export const restartProgram: Handler<"program.restart"> = {
  what: () => "restarted the program",
  async run(box) {
    // Not waited for: the program asks, and is asked to end.
    await must(box, "systemctl", ["--no-block", "restart", "mailmanager.service"]);
    return ok({});
  },
};

export const restart: Handler<"restart"> = {
  what: () => "restarted the box",
  async run(box) {
    await must(box, "systemctl", ["--no-block", "reboot"]);
    return ok({});
  },
};

export const powerOff: Handler<"power.off"> = {
  what: () => "switched the box off",
  async run(box) {
    await must(box, "systemctl", ["--no-block", "poweroff"]);
    return ok({});
  },
};

export const factoryReset: Handler<"factory.reset"> = {
  what: () => "reset the box to what it was when new",
  async run(box, { confirm }) {
    if (confirm.trim().toLowerCase() !== hostname().toLowerCase())
      return refuse(
        boxFault(
          "refused",
          "Nothing was erased: the name does not match",
          `Type the box's name, ${hostname()}`,
        ),
      );
    // Done by the next start, before anything is in use: see reset.ts.
    writeDurably(resetMarker(box.places), `${new Date(box.now()).toISOString()}\n`);
    await must(box, "systemctl", ["--no-block", "reboot"]);
    return ok({});
  },
};

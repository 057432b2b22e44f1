/** Tests the files for systemd-networkd with the real one, in a network namespace. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { patience } from "../../test/support/patience.ts";
import type { NetworkSettings } from "../protocol.ts";
import { networkFiles } from "./files.ts";

const base: NetworkSettings = {
  interface: { name: "eth0", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
  ...{ dns: [], search: [], proxy: null, management: [] },
};
const with4 = { method: "static", address: "192.0.2.5/24", gateway: "192.0.2.1" } as const;
const with6 = { method: "static", address: "2001:db8::5/64", gateway: "fe80::1" } as const;
const statics: NetworkSettings = {
  ...base,
  interface: { ...base.interface, ipv4: with4, ipv6: with6 },
  ...{ dns: ["192.0.2.53", "2001:db8::53"], search: ["example.com", "example.org"] },
};

/**
 * Starts systemd-networkd with these files in a namespace with an interface eth0. @returns its log and the output of
 * `ip`
 */
function networkd(files: ReadonlyMap<string, string>, until: string, more = ""): string {
  const folder = mkdtempSync(join(tmpdir(), "networkd-"));
  try {
    mkdirSync(join(folder, "network"));
    for (const [name, text] of files) writeFileSync(join(folder, "network", name), text);
    // The real /run/systemd is hidden; a read-only /sys tells it that there is no udev to wait for.
    const script = `set -e
      mount --make-rprivate /
      mount -t tmpfs tmpfs /run
      mount -t sysfs -o ro sysfs /sys
      mkdir -p /run/systemd/network /run/systemd/netif
      chown systemd-network: /run/systemd/netif
      cp ${join(folder, "network")}/* /run/systemd/network/
      ip link set lo up
      ip link add eth0 type veth peer name other
      ip link set other up
      ${more}
      SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info /lib/systemd/systemd-networkd & networkd=$!
      for i in $(seq 200); do ip addr | grep -q '${until}' && break; sleep 0.1; done
      sleep 0.3
      ip -o addr; ip route; ip -6 route
      kill $networkd; wait $networkd || true`;
    const { stdout, stderr } = spawnSync("unshare", ["--net", "--mount", "sh", "-c", script], {
      encoding: "utf8",
      timeout: patience,
    });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it("writes nothing without settings", () => {
  expect(networkFiles(null).size).toBe(0);
});

it("gives the interface its fixed addresses and gateways", () => {
  const said = networkd(networkFiles(statics), "scope global.*eth0");
  expect(said).toContain("192.0.2.5/24");
  expect(said).toContain("2001:db8::5/64");
  expect(said).toContain("default via 192.0.2.1 dev eth0");
  expect(said).toContain("default via fe80::1 dev eth0");
  expect(said).not.toMatch(/ignoring|unknown/i);
});

it("puts the addresses on the VLAN, and none on the physical interface", () => {
  const tagged = { ...statics, interface: { ...statics.interface, vlan: 7 } };
  const files = networkFiles(tagged);
  const read = networkd(files, "eth0.*LOWER_UP");
  expect(read).toContain("eth0: Configuring with /run/systemd/network/50-mailmanager.network");
  expect(read).not.toMatch(/ignoring|unknown key|eth0\s+inet /i);
  // Not every kernel that tests run on supports VLANs: a dummy interface stands in for one.
  const said = networkd(
    new Map([...files].filter(([name]) => !name.endsWith(".netdev"))),
    "scope global.*vlan7",
    "ip link add vlan7 type veth peer name tagged; ip link set tagged up",
  );
  expect(said).toMatch(/vlan7\s+inet 192\.0\.2\.5\/24/);
  expect(said).toContain("default via 192.0.2.1 dev vlan7");
  expect(said).not.toMatch(/unknown/i);
});

it("has no IPv6 if it is off", () => {
  const four = { ...base, interface: { ...base.interface, ipv4: with4, ipv6: { method: "off" } as const } };
  const said = networkd(networkFiles(four), "192.0.2.5");
  expect(said).toContain("192.0.2.5/24");
  expect(said).not.toMatch(/eth0\s+inet6/);
});

it.each([
  ["everything by itself", base],
  ["IPv4 by itself alone", { ...base, interface: { ...base.interface, ipv6: { method: "off" } as const } }],
  ["IPv6 by itself alone", { ...base, interface: { ...base.interface, ipv4: { method: "off" } as const } }],
  ["by itself, with other names servers", { ...base, dns: ["192.0.2.53"] }],
] satisfies [string, NetworkSettings][])("is accepted: %s", (_, settings) => {
  const said = networkd(networkFiles(settings), "eth0.*LOWER_UP");
  expect(said).toContain("eth0: Configuring with /run/systemd/network/50-mailmanager.network");
  expect(said).not.toMatch(/ignoring|unknown/i);
});

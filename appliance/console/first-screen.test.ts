import { afterEach, describe, expect, it } from "vitest";
import { type FakeBox, fakeBox, type State } from "./testing/fake-box.ts";
import { openTerminal, type TestTerminal } from "./testing/terminal.ts";

let box: FakeBox;
let terminal: TestTerminal;

async function arrive(change: (state: State) => void) {
  box = await fakeBox(change);
  terminal = openTerminal({ socket: box.socket });
  await terminal.until("Factory reset");
  await terminal.until("1.0.0");
}

afterEach(async () => {
  await terminal.close();
  await box.remove();
});

describe("the first screen, where there is little room", () => {
  it("cuts nothing that has to be copied", async () => {
    const address = "2001:db8:1234:5678:abcd:ef01:2345:6789";
    await arrive((state) => {
      state.code = "K7QM-3FPX";
      state.status.network.interfaces = [
        { name: "ens3", mac: "52:54:00:12:34:56", up: true, addresses: [`${address}/64`] },
      ];
    });
    expect(await terminal.until("K7QM-3FPX")).toContain(`https://[${address}]/setup`);
  });

  it("says how many problems do not fit", async () => {
    await arrive((state) => {
      state.code = "K7QM-3FPX";
      state.status.clock.synchronised = false;
      state.status.update.developmentKey = true;
      state.status.disks.unused = ["vdb, 34.3 GB, data last written 2026-01-01 10:00 UTC"];
    });
    const screen = await terminal.until(/[12] more problem/);
    expect(screen).toContain("Another disk with a MailManager is attached and not used: vdb, 34.3 GB");
    expect(screen).toContain("K7QM-3FPX");
    expect(screen).toContain("Factory reset");
  });

  it("names settings that are not applied, and the disk with the data", async () => {
    await arrive(({ status }) => {
      status.applied = { state: "failed", failed: [{ step: "firewall", problem: "no rules" }] };
      status.disks.data = "vdb, 34.3 GB";
    });
    const screen = await terminal.until("The data is on vdb, 34.3 GB");
    expect(screen).toContain("Some settings could not be applied: firewall (no rules)");
  });

  it("is not troubled by an unplugged adapter beside one that works", async () => {
    await arrive(({ status }) => {
      status.network.interfaces.push({ name: "ens4", mac: "52:54:00:12:34:57", up: false, addresses: [] });
      status.network.settings.interface.name = "ens4";
    });
    expect(await terminal.until("Open in browser")).not.toContain("not connected");
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import { fault } from "../../src/base/fault.ts";
import { type FakeBox, fakeBox, type State } from "./testing/fake-box.ts";
import {
  keys,
  openTerminal,
  privateMemory,
  type TerminalOptions,
  type TestTerminal,
} from "./testing/terminal.ts";

let box: FakeBox;
let terminal: TestTerminal;

/** Opens the console of an appliance, and waits for its first screen. */
async function arrive(change: (state: State) => void = () => {}, options: Partial<TerminalOptions> = {}) {
  box = await fakeBox(change);
  terminal = openTerminal({ socket: box.socket, ...options });
  await terminal.until("Factory reset");
  await terminal.until("1.0.0");
}

afterEach(async () => {
  await terminal.close();
  await box.remove();
});

describe("the first screen", () => {
  it("shows address, status and menu", async () => {
    await arrive();
    const screen = await terminal.until("31.4 GB of 40.0 GB free");
    expect(screen).toContain("MailManager 1.0.0");
    expect(screen).toMatch(/Open in browser +https:\/\/192\.0\.2\.10\//);
    expect(screen).toContain("https://helpdesk.example.org/");
    expect(screen).toMatch(/Fingerprint +A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:\n +A1:B2/);
    expect(screen).toMatch(/Mail service +running since 2026-11-20 07:01/);
    expect(screen).toMatch(/Queue +0 incoming, 3 outgoing/);
    expect(screen).toMatch(/Clock +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Europe\/Berlin, set by ntp\.example\.org/);
    expect(screen).toMatch(/Last update +0\.9\.0 to 1\.0\.0 on 2026-11-20, healthy/);
    expect(screen).not.toMatch(/^ !/m);
    expect(screen).toMatch(/Last backup +2026-11-20 03:00/);
    expect(screen.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  it("is updated while the menu is open", async () => {
    await arrive();
    await terminal.until("0 incoming, 3 outgoing");
    box.state.program = { ...box.state.program, queue: { incoming: 7, outgoing: 1 } };
    await terminal.until("7 incoming, 1 outgoing");
    const clock = (screen: string) => /\d\d:\d\d:\d\d/.exec(screen)?.[0] ?? "";
    const shown = clock(terminal.screen());
    await terminal.until(new RegExp(`\\d\\d:\\d\\d:\\d\\d(?<!${shown}) Europe`));
  });

  it("shows the setup code in large letters, and what to do with it", async () => {
    await arrive((state) => {
      state.code = "K7QM-3FPX";
    });
    const screen = await terminal.until("K7QM-3FPX");
    expect(screen).toContain("https://192.0.2.10/setup");
    expect(screen).toContain("A1:B2:C3");
    expect(screen.match(/^ [123] {2}/gm)).toHaveLength(3);
    // The letters are inverse blanks: these nine characters have 74 of them.
    const rows = terminal.cells().slice(8, 15);
    expect(rows.flat().filter(({ inverse, text }) => inverse && text === " ").length).toBeGreaterThan(70);
    box.state.code = null;
    await terminal.until("Mail service");
    expect(terminal.screen()).not.toContain("K7QM-3FPX");
  });

  it("shows problems first, and what to do about them", async () => {
    await arrive(({ status }) => {
      status.update.last = {
        ...{ from: "1.0.0", to: "1.1.0", at: "2026-11-22T03:00:00.000Z", outcome: "fell-back" },
        cause: fault("box.unwell.text", { params: { text: "the mail service did not greet" } }),
      };
      status.clock.synchronised = false;
    });
    const screen = await terminal.until("not synchronised");
    const lines = screen.split("\n");
    expect(lines[2]).toContain("! The update to 1.1.0 failed and was rolled back automatically: the mail");
    expect(lines[3]).toContain("   service did not greet");
    expect(lines[4]).toContain("wait for another release: see Updates");
    expect(screen.indexOf("Choose Time")).toBeLessThan(screen.indexOf("Open in browser"));
  });

  it("says that there is no address, and offers the network page first", async () => {
    await arrive(({ status, ...state }) => {
      status.network.interfaces = [
        { name: "ens3", mac: "52:54:00:12:34:56", up: true, addresses: ["fe80::1/64"] },
      ];
      Object.assign(state, { code: "K7QM-3FPX" });
    });
    expect(await terminal.until("no DHCP server answers")).toContain("choose Network and enter an address");
  });

  it("waits for the helper at boot, and reports when it ends later", async () => {
    box = await fakeBox();
    await box.stop();
    terminal = openTerminal({ socket: box.socket });
    await terminal.until("The appliance is starting");
    await box.start();
    await terminal.until("helpdesk.example.org");
    await box.stop();
    expect(await terminal.until("does not answer")).toContain("Open in browser");
    await box.start();
    await terminal.untilNot("does not answer");
  });
});

describe("the keyboard", () => {
  it("moves with arrows, opens with Enter or a number, and goes back with Escape", async () => {
    await arrive();
    await terminal.type(keys.down, keys.right, keys.up, keys.enter);
    expect(await terminal.until("Install from a USB stick")).toContain("Updates");
    await terminal.type(keys.escape);
    await terminal.until("Factory reset");
    await terminal.type("a");
    await terminal.until("Which log");
    await terminal.type(keys.interrupt);
    await terminal.until("Factory reset");
  });

  it("never leaves the console", async () => {
    await arrive();
    for (const key of [
      keys.interrupt,
      keys.suspend,
      keys.quit,
      keys.endOfFile,
      "\x00",
      "\x11",
      "\x13",
      "\x1b[99~",
    ]) {
      await terminal.type(key, key);
      expect(terminal.running()).toBe(true);
    }
    await terminal.type("3");
    await terminal.until("Time zone");
    for (const key of [keys.suspend, keys.quit, keys.endOfFile]) await terminal.type(key);
    await terminal.type("x");
    await terminal.until("Europe/Berlinx");
    for (const signal of ["SIGINT", "SIGTSTP", "SIGQUIT"] as const) process.kill(terminal.pid(), signal);
    await terminal.type("y");
    await terminal.until("Europe/Berlinxy");
  });

  it("survives garbage and long input", async () => {
    await arrive();
    await terminal.type(new Uint8Array(4096).map((_, index) => (index * 197) & 0xff));
    await terminal.type(keys.escape, keys.escape, keys.escape, keys.escape, keys.redraw);
    await terminal.until("Factory reset");
    await terminal.type("2");
    await terminal.until("Host name");
    await terminal.type("a".repeat(20_000));
    await terminal.until("aaaaaaaaaaaaaaaaaaaa");
    await terminal.type(keys.enter, keys.enter);
    await terminal.until("Enter a host name");
    expect(box.done.filter((line) => !line.startsWith("diagnose"))).toEqual([]);
  });

  it("redraws when asked, for a terminal that is connected later", async () => {
    await arrive();
    terminal.plugIn();
    expect(terminal.screen().trim()).toBe("");
    await terminal.type(keys.redraw);
    await terminal.until("Open in browser");
    await terminal.until("Factory reset");
  });
});

describe("the process", () => {
  it("needs little memory, bundled and started as in its unit", async () => {
    const folder = mkdtempSync(join(tmpdir(), "console-"));
    const program = join(folder, "program.cjs");
    const entry = join(import.meta.dirname, "program.ts");
    await build({ entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "cjs" });
    const unit = readFileSync(
      join(import.meta.dirname, "../../systemd/box/mailmanager-console@.service"),
      "utf8",
    );
    const nodeOptions = /^Environment="NODE_OPTIONS=(.*)"$/m.exec(unit)?.[1] ?? "";
    expect(nodeOptions).toContain("--max");
    await arrive(() => {}, { program, nodeOptions });
    await terminal.until("Queue");
    await terminal.type("3");
    await terminal.until("Time zone");
    expect(privateMemory(terminal.pid())).toBeLessThan(40e6);
    rmSync(folder, { recursive: true });
  });

  it("leaves a clean screen on SIGTERM", async () => {
    await arrive();
    const { process: child } = terminal;
    process.kill(terminal.pid(), "SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    await terminal.until(/^\s*$/);
    expect(child.exitCode).toBe(0);
  });
});

describe("terminals", () => {
  it("are followed when resized, and taken as 80 by 24 without a size", async () => {
    await arrive(() => {}, { size: { columns: 0, rows: 0 } });
    await terminal.until("Factory reset");
    expect(terminal.screen().split("\n")[22]).toContain("Arrow keys");
    terminal.resize(120, 40);
    await terminal.until("Factory reset");
    await terminal.until(/^(?:.*\n){38} Arrow keys/);
    terminal.resize(60, 20);
    await terminal.until(/^ MailManager(?:.*\n){18} Arrow keys/);
  });

  it("get 7-bit characters if nothing else is certain to work", async () => {
    await arrive(
      (state) => {
        state.logs = ["caf\u00e9 \u0153uf\u202f! \u001b[2J\u0007 \u202e \u65e5\u672c"];
        state.code = "K7QM-3FPX";
      },
      { term: "vt220" },
    );
    await terminal.type("a", keys.enter);
    expect(await terminal.until("caf")).toContain("cafe oeuf ! ?[2J? ? ??");
    expect(/[^\x00-\x7e]/.test(terminal.written())).toBe(false);
  });
});

describe("the network", () => {
  const change = async () => {
    await arrive();
    await terminal.type(keys.enter);
    await terminal.until("Change settings");
    await terminal.type(keys.enter);
    await terminal.until("Apply on trial");
  };
  const erase = Array.from({ length: 30 }, () => keys.backspace).join("");

  it("is set to a VLAN and a fixed address, and confirmed", async () => {
    await change();
    await terminal.type("7777", keys.enter);
    await terminal.until("A VLAN is a number from 1 to 4094");
    await terminal.type(keys.backspace, keys.backspace, keys.backspace, keys.enter, keys.right, keys.down);
    await terminal.type("192.0.2.20", keys.enter);
    await terminal.until("Enter an address with its prefix length");
    await terminal.type("/24", keys.enter, "192.0.3.1", keys.enter);
    await terminal.until("is not in the network 192.0.2.");
    await terminal.type(erase, "192.0.2.1", keys.enter, keys.enter, "192.0.2.53, nonsense", keys.enter);
    await terminal.until("nonsense is not an address");
    await terminal.type(erase, "192.0.2.53 192.0.2.54", keys.enter, keys.enter, "proxy", keys.enter);
    await terminal.until("Enter the full URL");
    await terminal.type(erase, keys.enter, keys.enter, keys.enter);
    expect(await terminal.until(/reverts automatically in 1[12]\d seconds/)).toContain("ens3, VLAN 7");
    await terminal.until(/reverts automatically in 11\d seconds/);
    expect(JSON.parse(box.done[0]?.replace("network.set ", "") ?? "")).toEqual({
      interface: {
        name: "ens3",
        vlan: 7,
        ipv4: { method: "static", address: "192.0.2.20/24", gateway: "192.0.2.1" },
        ipv6: { method: "auto" },
      },
      dns: ["192.0.2.53", "192.0.2.54"],
      search: [],
      proxy: null,
      management: [],
    });
    await terminal.type("1");
    await terminal.until("New settings kept");
    expect(box.done[1]).toBe('network.confirm {"change":"c1"}');
    await terminal.type(keys.enter);
    expect(await terminal.until("Change settings")).toContain("static");
  });

  it("is reverted when nobody confirms it, with a message", async () => {
    await change();
    await terminal.type("7", keys.up, keys.up, ...Array.from({ length: 8 }, () => keys.down), keys.enter);
    await terminal.until("reverts automatically in");
    box.state.status.network.trial = null;
    expect(await terminal.until("The trial is over")).not.toContain("Keep");
    await terminal.type(keys.enter);
    await terminal.until("Change settings");
  });

  it("shows a change on trial on the first screen too, and can be tested", async () => {
    await arrive(({ status }) => {
      status.network.trial = { change: "c9", until: new Date(Date.now() + 90_000).toISOString() };
    });
    expect(await terminal.until("is on trial and reverts")).toContain("Choose Network to keep it");
    await terminal.type("1");
    await terminal.until("Keep the new settings");
    await terminal.type("2");
    expect(await terminal.until("FAILED  DNS 192.0.2.53")).toContain("What to do: Check the server");
    await terminal.type(keys.enter);
    await terminal.until("Keep the new settings");
    await terminal.type("3");
    await terminal.until("The previous settings are back in effect");
    expect(box.done).toEqual(["network.revert"]);
  });

  it("can be left without a change", async () => {
    await change();
    await terminal.type("7", keys.escape);
    await terminal.until("Test the network");
    await terminal.type(keys.enter);
    await terminal.until("Apply on trial");
    await terminal.type(keys.up, ...Array.from({ length: 7 }, () => keys.down), keys.enter);
    await terminal.until("nothing was changed");
    expect(box.done).toEqual([]);
  });
});

describe("the other pages", () => {
  it("change the host name", async () => {
    await arrive();
    await terminal.type("2");
    await terminal.until("The name of this appliance");
    await terminal.type("!", keys.enter);
    await terminal.until("Enter a host name");
    await terminal.type(keys.backspace, ".test", keys.enter, keys.enter);
    await terminal.until("The host name is now helpdesk.example.org.test");
    expect(box.done).toEqual(["hostname.set helpdesk.example.org.test"]);
  });

  it("show the certificate, and go back to a self-signed one after confirmation", async () => {
    await arrive();
    await terminal.type("4");
    expect(await terminal.until("Valid until 2036-11-20")).toContain("A1:B2");
    await terminal.type(keys.enter);
    await terminal.until(/Continue\?/);
    await terminal.type(keys.enter);
    await terminal.until("Valid until");
    expect(box.done).toEqual([]);
    await terminal.type(keys.enter);
    await terminal.until(/Continue\?/);
    await terminal.type("2");
    await terminal.until("The appliance has a new self-signed certificate");
    expect(box.done).toEqual(["certificate.reset"]);
  });

  it("show a new password once", async () => {
    await arrive();
    await terminal.type("5");
    await terminal.until("Set a new password");
    await terminal.type("x", keys.enter, keys.enter);
    expect(await terminal.until("User adminx not found")).toContain("What to do: Check the user name");
    await terminal.type(keys.enter);
    await terminal.until("Factory reset");
    await terminal.type("5");
    await terminal.until("Set a new password");
    await terminal.type(keys.enter, keys.enter);
    await terminal.until("correct-horse-battery");
    await terminal.type(keys.enter);
    await terminal.until("Factory reset");
    expect(terminal.screen()).not.toContain("correct-horse-battery");
  });

  it("install an update from a stick with a progress bar, and offer to restart", async () => {
    await arrive((state) => {
      const updates = [{ path: "mailmanager-1.1.0.update", bytes: 131e6 }];
      state.media = [{ id: "sdb1", label: "STICK", writable: true, free: 1e9, updates, backups: [] }];
    });
    await terminal.type("6");
    await terminal.until("B  1.0.0       running, healthy");
    await terminal.type("1");
    await terminal.until("On STICK, 131 MB");
    await terminal.type(keys.enter);
    expect(await terminal.until("Release 1.1.0, built on 2026-11-22")).toContain("newer than 1.0.0");
    await terminal.type(keys.enter);
    expect(await terminal.until("40 %")).toContain("\u2588");
    await terminal.until("80 %");
    await terminal.until("Release 1.1.0 is installed");
    await terminal.type(keys.enter);
    await terminal.until("The appliance is restarting");
    expect(box.done).toEqual([
      'update.install {"kind":"medium","medium":"sdb1","path":"mailmanager-1.1.0.update"}',
      "restart",
    ]);
  });

  it("say why an update is refused, and roll back after confirmation", async () => {
    await arrive();
    await terminal.type("6");
    await terminal.until("Install from a URL");
    await terminal.type("2");
    await terminal.until("Check");
    await terminal.type("updates.example.org/broken.update", keys.enter, keys.enter);
    expect(await terminal.until("does not trust")).toContain("What to do: Download the update file");
    await terminal.type(keys.enter);
    await terminal.until("Roll back to the previous release");
    await terminal.type("3");
    await terminal.until(/Continue\?/);
    await terminal.type("2");
    await terminal.until("Release 0.9.0 starts with the next restart");
    await terminal.type("2");
    await terminal.until("Install from a URL");
    expect(box.done).toEqual(["update.rollback"]);
  });

  it("run network checks", async () => {
    await arrive();
    await terminal.type("8");
    await terminal.until("What would you like to test?");
    await terminal.type("4");
    await terminal.until("many networks block port 25");
    await terminal.type("not a name", keys.enter);
    await terminal.until("Enter a name or an address");
    await terminal.type(
      Array.from({ length: 10 }, () => keys.backspace).join(""),
      "mail.example.org",
      keys.enter,
    );
    await terminal.type("99999", keys.enter);
    await terminal.until("Enter a number from 1 to 65535");
    await terminal.type(
      Array.from({ length: 7 }, () => keys.backspace).join(""),
      "587",
      keys.enter,
      keys.enter,
    );
    await terminal.until("passed  gateway 192.0.2.1");
    expect(box.done).toEqual(['diagnose {"kind":"smtp","target":"mail.example.org","port":587}']);
  });

  it("make a support bundle, on a stick or for the browser", async () => {
    await arrive((state) => {
      state.media = [{ id: "sdb1", label: "STICK", writable: true, free: 1e9, updates: [], backups: [] }];
    });
    await terminal.type("9");
    await terminal.until("Save it on STICK");
    await terminal.type("1");
    await terminal.until("Saved as mailmanager-support.tar.gz");
    await terminal.type(keys.enter);
    await terminal.until("Factory reset");
    await terminal.type("9");
    await terminal.until("Download it in the browser");
    await terminal.type("2");
    await terminal.until("https://192.0.2.10/system/support");
    expect(box.done).toEqual(["support.save sdb1"]);
  });

  it("show logs, starting at the newest line", async () => {
    await arrive();
    await terminal.type("a", keys.enter);
    expect(await terminal.until("line 100")).not.toContain("line 50\n");
    await terminal.type(keys.pageUp);
    await terminal.untilNot("line 100");
    await terminal.type(keys.end);
    await terminal.until("line 100");
  });

  it("restart, switch off and reset only after confirmation", async () => {
    await arrive();
    await terminal.type("b");
    await terminal.untilNot("Factory reset");
    await terminal.type(keys.enter);
    await terminal.until("Factory reset");
    await terminal.type("c");
    await terminal.until(/Continue\?/);
    await terminal.type(keys.enter);
    await terminal.until("Factory reset");
    await terminal.type("d");
    await terminal.until("ERASES EVERYTHING");
    await terminal.type("helpdesk", keys.enter);
    await terminal.until("This is not the appliance's host name");
    expect(box.done).toEqual([]);
    await terminal.type(".example.org", keys.enter, keys.enter);
    await terminal.until("The appliance restarts and erases everything");
    await terminal.type(keys.enter);
    await terminal.until("Arrow keys");
    await terminal.type("c");
    await terminal.until(/Continue\?/);
    await terminal.type("2");
    await terminal.until("The appliance is shutting down");
    expect(box.done).toEqual(["factory.reset helpdesk.example.org", "power.off"]);
  });
});

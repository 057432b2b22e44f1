/** A fake appliance with its own state behind the real protocol server, for tests of the console. */
import { setTimeout as after } from "node:timers/promises";
import { step } from "../../../src/base/box-steps.ts";
import { fault } from "../../../src/base/fault.ts";
import { ok, refuse } from "../../../src/base/result.ts";
import type { Handlers } from "../../handler.ts";
import { bad, good } from "../../network/probe.ts";
import type { BoxStatus, Check, Medium, ProgramState } from "../../protocol.ts";
import { serveBox, testBox } from "../../testing/box.ts";
import { pinState, removePin, setPin, unlockPin } from "../../verbs/pin.ts";

export interface FakeBox {
  /** The console's socket. */
  readonly socket: string;
  /** The state it reports; tests change it. */
  readonly state: State;
  /** The changes that were requested, with arguments, in order. */
  readonly done: readonly string[];
  /** Stops the helper, and starts it again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export interface State {
  status: BoxStatus;
  program: ProgramState;
  code: string | null;
  media: Medium[];
  checks: Check[];
  logs: string[];
}

export async function fakeBox(change: (state: State) => void = () => {}): Promise<FakeBox> {
  const under = testBox();
  const state = healthy();
  change(state);
  const done: string[] = [];
  const handlers = handlersOf(state, done);
  let served = await serveBox(under.box, handlers);
  return {
    socket: served.path("console"),
    state,
    done,
    stop: () => served.close(),
    async start() {
      served = await serveBox(under.box, handlers);
    },
    async remove() {
      await served.close();
      under.remove();
    },
  };
}

/** An appliance that is set up and healthy. */
function healthy(): State {
  return {
    status: {
      version: "1.0.0",
      hostname: "helpdesk.example.org",
      startedAt: "2026-11-20T06:00:00.000Z",
      network: {
        settings: {
          interface: { name: "ens3", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
          dns: [],
          search: [],
          proxy: null,
          management: [],
        },
        interfaces: [
          { name: "lo", mac: "00:00:00:00:00:00", up: true, addresses: ["127.0.0.1/8", "::1/128"] },
          {
            name: "ens3",
            mac: "52:54:00:12:34:56",
            up: true,
            addresses: ["192.0.2.10/24", "fe80::5054:ff:fe12:3456/64"],
          },
        ],
        gateways: ["192.0.2.1"],
        dns: ["192.0.2.53"],
        trial: null,
      },
      clock: {
        now: new Date().toISOString(),
        synchronised: true,
        server: "ntp.example.org",
        timezone: "Europe/Berlin",
        ntp: [],
      },
      storage: {
        data: { total: 40e9, free: 31.4e9 },
        disk: 42e9,
        unpartitioned: 0,
        logs: { used: 20e6, limit: 200e6 },
      },
      update: {
        slots: [
          { slot: "a", version: "0.9.0", running: false, state: "good", triesLeft: null },
          { slot: "b", version: "1.0.0", running: true, state: "good", triesLeft: null },
        ],
        last: { from: "0.9.0", to: "1.0.0", at: "2026-11-20T06:01:00.000Z", outcome: "healthy", cause: null },
        developmentKey: false,
      },
      applied: { state: "applied", failed: [] },
      disks: { unused: [], data: null },
      services: [{ name: "mailmanager", state: "active", since: "2026-11-20T06:01:10.000Z" }],
      memory: { total: 1e9, available: 7e8 },
    },
    program: {
      running: true,
      setUp: true,
      queue: { incoming: 0, outgoing: 3 },
      lastBackup: "2026-11-20T02:00:00.000Z",
      certificate: {
        fingerprint: "a1b2c3d4e5f60718293a4b5c6d7e8f90".repeat(2),
        selfSigned: true,
        names: ["helpdesk.example.org", "192.0.2.10"],
        notAfter: "2036-11-20T06:00:00.000Z",
      },
    },
    code: null,
    media: [],
    checks: [
      good({ check: "gateway", of: "192.0.2.1" }, "gateway.answers"),
      bad({ check: "dns-server", of: "192.0.2.53" }, "dns.silent", "check-dns-server", { code: "ETIMEOUT" }),
    ],
    logs: Array.from({ length: 100 }, (_, index) => `line ${index + 1}`),
  };
}

function handlersOf(state: State, done: string[]): Handlers {
  const note = (verb: string, args: unknown = null) => {
    done.push(
      [verb, args === null ? "" : typeof args === "string" ? args : JSON.stringify(args)].join(" ").trim(),
    );
  };
  const noted = (verb: string) => ({
    run: async () => {
      note(verb);
      return ok({});
    },
  });
  let before = state.status.network.settings;
  let back: NodeJS.Timeout | undefined;
  const endTrial = (settings: typeof before) => {
    clearTimeout(back);
    state.status.network.settings = settings;
    state.status.network.trial = null;
  };
  return {
    status: {
      run: async () => {
        state.status.clock.now = new Date().toISOString();
        return ok(state.status);
      },
    },
    "program.status": { run: async () => ok(state.program) },
    "setup.code": { run: async () => ok({ code: state.code }) },
    media: { run: async () => ok(state.media) },
    "network.test": { run: async () => ok(state.checks) },
    diagnose: {
      run: async (_, args) => {
        note("diagnose", args);
        return ok(state.checks);
      },
    },
    "network.set": {
      run: async (_, { settings, seconds }) => {
        note("network.set", settings);
        before = state.status.network.settings;
        const until = new Date(Date.now() + seconds * 1000).toISOString();
        state.status.network.settings = settings;
        state.status.network.trial = { change: "c1", until };
        back = setTimeout(() => endTrial(before), seconds * 1000);
        return ok({ change: "c1", until });
      },
    },
    "network.confirm": {
      run: async (_, args) => {
        note("network.confirm", args);
        endTrial(state.status.network.settings);
        return ok({});
      },
    },
    "network.revert": {
      run: async () => {
        note("network.revert");
        endTrial(before);
        return ok({});
      },
    },
    "hostname.set": {
      run: async (_, { hostname }) => {
        note("hostname.set", hostname);
        state.status.hostname = hostname;
        return ok({});
      },
    },
    "clock.set": {
      run: async (_, args) => {
        note("clock.set", args);
        Object.assign(state.status.clock, args);
        return ok(state.status.clock);
      },
    },
    "clock.adjust": {
      run: async (_, args) => {
        note("clock.adjust", args);
        return ok(state.status.clock);
      },
    },
    "certificate.reset": noted("certificate.reset"),
    "update.look": {
      run: async (_, { source }) =>
        source.kind === "url" && source.url.endsWith("/broken.update")
          ? refuse(fault("box.update.other-key"))
          : ok({ version: "1.1.0", builtAt: "2026-11-22T00:00:00.000Z", bytes: 131e6, newer: true }),
    },
    "update.install": {
      run: async (_, { source }, asked) => {
        note("update.install", source);
        for (const percent of [0, 40, 80, 100]) {
          asked.progress(percent * 1e6, 100e6, step("update.writing"));
          await after(300);
        }
        return ok({ version: "1.1.0", builtAt: "2026-11-22T00:00:00.000Z", bytes: 131e6, newer: true });
      },
    },
    "update.rollback": {
      run: async () => {
        note("update.rollback");
        return ok({ version: "0.9.0" });
      },
    },
    logs: { run: async () => ok(state.logs) },
    "support.save": {
      run: async (_, { medium }) => {
        note("support.save", medium);
        return ok({ file: "mailmanager-support.tar.gz", bytes: 123_456 });
      },
    },
    "backup.save": {
      run: async (_, { medium }, asked) => {
        note("backup.save", medium);
        for (const percent of [0, 50, 100]) {
          asked.progress(percent * 1e6, 100e6, step("medium.writing"));
          await after(300);
        }
        return ok({ file: "mailmanager-helpdesk.backup", bytes: 12_345_678 });
      },
    },
    "backup.restore": {
      run: async (_, args) => {
        note("backup.restore", args);
        if (args.path.startsWith("damaged"))
          return refuse(
            fault("box.program", {
              params: {
                problem: fault("box.program-said", { params: { said: "byte 7 is not what it was" } }),
              },
            }),
          );
        state.code = null;
        state.program.setUp = true;
        return ok({});
      },
    },
    "pin.state": pinState,
    "pin.unlock": unlockPin,
    "pin.set": setPin,
    "pin.remove": removePin,
    "password.reset": {
      run: async (_, { user }) => {
        note("password.reset", user);
        return user === "admin"
          ? ok({ user, password: "correct-horse-battery" })
          : refuse(
              fault("box.password-refused", {
                params: { problem: fault("user.unknown", { params: { name: user } }) },
              }),
            );
      },
    },
    "program.restart": noted("program.restart"),
    restart: noted("restart"),
    "power.off": noted("power.off"),
    "factory.reset": {
      run: async (_, { confirm }) => {
        note("factory.reset", confirm);
        return ok({});
      },
    },
  };
}

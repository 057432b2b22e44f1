import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ovfProperties, seedFields } from "../../src/base/seed-fields.ts";
import { identify, type Medium, media } from "../media/find.ts";
import { type TestBox, testBox } from "../testing/box.ts";
import { fromNoCloud } from "./cloud-init.ts";
import { fieldsOf, merged, readDocument } from "./document.ts";
import { seed } from "./index.ts";
import { ovfFields } from "./ovf.ts";
import { smallFile } from "./small-file.ts";

const none = { metaData: null, userData: null, networkConfig: null };
const object = (fields: ReadonlyMap<string, string>) => Object.fromEntries(fields);

describe("a document", () => {
  it("is JSON, TOML or YAML; null and empty fields are left out", () => {
    const json =
      '{"hostname":"a.example","zone":null,"admin":{"email":"","name":"null"},"network":{"dns":["1.1.1.1","",null]}}';
    const expected = { hostname: "a.example", "network.dns": "1.1.1.1" };
    expect(object(fieldsOf(readDocument(json, "seed")))).toEqual(expected);
    expect(object(fieldsOf(readDocument(json, "yaml")))).toEqual(expected);
    expect(
      object(fieldsOf(readDocument('hostname = "a.example"\n[network]\ndns = ["1.1.1.1"]\n', "seed"))),
    ).toEqual(expected);
  });

  it("is not quoted in an error", () => {
    for (const kind of ["seed", "yaml"] as const) {
      expect(() => readDocument('{"admin.password": "hunter2" x', kind)).toThrow(/^it cannot be read/);
    }
  });

  it("is bounded", () => {
    const bomb = `a: &a [x,x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i ? `b${i - 1}` : "a"},*${i ? `b${i - 1}` : "a"}]`).join("\n")}`;
    expect(() => readDocument(bomb, "yaml")).toThrow("cannot be read");
    const deep = JSON.parse(`${'{"a":'.repeat(50)}1${"}".repeat(50)}`);
    expect(() => fieldsOf(deep)).toThrow("larger");
  });

  it("takes precedence if it comes first", () => {
    expect(
      object(
        merged(
          new Map([["a", "1"]]),
          new Map([
            ["a", "2"],
            ["b", "3"],
          ]),
        ),
      ),
    ).toEqual({ a: "1", b: "3" });
  });
});

describe("cloud-init", () => {
  it("gives host name, time zone, clock, and everything under mailmanager", () => {
    const fields = fromNoCloud({
      ...none,
      metaData: "instance-id: 1\nlocal-hostname: from-meta\n",
      userData: `#cloud-config
hostname: desk
fqdn: desk.example.com
timezone: Europe/Berlin
ntp: { servers: [10.0.0.9] }
runcmd: [ "rm -rf /" ]
mailmanager:
  mailbox: { address: help@example.com }
  admin: { password: null }
`,
    });
    expect(object(fields)).toEqual({
      ...{ hostname: "desk.example.com", zone: "Europe/Berlin" },
      ...{ "network.ntp": "10.0.0.9", "mailbox.address": "help@example.com" },
    });
  });

  it.each([
    [
      "version 1, with a mask",
      `version: 1
config:
  - type: physical
    name: eth0
    mac_address: '52:54:00:12:34:56'
    subnets:
      - { type: static, address: 192.0.2.5, netmask: 255.255.255.192, gateway: 192.0.2.1 }
      - { type: static6, address: '2001:db8::5/64', gateway: 'fe80::1' }
  - { type: nameserver, address: [ 192.0.2.53 ], search: [ example.com ] }
`,
    ],
    [
      "version 2, wrapped",
      `network:
  version: 2
  ethernets:
    id0:
      match: { macaddress: '52:54:00:12:34:56' }
      addresses: [ 192.0.2.5/26, '2001:db8::5/64' ]
      routes: [ { to: default, via: 192.0.2.1 }, { to: default, via: 'fe80::1' } ]
      nameservers: { addresses: [ 192.0.2.53 ], search: [ example.com ] }
`,
    ],
  ])("describes the network: %s", (_, networkConfig) => {
    expect(object(fromNoCloud({ ...none, networkConfig }))).toEqual({
      "network.interface": "52:54:00:12:34:56",
      "network.ipv4": "192.0.2.5/26",
      "network.gateway": "192.0.2.1",
      "network.ipv6": "2001:db8::5/64",
      "network.gateway6": "fe80::1",
      "network.dns": "192.0.2.53",
      "network.search": "example.com",
    });
  });

  it("uses DHCP if told to, and ignores scripts", () => {
    const networkConfig = "version: 2\nethernets: { eth0: { dhcp4: true } }\n";
    expect(object(fromNoCloud({ ...none, networkConfig, userData: "#!/bin/sh\nreboot\n" }))).toEqual({
      "network.interface": "eth0",
      "network.ipv4": "dhcp",
    });
  });

  it("handles any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (userData, networkConfig) => {
        try {
          fromNoCloud({ metaData: userData, userData: `#cloud-config\n${userData}`, networkConfig });
        } catch (cause) {
          expect(String(cause)).toMatch(/cannot be read|larger/);
        }
      }),
    );
  });
});

describe("an OVF environment", () => {
  const environment = (...properties: readonly (readonly [key: string, value: string])[]) =>
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:oe="http://schemas.dmtf.org/ovf/environment/1">
<PropertySection>${properties.map(([key, value]) => `<Property oe:key="${key}" oe:value="${value}"/>`).join("")}</PropertySection></Environment>`;
  const read = (xml: string) => {
    const notes: string[] = [];
    return { fields: object(ovfFields(xml, (problem) => notes.push(problem))), notes };
  };

  it("gives its properties by key; empty ones and entities are left alone", () => {
    const xml = environment(
      ["hostname", "desk.example"],
      ["zone", "null"],
      ["admin.name", "A &amp; B"],
      ["mailbox.name", ""],
      ["mailbox.address", "&e;"],
    );
    expect(read(xml)).toEqual({
      fields: { hostname: "desk.example", "admin.name": "A & B", "mailbox.address": "&e;" },
      notes: [],
    });
  });

  it("every property that the OVF file declares becomes a field", () => {
    const values: Readonly<Record<string, string>> = {
      hostname: "desk.example",
      mailbox: "help@desk.example",
      "admin-email": "ada@desk.example",
      seed: "{&quot;zone&quot;:&quot;Europe/Berlin&quot;,&quot;hostname&quot;:&quot;overruled.example&quot;}",
    };
    expect(ovfProperties).toEqual(Object.keys(values));
    const xml = environment(...ovfProperties.map((key) => [key, values[key] ?? ""] as const));
    const { fields, notes } = read(xml);
    expect(notes).toEqual([]);
    expect(fields).toEqual({
      hostname: "desk.example",
      "mailbox.address": "help@desk.example",
      "admin.email": "ada@desk.example",
      zone: "Europe/Berlin",
    });
    expect(Object.keys(fields).every((name) => seedFields.includes(name))).toBe(true);
  });

  it("a seed that cannot be read is named, and the other properties count", () => {
    expect(read(environment(["hostname", "desk.example"], ["seed", "{hunter2"]))).toEqual({
      fields: { hostname: "desk.example" },
      notes: ['the property "seed": it cannot be read'],
    });
  });
});

describe("on a machine", () => {
  let test: TestBox;
  let medium: string;
  const guestInfo = `<Environment><PropertySection><Property oe:key="hostname" oe:value="vm.example"/>
    <Property oe:key="mailbox" oe:value="help@vm.example"/><Property oe:key="other.thing" oe:value="1"/></PropertySection></Environment>`;
  const stick: Medium = { device: "/dev/sdb1", type: "vfat", label: "CIDATA" };
  beforeEach(() => {
    test = testBox({ mount: {}, umount: {}, "vmware-rpctool": { out: guestInfo } });
    const { places } = test.box;
    Object.assign(places, { sys: join(test.root, "sys") });
    medium = join(places.run, "medium-sdb1");
    const card = join(places.sys, "class/net/ens3");
    for (const folder of [medium, join(card, "device"), join(places.usr, "bin")])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(card, "address"), "52:54:00:12:34:56\n");
    writeFileSync(
      places.program,
      `#!/bin/sh\necho "$*" > ${test.root}/asked; cat > ${test.root}/given; echo "user: admin"\n`,
      {
        mode: 0o755,
      },
    );
  });
  afterEach(() => test.remove());
  const put = (name: string, text: string) => writeFileSync(join(medium, name), text);
  const given = () => JSON.parse(readFileSync(join(test.root, "given"), "utf8"));

  it("the appliance and the program each take their part", async () => {
    const credentials = join(test.root, "credentials");
    mkdirSync(credentials);
    writeFileSync(join(credentials, "mailmanager.seed"), '{"hostname":"desk.example","other":"x"}');
    put(
      "mailmanager-seed.toml",
      'hostname = "overruled.example"\nadmin.password = "a long password"\nzone = "Europe/Berlin"\n',
    );
    put(
      "network-config",
      "version: 2\nethernets: { x: { match: { macaddress: '52:54:00:12:34:56' }, addresses: [10.0.0.5/24], gateway4: 10.0.0.1 } }",
    );
    await seed(test.box, credentials, [stick]);
    expect(test.box.settings.read()).toMatchObject({
      hostname: "desk.example",
      clock: { timezone: "Europe/Berlin", ntp: [] },
      network: {
        interface: { name: "ens3", ipv4: { method: "static", address: "10.0.0.5/24", gateway: "10.0.0.1" } },
      },
    });
    expect(readFileSync(join(test.root, "asked"), "utf8")).toBe(
      `setup --data ${test.box.places.data} --seed - --json\n`,
    );
    expect(given()).toEqual({
      hostname: "desk.example",
      "admin.password": "a long password",
      zone: "Europe/Berlin",
    });
    expect(test.ran).toContain(
      `mount -t vfat -o ro,nosuid,nodev,noexec,nosymfollow,utf8 /dev/sdb1 ${medium}`,
    );
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { verb: "seed", what: { code: "seed.unknown", params: { names: "other" } }, fault: null },
      { verb: "seed", what: { code: "seed.set-up" }, fault: null },
    ]);
    expect(JSON.stringify(test.box.actions.after(0, 9))).not.toContain("password");
    expect(readFileSync(join(test.box.places.state, "seeded"), "utf8")).toContain("credential");
  });

  it("takes what VMware passes without a disc, and names unknown fields", async () => {
    mkdirSync(join(test.box.places.sys, "class/dmi/id"), { recursive: true });
    writeFileSync(join(test.box.places.sys, "class/dmi/id/sys_vendor"), "VMware, Inc.\n");
    await seed(test.box, undefined, []);
    expect(test.ran).toContain("vmware-rpctool info-get guestinfo.ovfEnv");
    expect(given()).toEqual({ hostname: "vm.example", "mailbox.address": "help@vm.example" });
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { what: { code: "seed.unknown", params: { names: "other.thing" } } },
      { what: { code: "seed.set-up", params: { from: "VMware" } } },
    ]);
  });

  it("an unknown field does not keep the program from taking the others", async () => {
    put(
      "mailmanager-seed.json",
      '{"hostname":"desk.example","mailbox":{"adress":"x","address":"a@b.example"}}',
    );
    await seed(test.box, undefined, [stick]);
    expect(given()).toEqual({ hostname: "desk.example", "mailbox.address": "a@b.example" });
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { what: { code: "seed.unknown", params: { names: "mailbox.adress" } } },
      { what: { code: "seed.set-up" } },
    ]);
  });

  it("does nothing without a seed", async () => {
    await seed(test.box, undefined, [stick]);
    expect(test.box.actions.after(0, 9)).toEqual([]);
    expect(test.ran).toEqual([expect.stringMatching(/^mount/), expect.stringMatching(/^umount/)]);
  });

  it("leaves out what is invalid, and applies the rest", async () => {
    put(
      "mailmanager-seed.json",
      JSON.stringify({ hostname: "no host", network: { ipv4: "300.0.0.1/24", dns: "x" }, zone: "Etc/UTC" }),
    );
    put("mailmanager-seed.toml", "= nonsense");
    await seed(test.box, undefined, [stick]);
    expect(test.box.settings.read()).toMatchObject({
      hostname: null,
      network: null,
      clock: { timezone: "Etc/UTC" },
    });
  });

  it("tries again at the next start when the program refuses its part", async () => {
    writeFileSync(test.box.places.program, '#!/bin/sh\necho "the seed has a field x" >&2\nexit 1\n');
    put("mailmanager-seed.json", '{"hostname":"desk.example"}');
    await seed(test.box, undefined, [stick]);
    expect(test.box.actions.after(0, 9)).toMatchObject([
      {
        what: { code: "seed.failed" },
        fault: {
          params: { problem: { reason: "box.program-said", params: { said: "the seed has a field x" } } },
        },
      },
    ]);
    expect(() => readFileSync(join(test.box.places.state, "seeded"))).toThrow();
  });

  it("reads only small plain files", () => {
    symlinkSync("/etc/hostname", join(medium, "link"));
    mkdirSync(join(medium, "folder"));
    put("large", "x".repeat(1_048_577));
    expect([smallFile(medium, "link"), smallFile(medium, "folder"), smallFile(medium, "none")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(() => smallFile(medium, "large")).toThrow("larger");
  });

  it("recognises media by their first blocks, and ignores the appliance's own disk", async () => {
    const dev = join(test.root, "dev");
    mkdirSync(dev);
    const device = (
      name: string,
      uevent: string,
      parts: readonly (readonly [number, string | readonly number[]])[],
    ) => {
      const folder = join(test.box.places.sys, "class/block", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "uevent"), uevent);
      const fd = openSync(join(dev, name), "w");
      for (const [at, bytes] of parts)
        writeSync(
          fd,
          typeof bytes === "string" ? Buffer.from(bytes) : Uint8Array.from(bytes),
          0,
          bytes.length,
          at,
        );
      closeSync(fd);
    };
    const fat = (label: string) =>
      [
        [510, [0x55, 0xaa]],
        [71, label.padEnd(11)],
        [82, "FAT32   "],
      ] as const;
    device("vda1", "PARTNAME=mailmanager-esp\n", fat("ESP"));
    device("sdb1", "DEVNAME=sdb1\n", fat("CIDATA"));
    device("sr0", "", [
      [32_769, "CD001"],
      [32_808, "cidata".padEnd(32)],
    ]);
    device("sdc", "", [[510, [0x55, 0xaa]]]);
    device("loop0", "", fat("LOOP"));
    device("sdd", "", []);
    expect(await media(test.box.places, dev)).toEqual([
      { device: join(dev, "sdb1"), type: "vfat", label: "CIDATA" },
      { device: join(dev, "sr0"), type: "iso9660", label: "cidata" },
    ]);
    expect(await identify(join(dev, "none"))).toBeNull();
  });
});

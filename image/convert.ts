/** Converts a disk to the formats of hypervisors. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { sha256OfFile } from "./cache.ts";
import { virtualSize } from "./geometry.ts";
import { writeTar } from "./tar.ts";
import type { Tools } from "./tools.ts";

/** For KVM, Proxmox, OpenStack. */
export function toQcow2(raw: string, path: string, tools: Tools): void {
  tools("bin/qemu-img", [
    "convert",
    "-f",
    "raw",
    "-O",
    "qcow2",
    "-c",
    "-o",
    "compression_type=zlib",
    raw,
    path,
  ]);
}

/** For Hyper-V. It contains random ids: the only format in which two builds differ. */
export function toVhdx(raw: string, path: string, tools: Tools): void {
  tools("bin/qemu-img", [
    "convert",
    "-f",
    "raw",
    "-O",
    "vhdx",
    "-o",
    "subformat=dynamic,block_size=1M",
    raw,
    path,
  ]);
}

/** For VMware, and inside the OVA: compressed, for sequential reading. */
export function toVmdk(raw: string, path: string, tools: Tools): void {
  tools("bin/qemu-img", ["convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, path]);
  fixContentId(path);
}

/**
 * The content id in the description, the text at the start of a VMDK, is random and of varying length. It is only
 * compared between a disk and its snapshots.
 */
function fixContentId(path: string): void {
  const file = openSync(path, "r+");
  try {
    const head = Buffer.alloc(512);
    readSync(file, head, 0, head.length, 0);
    const [start, room] = [Number(head.readBigUInt64LE(28)) * 512, Number(head.readBigUInt64LE(36)) * 512];
    const description = Buffer.alloc(room);
    readSync(file, description, 0, room, start);
    const text = fixedDescription(description.toString("latin1").replace(/\0+$/, ""));
    const fixed = Buffer.alloc(room);
    if (text.length > room) throw new Error(`${path} has no room for its description`);
    fixed.write(text, "latin1");
    writeSync(file, fixed, 0, room, start);
  } finally {
    closeSync(file);
  }
}

/** The description with a fixed content id, and without the dot of the temporary file name. */
export function fixedDescription(text: string): string {
  const fixed = text.replace(/\nCID=[0-9a-f]+\n/, "\nCID=4d414d41\n").replace('SPARSE ".', 'SPARSE "');
  if (!fixed.includes("\nCID=4d414d41\n")) throw new Error("the description of the VMDK has no content id");
  return fixed;
}

export interface OvaParts {
  readonly vmdk: string;
  /** The name of the files in it, without extension. */
  readonly name: string;
  readonly version: string;
  readonly epoch: number;
  readonly path: string;
}

/** For VMware and VirtualBox: the disk and a description of the virtual machine in one file. */
export async function makeOva({ vmdk, name, version, epoch, path }: OvaParts): Promise<void> {
  const disk = `${name}.vmdk`;
  const ovf = Buffer.from(machineDescription(disk, version));
  const sum = createHash("sha256").update(ovf).digest("hex");
  const manifest = `SHA256(${name}.ovf)= ${sum}\nSHA256(${disk})= ${await sha256OfFile(vmdk)}\n`;
  await writeTar(
    path,
    [
      { name: `${name}.ovf`, content: ovf },
      { name: `${name}.mf`, content: Buffer.from(manifest) },
      { name: disk, content: { file: vmdk } },
    ],
    epoch,
  );
}

/** What can be answered while importing; the seed takes each of them (appliance/seed/ovf.ts). Key, label, description. */
const ovfProperties: readonly (readonly [key: string, label: string, description: string])[] = [
  ["hostname", "Host name", "The name in the address of the web pages, such as desk.example.com"],
  ["mailbox", "Mailbox", "The first address that receives mail, such as support@example.com"],
  ["admin-email", "Administrator's address", "Where notifications about the appliance go"],
  ["seed", "Seed", "A whole seed in JSON, with any field; the answers above override it"],
];

/** The OVF descriptor (DSP0243) of the virtual machine. */
export function machineDescription(disk: string, version: string): string {
  const item = (fields: Readonly<Record<string, string | number>>): string =>
    `<Item>${Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `<rasd:${key}>${value}</rasd:${key}>`)
      .join("")}</Item>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
    xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
    xmlns:vmw="http://www.vmware.com/schema/ovf">
  <References><File ovf:id="disk" ovf:href="${disk}"/></References>
  <DiskSection>
    <Info>The system disk; it may be made larger at any time</Info>
    <Disk ovf:diskId="system" ovf:fileRef="disk" ovf:capacity="${virtualSize}"
      ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
  </DiskSection>
  <NetworkSection><Info>The network it serves</Info><Network ovf:name="Network"/></NetworkSection>
  <VirtualSystem ovf:id="mailmanager">
    <Info>MailManager</Info>
    <Name>MailManager</Name>
    <OperatingSystemSection ovf:id="96" vmw:osType="debian12_64Guest">
      <Info>Linux</Info><Description>MailManager ${version}</Description>
    </OperatingSystemSection>
    <ProductSection ovf:required="false">
      <Info>Answers for the first start; empty ones are asked for</Info>
      <Product>MailManager</Product><Version>${version}</Version>
${ovfProperties
  .map(
    ([key, label, description]) =>
      `      <Property ovf:key="${key}" ovf:type="string" ovf:userConfigurable="true" ovf:value=""><Label>${label}</Label><Description>${description}</Description></Property>`,
  )
  .join("\n")}
    </ProductSection>
    <VirtualHardwareSection ovf:transport="com.vmware.guestInfo iso">
      <Info>Two processors, two gigabytes of memory, one disk, one network card, a drive for the answers</Info>
      <System><vssd:ElementName>Virtual hardware</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>vmx-14</vssd:VirtualSystemType></System>
      ${[
        item({ ElementName: "processors", InstanceID: 1, ResourceType: 3, VirtualQuantity: 2 }),
        item({
          AllocationUnits: "byte * 2^20",
          ElementName: "memory",
          InstanceID: 2,
          ResourceType: 4,
          VirtualQuantity: 2048,
        }),
        item({ Address: 0, ElementName: "sata", InstanceID: 3, ResourceSubType: "AHCI", ResourceType: 20 }),
        item({
          AddressOnParent: 0,
          ElementName: "disk",
          HostResource: "ovf:/disk/system",
          InstanceID: 4,
          Parent: 3,
          ResourceType: 17,
        }),
        item({
          AddressOnParent: 1,
          AutomaticAllocation: "false",
          ElementName: "cdrom",
          InstanceID: 6,
          Parent: 3,
          ResourceType: 15,
        }),
        item({
          AutomaticAllocation: "true",
          Connection: "Network",
          ElementName: "network",
          InstanceID: 5,
          ResourceSubType: "E1000",
          ResourceType: 10,
        }),
      ].join("\n      ")}
      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
      <vmw:Config ovf:required="false" vmw:key="bootOptions.efiSecureBootEnabled" vmw:value="false"/>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
`;
}

/** The formats that virtual machines take, all of one disk. */
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

/** For Hyper-V. It holds random identities: the only format in which two builds differ. */
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

/** For VMware, and inside the OVA: compressed, to be read from front to back. */
export function toVmdk(raw: string, path: string, tools: Tools): void {
  tools("bin/qemu-img", ["convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, path]);
  fixContentId(path);
}

/** Content ids are random. Who reads the disk compares them only between a disk and its snapshots. */
function fixContentId(path: string): void {
  const file = openSync(path, "r+");
  try {
    const start = Buffer.alloc(64 * 1024);
    readSync(file, start, 0, start.length, 0);
    const at = start.indexOf("\nCID=");
    if (at < 0) throw new Error(`${path} has no content id`);
    writeSync(file, Buffer.from("4d414d41"), 0, 8, at + 5);
  } finally {
    closeSync(file);
  }
}

export interface OvaParts {
  readonly vmdk: string;
  /** Of the files in it, without suffix. */
  readonly name: string;
  readonly version: string;
  readonly epoch: number;
  readonly path: string;
}

/** For VMware and VirtualBox: the disk and a description of the machine in one file. */
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

function machineDescription(disk: string, version: string): string {
  const item = (fields: Readonly<Record<string, string | number>>): string =>
    `<Item>${Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `<rasd:${key}>${value}</rasd:${key}>`)
      .join("")}</Item>`;
  const properties = ["hostname", "mailbox", "admin-email", "seed"];
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
${properties.map((key) => `      <Property ovf:key="${key}" ovf:type="string" ovf:userConfigurable="true" ovf:value=""/>`).join("\n")}
    </ProductSection>
    <VirtualHardwareSection ovf:transport="com.vmware.guestInfo">
      <Info>Two processors, two gigabytes of memory, one disk, one network card</Info>
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
          AutomaticAllocation: "true",
          Connection: "Network",
          ElementName: "network",
          InstanceID: 5,
          ResourceSubType: "E1000",
          ResourceType: 10,
        }),
      ].join("\n      ")}
      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
`;
}

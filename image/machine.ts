/** A virtual machine that runs the image, in QEMU, for `make boot` and the tests. */
import { accessSync, constants, copyFileSync, existsSync, readFileSync } from "node:fs";
import type { Architecture } from "./packages.ts";

export interface Machine {
  readonly architecture: Architecture;
  /** The disk, a qcow2 file. */
  readonly disk: string;
  /** The firmware's variables, a file; see makeFirmwareMemory. */
  readonly firmwareMemory: string;
  /** In MiB. */
  readonly memory: number;
  readonly processors: number;
  /** Loopback ports that are forwarded to ports of the guest. */
  readonly ports: Readonly<Record<number, number>>;
  /** systemd's system credentials (see systemd.system-credentials(7)), passed by SMBIOS. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** More disks and sticks: files, raw or qcow2 by extension. */
  readonly extraDisks?: readonly string[];
  /** A second internal disk, a qcow2 file. */
  readonly secondDisk?: string;
  /** A socket for QEMU's guest agent. */
  readonly agent?: string;
  /** More kernel parameters. */
  readonly commandLine?: string;
}

const firmware: Readonly<Record<Architecture, readonly (readonly [code: string, memory: string])[]>> = {
  amd64: [["/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"]],
  arm64: [["/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"]],
};

/** The command line that starts a machine; the caller adds screens and consoles. */
export function qemu(machine: Machine): readonly [program: string, args: readonly string[]] {
  const { architecture, disk, firmwareMemory, memory, processors, ports, extraDisks = [] } = machine;
  const forwards = Object.entries(ports).map(([here, there]) => `,hostfwd=tcp:127.0.0.1:${here}-:${there}`);
  return [
    architecture === "amd64" ? "qemu-system-x86_64" : "qemu-system-aarch64",
    [
      ...["-nodefaults", "-no-user-config", "-machine", architecture === "amd64" ? "q35" : "virt"],
      ...(kvmWorks() ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"]),
      ...["-smp", String(processors), "-m", String(memory)],
      ...["-drive", `if=pflash,unit=0,format=raw,readonly=on,file=${firmwareFiles(architecture)[0]}`],
      ...["-drive", `if=pflash,unit=1,format=raw,file=${firmwareMemory}`],
      ...["-drive", `if=none,id=system,format=qcow2,discard=unmap,file=${disk}`],
      ...["-device", "virtio-blk-pci,drive=system,bootindex=0"],
      ...["-netdev", `user,id=net${forwards.join("")}`, "-device", "virtio-net-pci,netdev=net,romfile="],
      ...["-device", "virtio-rng-pci"],
      ...extraDisks.flatMap((file, index) => [
        ...[
          "-drive",
          `if=none,id=extra${index},format=${file.endsWith(".qcow2") ? "qcow2" : "raw"},file=${file}`,
        ],
        ...[
          "-device",
          `qemu-xhci,id=usb${index}`,
          "-device",
          `usb-storage,bus=usb${index}.0,drive=extra${index},removable=on`,
        ],
      ]),
      ...(machine.secondDisk
        ? [
            ...["-drive", `if=none,id=second,format=qcow2,discard=unmap,file=${machine.secondDisk}`],
            ...["-device", "virtio-blk-pci,drive=second"],
          ]
        : []),
      ...(machine.agent
        ? [
            ...["-chardev", `socket,id=agent,path=${machine.agent},server=on,wait=off`],
            ...["-device", "virtio-serial-pci"],
            ...["-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"],
          ]
        : []),
      ...smbios(machine),
    ],
  ];
}

/** Creates the variables of a machine's firmware: a copy of the empty ones. */
export function makeFirmwareMemory(architecture: Architecture, path: string): void {
  copyFileSync(firmwareFiles(architecture)[1], path);
}

function firmwareFiles(architecture: Architecture): readonly [code: string, memory: string] {
  const found = firmware[architecture].find(([code]) => existsSync(code));
  if (!found)
    throw new Error(
      "there is no UEFI firmware for QEMU here: it comes with the packages of image/apt-packages.txt",
    );
  return found;
}

function smbios({ credentials = {}, commandLine }: Machine): readonly string[] {
  const strings = Object.entries(credentials).map(
    ([name, value]) => `io.systemd.credential.binary:${name}=${Buffer.from(value).toString("base64")}`,
  );
  if (commandLine) strings.push(`io.systemd.stub.kernel-cmdline-extra=${commandLine}`);
  // In QEMU's values a comma is written twice.
  return strings.flatMap((text) => ["-smbios", `type=11,value=${text.replaceAll(",", ",,")}`]);
}

/**
 * Whether hardware virtualisation works here. The device alone is not enough: in some virtual machines it exists, but
 * ordinary kernels do not run.
 */
export function kvmWorks(): boolean {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return (
    process.arch === "arm64" || /^flags\s*:.*\b(?:vmx|svm)\b/m.test(readFileSync("/proc/cpuinfo", "utf8"))
  );
}

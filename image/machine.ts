/** A virtual machine that runs the image, in QEMU: what `make boot` and the tests start. */
import { accessSync, constants, copyFileSync, existsSync, readFileSync } from "node:fs";
import type { Architecture } from "./packages.ts";

export interface Machine {
  readonly architecture: Architecture;
  /** The disk, a qcow2 file. */
  readonly disk: string;
  /** The firmware's own memory, a file; see makeFirmwareMemory. */
  readonly firmwareMemory: string;
  /** In MiB. */
  readonly memory: number;
  readonly processors: number;
  /** Ports of this machine's loopback to ports of the guest. */
  readonly ports: Readonly<Record<number, number>>;
  /** systemd's system credentials (see systemd.system-credentials(7)), handed over by SMBIOS. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Disks and sticks besides: files, raw or qcow2 by their names. */
  readonly extraDisks?: readonly string[];
  /** More words on the kernel's command line. */
  readonly commandLine?: string;
}

const firmware: Readonly<Record<Architecture, readonly (readonly [code: string, memory: string])[]>> = {
  amd64: [["/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"]],
  arm64: [["/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"]],
};

/** The program and the arguments that start a machine; screens and consoles are for the caller to add. */
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
      ...smbios(machine),
    ],
  ];
}

/** Gives a machine's firmware its own memory: a copy of the empty one. */
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
  // A comma ends a value of QEMU's unless it comes twice.
  return strings.flatMap((text) => ["-smbios", `type=11,value=${text.replaceAll(",", ",,")}`]);
}

/**
 * Whether virtual machines here run at the processor's own speed. A device alone does not say so: inside some virtual
 * machines it is there, and ordinary kernels do not run on it.
 */
function kvmWorks(): boolean {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return (
    process.arch === "arm64" || /^flags\s*:.*\b(?:vmx|svm)\b/m.test(readFileSync("/proc/cpuinfo", "utf8"))
  );
}

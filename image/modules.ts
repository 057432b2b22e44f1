/** The kernel modules in the image: what hypervisors and ordinary servers need, and no more. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Tools } from "./tools.ts";

/** Modules to find the disk and read the root file system. */
const toFindTheRoot = [
  ...[
    "ahci",
    "ata_piix",
    "ata_generic",
    "nvme",
    "sd_mod",
    "uas",
    "usb_storage",
    "mmc_block",
    "sdhci_pci",
    "sdhci_acpi",
  ],
  ...[
    "virtio_blk",
    "virtio_scsi",
    "virtio_mmio",
    "virtio_pci",
    "hv_storvsc",
    "hv_vmbus",
    "vmw_pvscsi",
    "xen_blkfront",
  ],
  ...["mptspi", "mptsas", "mpt3sas", "megaraid_sas", "hpsa", "smartpqi", "sym53c8xx"],
  ...["xhci_pci", "ehci_pci", "uhci_hcd", "ohci_pci", "xhci_plat_hcd"],
  ...["dm_mod", "dm_verity", "erofs", "vfat", "nls_ascii", "nls_cp437", "nls_iso8859_1", "efivarfs"],
  ...["crc32c_intel", "crc32c_generic", "sha256_ssse3", "sha2_ce", "libcrc32c"],
];

/** Modules for the running system. */
const toRun = [
  ...[
    "autofs4",
    "ext4",
    "loop",
    "isofs",
    "udf",
    "exfat",
    "ntfs3",
    "nls_utf8",
    "sr_mod",
    "cdrom",
    "fuse",
    "overlay",
  ],
  ...[
    "virtio_net",
    "virtio_balloon",
    "virtio_rng",
    "virtio_console",
    "virtio_input",
    "virtio_gpu",
    "qemu_fw_cfg",
    "i6300esb",
    "iTCO_wdt",
    "softdog",
    "wdat_wdt",
  ],
  ...[
    "e1000",
    "e1000e",
    "igb",
    "igc",
    "ixgbe",
    "i40e",
    "ice",
    "vmxnet3",
    "hv_netvsc",
    "xen_netfront",
    "pcnet32",
    "8139cp",
    "8139too",
  ],
  ...[
    "r8169",
    "tg3",
    "bnx2",
    "bnxt_en",
    "mlx4_en",
    "mlx5_core",
    "ixgbevf",
    "iavf",
    "realtek",
    "ena",
    "gve",
    "atlantic",
  ],
  ...[
    "hv_utils",
    "hv_balloon",
    "hyperv_keyboard",
    "hid_hyperv",
    "hyperv_drm",
    "vmw_balloon",
    "vmwgfx",
    "vboxvideo",
    "bochs",
    "qxl",
    "cirrus_qemu",
    "cirrus",
    "simpledrm",
    "ast",
    "mgag200",
  ],
  ...[
    "usbhid",
    "hid_generic",
    "hid",
    "hid_apple",
    "hid_logitech_hidpp",
    "evdev",
    "button",
    "psmouse",
    "pcspkr",
  ],
  ...["8021q", "bonding", "bridge", "dummy", "veth", "tun"],
  ...[
    "nf_tables",
    "nf_conntrack",
    "nft_ct",
    "nft_limit",
    "nft_log",
    "nft_reject",
    "nft_reject_inet",
    "nft_reject_ipv4",
    "nft_reject_ipv6",
    "nft_nat",
    "nft_redir",
    "nft_masq",
    "nft_fib",
    "nft_fib_inet",
    "nft_fib_ipv4",
    "nft_fib_ipv6",
    "nft_connlimit",
    "nf_log_syslog",
  ],
  ...[
    "aesni_intel",
    "polyval_clmulni",
    "ghash_clmulni_intel",
    "rdrand",
    "tpm_crb",
    "tpm_tis",
    "zram",
    "efi_pstore",
  ],
];

/** Names of modules, as files have them up to ".ko". */
export const modulesOfInitrd: ReadonlySet<string> = new Set(toFindTheRoot);
export const modulesOfRoot: ReadonlySet<string> = new Set([...toFindTheRoot, ...toRun]);

/** The kernel release that is unpacked in a folder. */
export function kernelRelease(folder: string): string {
  const [release, ...more] = readdirSync(join(folder, "usr/lib/modules"));
  if (!release || more.length > 0) throw new Error("the lock should hold one kernel");
  return release;
}

/** Indexes all modules of the unpacked kernel; slow, but needed only once. */
export function indexModules(folder: string, tools: Tools): void {
  tools("sbin/depmod", ["--basedir", join(folder, "usr"), kernelRelease(folder)]);
}

export interface CopyModules {
  /** The folder of the unpacked, indexed kernel, and where its modules go. */
  readonly from: string;
  readonly to: string;
  readonly names: ReadonlySet<string>;
  readonly tools: Tools;
}

/** Copies the named modules, those they depend on, and the indexes by which they are found. */
export function copyModules({ from, to, names, tools }: CopyModules): void {
  const release = kernelRelease(from);
  const source = join(from, "usr/lib/modules", release);
  const target = join(to, "usr/lib/modules", release);
  for (const file of closure(readFileSync(join(source, "modules.dep"), "utf8"), names)) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(source, file), join(target, file));
  }
  for (const name of ["modules.builtin", "modules.builtin.modinfo", "modules.order"]) {
    copyFileSync(join(source, name), join(target, name));
  }
  tools("sbin/depmod", ["--basedir", join(to, "usr"), release]);
}

/**
 * @param dependencies lines "FILE: FILE...", as depmod writes them
 * @returns the files of the modules of these names and of all that they need, in order
 */
export function closure(dependencies: string, names: ReadonlySet<string>): readonly string[] {
  const needs = new Map<string, readonly string[]>();
  for (const line of dependencies.split("\n")) {
    const [file, rest] = line.split(":");
    if (file && rest !== undefined) needs.set(file, rest.split(" ").filter(Boolean));
  }
  const taken = new Set<string>();
  const take = (file: string): void => {
    if (taken.has(file)) return;
    taken.add(file);
    needs.get(file)?.forEach(take);
  };
  for (const file of needs.keys()) if (names.has(moduleName(file))) take(file);
  return [...taken].sort();
}

/** File names have dashes or underscores; module names have underscores. */
function moduleName(file: string): string {
  return basename(file)
    .replace(/\.ko(?:\.\w+)?$/, "")
    .replaceAll("-", "_");
}

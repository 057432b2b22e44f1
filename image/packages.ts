/** The Debian packages of the image. `make image-lock` adds their dependencies and locks them all. */

/** The Debian release of the image, independent of the build machine's. */
export const suite = "trixie";

/** Architectures that have a recipe. */
export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** What packages are for. `root`: the system itself. `boot`: starts it. `tools`: run during the build. */
export const purposes = ["root", "boot", "tools"] as const;
export type Purpose = (typeof purposes)[number];

/** The packages requested by name. */
export const wanted: Readonly<Record<Purpose, readonly string[]>> = {
  root: [
    "base-files",
    "base-passwd",
    "ca-certificates",
    "console-setup-linux",
    "dbus-broker",
    "e2fsprogs",
    "iputils-arping",
    "iputils-ping",
    "kbd",
    "kmod",
    "libatomic1",
    "liblzma5",
    "libstdc++6",
    "mount",
    "netbase",
    "nftables",
    "open-vm-tools",
    "qemu-guest-agent",
    "systemd",
    "systemd-boot-tools",
    "systemd-repart",
    "systemd-resolved",
    "systemd-timesyncd",
    "tzdata",
    "udev",
    "util-linux",
  ],
  boot: ["busybox-static", "dmsetup", "linux-image", "systemd-boot-efi", "zlib1g"],
  tools: ["dosfstools", "erofs-utils", "fdisk", "kmod", "mtools", "qemu-utils", "systemd", "xz-utils"],
};

/** The kernel has another name on each architecture. */
export const kernelPackage: Readonly<Record<Architecture, string>> = {
  amd64: "linux-image-amd64",
  arm64: "linux-image-arm64",
};

/**
 * Dependencies that nothing in the image uses: the system never installs, configures or removes packages, and nobody
 * logs in to it.
 */
export const leftOut: Readonly<Record<Purpose, readonly RegExp[]>> = {
  root: [
    /^(?:debconf|perl|lib.*-perl$|dpkg|tar$|awk|mawk|init-system-helpers|gcc-.*-base|adduser|libpam-modules|libpam-runtime)/,
    /^(?:openssl|openssl-provider-legacy|logsave|libdb5|libnewt|libslang|xkb-data|keyboard-configuration|sensible-utils)/,
    // Of the guest agent for VMware, what logs people in, shares folders and draws.
    /^(?:libxml|libxmlsec|libxslt|libgcrypt|libgpg-error|libmspack|libdrm|libfuse3|pciutils|libpci|pci\.ids|iproute2|libbpf|libelf|lsb-release)/,
    /^(?:systemd-sysv|libsqlite3|login|debianutils|dash|coreutils|sed|grep)/,
  ],
  boot: [
    /^(?!busybox-static$|dmsetup$|libdevmapper|linux-image-\d|systemd-boot-efi$|libselinux|libudev|libpcre2|libcap2$|libc6$)/,
  ],
  tools: [/^(?:debconf|gcc-.*-base|readline-common|openssl-provider-legacy)/],
};

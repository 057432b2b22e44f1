/**
 * Makes the root file system's tree: unpacked packages, reduced to what runs, with what their scripts would have added.
 * No package script is run, so it needs no chroot and no root, and contains no trace of the build machine.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { copyModules, modulesOfRoot } from "./modules.ts";
import type { Tools } from "./tools.ts";

/** Paths and patterns of files in packages that nothing in the image reads. */
const useless = [
  ...[
    "usr/share/{bash-completion,zsh,fish,info,locale,lintian,bug,doc-base,i18n,initramfs-tools,perl5,menu,pixmaps,icons,applications,pam*,polkit-1,apport,factory,gdb,dpkg,libc-bin,mime,pkgconfig,base-files,gitweb,common-licenses-*}",
  ],
  ...[
    "usr/share/man",
    "usr/share/console-setup",
    "usr/share/misc",
    "usr/share/keymaps/{amiga,atari,mac,sun}",
  ],
  ...[
    "usr/{games,include,local,src,libexec/dbus*}",
    "usr/lib/{dpkg,apt,init,initcpio,kernel,initramfs-tools,rpm,pam.d,pkgconfig,mime,bfd-plugins,ssl/misc,cryptsetup*}",
  ],
  ...[
    "usr/lib/udev/hwdb.d",
    "usr/lib/udev/rules.d/*console-setup*",
    "usr/lib/tmpfiles.d/{20-systemd-shell-extra,20-systemd-ssh-generator,credstore,debian,home,provision,systemd-nologin,x11}.conf",
    "usr/lib/modprobe.d/blacklist_*",
    "usr/lib/*-linux-gnu/{gconv,perl*,pkgconfig,libc_malloc_debug.so*,libmemusage.so,libpcprofile.so,audit}",
  ],
  ...[
    "usr/lib/systemd/{boot,ukify,system-generators/systemd-{getty,gpt-auto,bless-boot,run,rc-local,sysv}-generator,user*,catalog/systemd.*.catalog}",
  ],
  ...[
    "usr/lib/systemd/system/{getty*,serial-getty*,container-getty*,console-getty*,autovt*,debug-shell*,rescue*,e2scrub*,console-setup*,keyboard-setup*,hwclock*,x11-common*,systemd-firstboot*,ldconfig*,systemd-hwdb-update*,systemd-pcr*,systemd-tpm2*,cryptdisks*,quota*,systemd-quota*}",
  ],
  ...[
    "usr/lib/systemd/system/*.wants/{getty*,systemd-firstboot*,ldconfig*,systemd-hwdb-update*,systemd-pcr*,systemd-tpm2*,systemd-machine-id-commit*,systemd-update-done*,systemd-sysusers*,systemd-journal-catalog-update*,cryptdisks*,systemd-ask-password*}",
  ],
  // Of VMware's agent, what runs commands for the host, logs it in, shares folders or draws.
  ...[
    "usr/bin/{VGAuthService,vmhgfs-fuse,vmware-{alias-import,checkvm,hgfsclient,namespace-cmd,toolbox-cmd,vgauth-cmd,vmblock-fuse,xferlogs}}",
    "usr/lib/*-linux-gnu/lib{DeployPkg,guestStoreClient,guestlib,hgfs,vgauth}.so*",
    "usr/lib/*-linux-gnu/open-vm-tools/plugins/{common/*,vmsvc/lib{appInfo,componentMgr,deployPkgPlugin,gdp,guestStore,powerOps,resolutionKMS}.so}",
    "usr/lib/systemd/system/{vgauth*,run-vmblock*}",
    "usr/share/{open-vm-tools,qemu}",
    "etc/{qemu,vmware-tools}",
  ],
  ...[
    "etc/{init.d,rc*.d,default,cron*,dpkg,pam.d,security,skel,profile.d,update-motd.d,kernel,console-setup,depmod.d,dhcp,ssh,X11,apparmor.d,issue*,debian_version,ld.so.conf.d,xdg,logrotate.d,ca-certificates*,e2scrub.conf,nftables.conf}",
  ],
  ...[
    "usr/bin/{bashbug,catchsegv,dbus-cleanup-sockets,mk_modmap,unicode_*,gpg*,ldd,tzselect,kbdinfo,chfn,chsh,newgrp,su,login*,lastlog2,script*,wall,write*,hardlink,mesg,more,rename*,rev,col*,ul,line,look,namei,uclampset,choom,mcookie,ipc*,ls{ns,irq,locks,logins,mem,fd},getopt,kernel-install,systemd-{cgls,cgtop,path,sysext,confext,ac-power,socket-activate,stdio-bridge,vmspawn,vpick}}",
  ],
  ...[
    "usr/sbin/{agetty,sulogin,runuser,e2scrub*,update-passwd,update-ca-certificates,badblocks,debugfs,e4*,filefrag,mklost+found,e2image,e2undo,e2freefrag,cfdisk,chcpu,chmem,ctrlaltdel,fsck.cramfs,fsck.minix,mkfs.{bfs,cramfs,minix},isosize,ldattach,ldconfig,pivot_root,raw,readprofile,rtcwake,swap*,mkswap,tcsd,zic,vipw,vigr}",
  ],
];

/** One font in three sizes, for the alphabets that a console can show. */
const consoleFont = /^(?:Uni2|Uni3|FullCyrSlav|FullGreek)-Terminus(?:Bold)?(?:16|24x12|32x16)\.psf\.gz$/;

export interface RootParts {
  /** The folder of the unpacked packages: it becomes the tree. */
  readonly tree: string;
  /** Where the kernel was unpacked. */
  readonly kernel: string;
  /** Folders whose files are added, one after another. */
  readonly overlays: readonly string[];
  /** The source tree, whose `make install` installs the program and its units. */
  readonly project: string;
  /** The public keys that verify updates, as PEM by file name. */
  readonly updateKeys: ReadonlyMap<string, string>;
  /** Whether one of them is the development key. */
  readonly development: boolean;
  readonly version: string;
  readonly architecture: string;
  readonly tools: Tools;
}

/** Makes the tree of the root file system. */
export function makeRoot(parts: RootParts): void {
  const { tree, tools } = parts;
  const certificates = certificateBundle(tree);
  cutDown(tree);
  for (const folder of [
    "efi",
    "proc",
    "sys",
    "dev",
    "run",
    "tmp",
    "var",
    "root",
    "mnt",
    "etc/systemd/system",
  ]) {
    mkdirSync(join(tree, folder), { recursive: true });
  }
  write(tree, "etc/ssl/certs/ca-certificates.crt", certificates);
  write(tree, "etc/machine-id", "");
  write(tree, "usr/lib/clock-epoch", "");
  write(tree, "usr/lib/os-release", osRelease(parts));
  for (const [name, target] of links) link(tree, name, target);
  for (const overlay of parts.overlays) cpSync(overlay, tree, { recursive: true });
  const settings = [`DESTDIR=${tree}`, "PREFIX=/usr", "BOX=yes"];
  execFileSync("make", ["--no-print-directory", "-C", parts.project, "install", ...settings]);
  rmSync(join(tree, "usr/share/man"), { recursive: true });
  for (const [name, pem] of parts.updateKeys) write(tree, `usr/lib/mailmanager/update-keys/${name}`, pem);
  if (parts.development)
    write(
      tree,
      "usr/lib/mailmanager/development-key",
      "Updates signed with the public development key are taken.\n",
    );
  copyModules({ from: parts.kernel, to: tree, names: modulesOfRoot, tools });
  users(tree, tools);
  tools("bin/systemctl", ["--root", tree, "preset-all"]);
  settle(tree);
}

const links: readonly (readonly [name: string, target: string])[] = [
  ["etc/os-release", "../usr/lib/os-release"],
  ["etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf"],
  ["etc/localtime", "../run/mailmanager-box/localtime"],
  ["etc/mtab", "../proc/self/mounts"],
  ["usr/sbin/init", "../lib/systemd/systemd"],
  // Of a data disk only the last partition grows: its others belong to the system that it was made by.
  ["usr/lib/mailmanager/data-disk.repart.d/50-var.conf", "../../repart.d/50-var.conf"],
  // What the kernel and guest agents run when the hypervisor asks for an orderly end.
  ...["halt", "poweroff", "reboot", "shutdown"].map(
    (name) => [`usr/sbin/${name}`, "../bin/systemctl"] as const,
  ),
];

/** What update-ca-certificates would make: all roots that Mozilla trusts, in one file. */
function certificateBundle(tree: string): string {
  const folder = join(tree, "usr/share/ca-certificates/mozilla");
  return readdirSync(folder)
    .sort()
    .map((name) => `${readFileSync(join(folder, name), "utf8").trim()}\n`)
    .join("");
}

function cutDown(tree: string): void {
  for (const path of globSync([...useless], { cwd: tree }))
    rmSync(join(tree, path), { recursive: true, force: true });
  const fonts = join(tree, "usr/share/consolefonts");
  for (const name of readdirSync(fonts)) if (!consoleFont.test(name)) rmSync(join(fonts, name));
  // Keeps the licences of everything in the image; other documentation is removed.
  for (const path of globSync("usr/share/doc/**", { cwd: tree, withFileTypes: true })) {
    if (!path.isDirectory() && path.name !== "copyright") rmSync(join(path.parentPath, path.name));
  }
}

/** /etc/passwd and /etc/group: Debian's fixed users, then those that the packages and our own units declare. */
function users(tree: string, tools: Tools): void {
  for (const name of ["passwd", "group"]) {
    const master = readFileSync(join(tree, `usr/share/base-passwd/${name}.master`), "utf8");
    write(
      tree,
      `etc/${name}`,
      master.replaceAll(/:\*:/g, ":x:").replaceAll(/:\/bin\/(?:ba)?sh$/gm, ":/usr/sbin/nologin"),
    );
  }
  rmSync(join(tree, "usr/share/base-passwd"), { recursive: true });
  tools("bin/systemd-sysusers", ["--root", tree]);
  for (const name of ["passwd-", "group-", "shadow-", "gshadow-", ".pwd.lock"]) {
    rmSync(join(tree, "etc", name), { force: true });
  }
}

/** File modes that do not depend on the umask, without setuid and setgid. */
function settle(tree: string): void {
  for (const entry of readdirSync(tree, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode } = lstatSync(path);
    const executable = entry.isDirectory() || (mode & 0o100) !== 0;
    chmodSync(path, executable ? 0o755 : 0o644);
  }
  for (const secret of ["etc/shadow", "etc/gshadow"])
    if (existsSync(join(tree, secret))) chmodSync(join(tree, secret), 0o600);
  chmodSync(join(tree, "tmp"), 0o1777);
  chmodSync(join(tree, "root"), 0o700);
  chmodSync(tree, 0o755);
  if (statSync(join(tree, "var")).isDirectory()) {
    rmSync(join(tree, "var"), { recursive: true });
    mkdirSync(join(tree, "var"));
    chmodSync(join(tree, "var"), 0o755);
  }
}

function osRelease({ version, architecture }: RootParts): string {
  return `NAME=MailManager
PRETTY_NAME="MailManager ${version}"
ID=mailmanager
ID_LIKE=debian
VERSION_ID=${version}
IMAGE_ID=mailmanager
IMAGE_VERSION=${version}
ARCHITECTURE=${architecture}
`;
}

function write(tree: string, name: string, text: string): void {
  const file = join(tree, name);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, text);
}

function link(tree: string, name: string, target: string): void {
  rmSync(join(tree, name), { force: true });
  mkdirSync(dirname(join(tree, name)), { recursive: true });
  symlinkSync(target, join(tree, name));
}

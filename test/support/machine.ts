/** A machine to install things on: systemd as PID 1, in namespaces, on this system's files. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/**
 * Changes are kept in memory, and are gone afterwards. systemd gets what it needs: its own /proc, /sys, /run and /dev,
 * and a cgroup hierarchy.
 */
const boot = `
set -e
mount --make-rprivate /
mount -t tmpfs -o size=1g tmpfs "$1"
cd "$1"
mkdir upper work root
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
cd root
mount -t proc proc proc
mount -t sysfs sys sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
# Containers keep packages from starting services.
rm -f usr/sbin/policy-rc.d
mkdir -p opt
cp "$2" opt/
mkdir .old
pivot_root . .old
umount -l /.old
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other /lib/systemd/systemd --unit=basic.target`;

export interface Machine {
  /** Runs a command on it. @returns its output @throws if it fails, with its output */
  run(...command: readonly string[]): string;
  /** The same, but ignores the exit status. */
  ask(...command: readonly string[]): string;
  stop(): Promise<void>;
}

/**
 * Starts it.
 * @param folder an empty one
 * @param file is copied to its /opt
 */
export async function startMachine(folder: string, file: string): Promise<Machine> {
  const namespaces = ["--pid", "--fork", "--mount", "--cgroup", "--uts", "--ipc", "--net", "--kill-child"];
  const child = spawn("unshare", [...namespaces, "sh", "-c", boot, "sh", folder, file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const gone = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  const enter = (command: readonly string[]) => {
    const into = ["--target", String(firstProcess(child)), "--all", "--root", "--wd"];
    const env = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"];
    return [...into, ...env, ...command];
  };
  const machine: Machine = {
    run(...command) {
      const { status, stdout, stderr } = spawnSync("nsenter", enter(command), { encoding: "utf8" });
      if (status !== 0) throw new Error(`${command.join(" ")}: ${stdout}${stderr}`);
      return stdout;
    },
    ask: (...command) => spawnSync("nsenter", enter(command), { encoding: "utf8" }).stdout,
    stop,
  };
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error(
        `no machine could be started here; run the tests as root, or in a container that may: ${said}`,
      );
    }
    if (firstProcess(child) > 0 && /running|degraded/.test(machine.ask("systemctl", "is-system-running")))
      break;
    await wait(100);
  }
  machine.run("ip", "link", "set", "lo", "up");
  return machine;
}

/** The process id of its systemd on this system; 0 before it runs. */
function firstProcess({ pid }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  if (children === "") return 0;
  return execFileSync("cat", [`/proc/${children}/comm`], { encoding: "utf8" }).trim() === "systemd"
    ? Number(children)
    : 0;
}

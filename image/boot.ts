/** `make boot`: starts the image in a virtual machine, with its console in this terminal. Its disk is discarded. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kvmWorks, makeFirmwareMemory, qemu } from "./machine.ts";
import { buildOptions } from "./options.ts";
import { builtTools, makeOverlay } from "./overlay.ts";

const { version, architecture, output } = buildOptions(process.env);
const image = join(output, `mailmanager-${version}.raw`);
if (!existsSync(image)) throw new Error(`${image} is missing: make image`);
const folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "mailmanager-boot-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

const disk = join(folder, "disk.qcow2");
const firmwareMemory = join(folder, "firmware");
makeOverlay(image, disk, 16 * 2 ** 30, builtTools(architecture));
makeFirmwareMemory(architecture, firmwareMemory);
const [https, http, smtp] = [await freePort(), await freePort(), await freePort()];
// Emulated, two processors patch kernel code at the same time, which ends in a kernel panic.
const processors = kvmWorks() ? 2 : 1;
const ports = { [https]: 443, [http]: 80, [smtp]: 25 };
const [program, args] = qemu({ architecture, disk, firmwareMemory, memory: 2048, processors, ports });

console.log(`MailManager ${version} starts. This terminal is its console; Ctrl-A x turns it off.

  web pages   https://127.0.0.1:${https}/
  mail        127.0.0.1:${smtp}
`);
const machine = spawn(program, [...args, "-display", "none", "-serial", "mon:stdio"], { stdio: "inherit" });
machine.once("error", (cause) => {
  console.error(`${program}: ${cause.message}; it comes with the packages of image/apt-packages.txt`);
  process.exitCode = 1;
});
machine.once("exit", (status) => {
  process.exitCode = status ?? 1;
});

/** A free loopback port. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

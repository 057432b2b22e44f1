/**
 * `make image`: builds disks, update, checksums and signature in dist/ from the lock and the program. See README.md.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { StepCache, sha256OfFile } from "./cache.ts";
import { makeOva, toQcow2, toVhdx, toVmdk } from "./convert.ts";
import { makeDisk, makeEsp } from "./disk.ts";
import { makeErofs } from "./erofs.ts";
import { fetchPackages } from "./fetch.ts";
import { efiNames, smallestDisk, virtualSize } from "./geometry.ts";
import { makeInitrd } from "./initrd.ts";
import { packagesFor, readLock } from "./lock.ts";
import { indexModules, kernelRelease } from "./modules.ts";
import { buildOptions, epochOf } from "./options.ts";
import { makeRoot } from "./root.ts";
import { makeSbom } from "./sbom.ts";
import { signatureOf, signingKey } from "./signing.ts";
import { toolsIn, unpack } from "./tools.ts";
import { makeUki } from "./uki.ts";
import { makeUpdate } from "./update.ts";
import { appendVerity, type Verity } from "./verity.ts";

try {
  await makeImage();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}

async function makeImage(): Promise<void> {
  const started = performance.now();
  const options = buildOptions(process.env);
  const { root: project, version, architecture, key: keyFile, output, quick, extra } = options;
  const lock = readLock(project, architecture);
  const epoch = epochOf(project, lock, process.env);
  if (!extra) checkProgram(join(project, "dist/mailmanager"), version);
  const key = signingKey(keyFile);
  const cache = new StepCache(join(project, ".cache/image/steps"));
  const debs = await fetchPackages(lock, join(project, ".cache/image/debs"));
  const own = (name: string): string => join(project, "image", name);

  const unpacked = (purpose: "root" | "boot" | "tools"): Promise<string> =>
    cache.step(
      `${purpose}-packages`,
      { values: [packagesFor(lock, purpose)], files: [own("tools.ts")] },
      (path) => unpack(packagesFor(lock, purpose), debs, path),
    );
  const toolsFolder = await unpacked("tools");
  const tools = toolsIn(toolsFolder, architecture, epoch);
  const unindexed = await unpacked("boot");
  const boot = await cache.step(
    "kernel",
    { values: [basename(unindexed)], files: [own("modules.ts")] },
    (path) => {
      execFileSync("cp", ["-a", "--link", unindexed, path]);
      indexModules(path, tools);
    },
  );
  const common = [toolsFolder, boot, version, epoch].map(String).map((value) => basename(value));

  // The root: a packed tree, followed by its hash tree.
  const program = join(project, "dist/mailmanager");
  const packages = await unpacked("root");
  const root = await cache.step(
    "root",
    {
      values: [common, basename(packages), architecture, key.publicPem, quick],
      files: [
        ...(extra ? [extra] : []),
        program,
        own("root.ts"),
        own("modules.ts"),
        own("erofs.ts"),
        own("verity.ts"),
        own("root"),
        join(project, "systemd"),
        join(project, "Makefile"),
      ],
    },
    async (path) => {
      const tree = `${path}.tree`;
      rmSync(tree, { recursive: true, force: true });
      try {
        unpack(packagesFor(lock, "root"), debs, tree);
        const updateKeys = new Map([[key.development ? "development.pem" : "release.pem", key.publicPem]]);
        makeRoot({
          tree,
          kernel: boot,
          overlays: [own("root"), ...(extra ? [extra] : [])],
          project,
          updateKeys,
          development: key.development,
          version,
          architecture,
          tools,
        });
        mkdirSync(path);
        makeErofs({ tree, path: join(path, "root.img"), tools, epoch, quick });
      } finally {
        rmSync(tree, { recursive: true, force: true });
      }
      writeFileSync(join(path, "verity.json"), JSON.stringify(appendVerity(join(path, "root.img"))));
    },
  );
  const rootImage = join(root, "root.img");
  const verity: Verity = JSON.parse(readFileSync(join(root, "verity.json"), "utf8"));

  // The kernel, with everything it needs to find that root.
  const initrd = await cache.step(
    "initrd",
    {
      values: [basename(toolsFolder), basename(boot), epoch],
      files: [own("initrd/init"), own("initrd.ts"), own("cpio.ts"), own("modules.ts")],
    },
    (path) => {
      const aside = `${path}.tree`;
      try {
        writeFileSync(path, makeInitrd({ boot, script: own("initrd/init"), aside, tools, epoch }));
      } finally {
        rmSync(aside, { recursive: true, force: true });
      }
    },
  );
  const uki = await cache.step(
    "uki",
    { values: [common, verity], files: [initrd, own("uki.ts")] },
    (path) => {
      const release = kernelRelease(boot);
      const stub = `usr/lib/systemd/boot/efi/linux${efiNames[architecture].systemd}.efi.stub`;
      const uki = makeUki({
        stub: readFileSync(join(boot, stub)),
        kernel: readFileSync(join(boot, `boot/vmlinuz-${release}`)),
        initrd: readFileSync(initrd),
        commandLine: commandLine(version, verity),
        osRelease: `ID=mailmanager\nIMAGE_ID=mailmanager\nIMAGE_VERSION=${version}\nVERSION_ID=${version}\nPRETTY_NAME="MailManager ${version}"\n`,
        kernelRelease: release,
      });
      writeFileSync(path, uki);
    },
  );

  const esp = await cache.step(
    "esp",
    { values: [common], files: [uki, own("disk.ts"), own("geometry.ts")] },
    (path) => makeEsp({ boot, uki, version, architecture, tools, epoch, path }),
  );

  mkdirSync(output, { recursive: true });
  const name = `mailmanager-${version}`;
  const made: string[] = [];
  const result = async (suffix: string, make: (path: string) => Promise<void> | void): Promise<string> => {
    const path = join(output, `${name}${suffix}`);
    const aside = join(output, `.${name}${suffix}`);
    const before = performance.now();
    rmSync(aside, { force: true });
    await make(aside);
    renameSync(aside, path);
    made.push(path);
    console.log(`${basename(path)}: ${((performance.now() - before) / 1000).toFixed(1)} s`);
    return path;
  };
  await result(".raw", (path) => makeDisk({ esp, root: rootImage, size: smallestDisk(), tools, path }));
  await result(".update", (path) =>
    makeUpdate({ version, architecture, epoch, uki, root: rootImage, verity: verity.root, key, path }),
  );
  if (!quick) {
    const raw = join(output, `.${name}.virtual`);
    makeDisk({ esp, root: rootImage, size: virtualSize, tools, path: raw });
    await result(".qcow2", (path) => toQcow2(raw, path, tools));
    const vmdk = await result(".vmdk", (path) => toVmdk(raw, path, tools));
    await result(".ova", (path) => makeOva({ vmdk, name, version, epoch, path }));
    await result(".vhdx", (path) => toVhdx(raw, path, tools));
    rmSync(raw);
    await result(".spdx.json", (path) =>
      writeFileSync(path, makeSbom({ project, lock, version, epoch, packages: [packages, boot] })),
    );
  }
  const sums: string[] = [];
  for (const path of made) sums.push(`${await sha256OfFile(path)}  ${basename(path)}\n`);
  const text = Buffer.from(sums.join(""));
  writeFileSync(join(output, "SHA256SUMS"), text);
  writeFileSync(join(output, "SHA256SUMS.sig"), signatureOf(text, key));
  writeFileSync(join(output, "SHA256SUMS.pem"), key.publicPem);
  report(made, { root: rootImage, uki }, key.development);
  console.log(`in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** The program says its version on the pages: it is built with that of the image. Releases for tests take any. */
function checkProgram(program: string, version: string): void {
  const facts: { readonly version: string } = JSON.parse(
    execFileSync(program, ["version", "--json"], { encoding: "utf8" }),
  );
  if (facts.version !== version)
    throw new Error(`dist/mailmanager is version ${facts.version}, not ${version}: make image builds both`);
}

function commandLine(version: string, { root, salt, uuid, blocks }: Verity): string {
  return [
    ...[
      "console=ttyS0,115200",
      "console=tty0",
      "quiet",
      "loglevel=3",
      "panic=10",
      "audit=0",
      "fsck.repair=yes",
      // Nothing here benefits from huge pages, and for them a small machine would keep 45 MB free.
      "transparent_hugepage=never",
    ],
    ...[
      "systemd.gpt_auto=0",
      "systemd.show_status=no",
      "rd.systemd.show_status=no",
      "vt.global_cursor_default=0",
    ],
    `mailmanager.version=${version}`,
    `mailmanager.root=${root}`,
    `mailmanager.salt=${salt}`,
    `mailmanager.uuid=${uuid}`,
    `mailmanager.blocks=${blocks}`,
  ].join(" ");
}

function report(
  made: readonly string[],
  parts: Readonly<Record<string, string>>,
  development: boolean,
): void {
  const line = (name: string, path: string): void => {
    const { size, blocks } = statSync(path);
    const stored = Math.min(size, blocks * 512);
    console.log(`${name.padEnd(32)} ${(stored / 1e6).toFixed(1).padStart(7)} MB`);
  };
  for (const path of made) line(basename(path), path);
  for (const [name, path] of Object.entries(parts)) line(`  ${name}`, path);
  if (development)
    console.log(
      "Signed with the development key, which everybody has: not for a release (make image KEY=FILE).",
    );
}

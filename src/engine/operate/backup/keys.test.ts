import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { copyKeys } from "./keys.ts";

/** Replaces pairs of files in a folder one after another, as certificates are replaced there. */
const swapping = `
  const { renameSync, writeFileSync } = require("node:fs");
  const folder = process.argv[1];
  let n = 0;
  setInterval(() => {
    n += 1;
    for (const name of ["cert.pem", "key.pem"]) writeFileSync(folder + "/" + name + ".new", String(n));
    for (const name of ["cert.pem", "key.pem"]) renameSync(folder + "/" + name + ".new", folder + "/" + name);
  }, 10);
`;

it("copies a key with its own certificate, also while they are changed", async () => {
  const data = testFolder();
  mkdirSync(join(data, "tls"));
  for (const name of ["cert.pem", "key.pem"]) writeFileSync(join(data, "tls", name), "0");
  const child = spawn(process.execPath, ["-e", swapping, join(data, "tls")], { stdio: "ignore" });
  try {
    await expect.poll(() => readFileSync(join(data, "tls/key.pem"), "utf8")).not.toBe("0");
    const to = testFolder();
    for (let n = 0; n < 200; n++) {
      copyKeys(data, to);
      const read = (name: string) => readFileSync(join(to, "tls", name), "utf8");
      // Between the two renames the key is still aside, where the next start finds it.
      const aside = existsSync(join(to, "tls/key.pem.new")) ? read("key.pem.new") : null;
      expect([read("key.pem"), aside]).toContain(read("cert.pem"));
      rmSync(join(to, "tls"), { recursive: true });
    }
  } finally {
    child.kill("SIGKILL");
  }
});

it("copies nothing if there is nothing", () => {
  const to = testFolder();
  copyKeys(testFolder(), to);
  expect(existsSync(join(to, "tls"))).toBe(false);
});

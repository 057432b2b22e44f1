/** Installs Debian packages: for the tests, test/apt-packages.txt, and for the image, image/apt-packages.txt. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Installs missing packages, as root or with a sudo that asks for no password.
 * @returns whether all packages are there; if not, what to do has been printed
 */
export function debianPackages(list: string): boolean {
  const missing = packagesIn(readFileSync(list, "utf8")).filter((name) => !installed(name));
  if (missing.length === 0) return true;
  console.log(`Debian packages missing: ${missing.join(" ")}`);
  const become = rights();
  if (become) {
    run([...become, "apt-get", "update"]);
    run([...become, "apt-get", "install", "--yes", "--no-install-recommends", ...missing]);
    if (missing.every(installed)) return true;
  }
  console.error(`Debian packages are needed that could not be installed. Please run

    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing.join(" ")}
`);
  return false;
}

/** One name per line; "#" starts a comment. */
export function packagesIn(list: string): readonly string[] {
  return list
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((name) => name !== "");
}

function installed(name: string): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own syntax
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=${db:Status-Status}", name], { encoding: "utf8" });
  return stdout === "installed";
}

/** What to put before a command to run it as root; undefined if that is not possible without a password. */
function rights(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return ["env", "DEBIAN_FRONTEND=noninteractive"];
  const sudo = ["sudo", "-n"];
  return run([...sudo, "true"]) ? [...sudo, "env", "DEBIAN_FRONTEND=noninteractive"] : undefined;
}

function run([command = "", ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

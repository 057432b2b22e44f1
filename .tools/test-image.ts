/**
 * `make test-image`: makes the image and tests it in virtual machines. Ends with "N passed, N failed".
 * It is made twice more, and compared.
 */
import { spawnSync } from "node:child_process";
import { debianPackages } from "./debian.ts";
import { step, sum, summary, type Tally } from "./tally.ts";
import { runVitest } from "./vitest.ts";

process.exitCode = summary(everything());

function everything(): Tally {
  const packages = step("Debian packages", () => debianPackages("image/apt-packages.txt"));
  if (packages.failed > 0) return packages;
  const image = step("image", () => runs("image/make.ts"));
  if (image.failed > 0) return sum([packages, image]);
  return sum([
    packages,
    image,
    step("two builds are the same", () => runs("image/reproducible.ts")),
    step("tests of the image", () => runVitest("image")),
  ]);
}

function runs(program: string): boolean {
  return spawnSync(process.execPath, [program], { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

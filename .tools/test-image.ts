/**
 * `make test-image`: builds the image and tests it in virtual machines. Ends with "N passed, N failed". It is built
 * twice more, and compared. With WHEN=changed it does all this only if something that these tests cover has changed
 * since they last passed (covered.ts), and otherwise only starts the image once.
 */
import { spawnSync } from "node:child_process";
import { coveredState, hasPassed, remember } from "./covered.ts";
import { debianPackages } from "./debian.ts";
import { step, sum, summary, type Tally } from "./tally.ts";
import { runVitest } from "./vitest.ts";

process.exitCode = summary(process.env.WHEN === "changed" && hasPassed() ? shortBoot() : everything());

function everything(): Tally {
  const state = coveredState();
  const made = make({});
  if (made.failed > 0) return made;
  const all = sum([
    made,
    step("two builds are the same", () => runs("image/reproducible.ts")),
    step("tests of the image", () => runVitest("image")),
  ]);
  if (all.failed === 0 && coveredState() === state) remember(state);
  return all;
}

function shortBoot(): Tally {
  console.log("nothing that the tests of the image cover has changed since they passed: one start will do");
  const made = make({ QUICK: "1" });
  if (made.failed > 0) return made;
  return sum([made, step("the image starts", () => runVitest("image", "test/image/first.test.ts"))]);
}

/** Installs the packages it needs, and builds the image. */
function make(settings: Readonly<Record<string, string>>): Tally {
  const packages = step("Debian packages", () => debianPackages("image/apt-packages.txt"));
  if (packages.failed > 0) return packages;
  return sum([packages, step("image", () => runs("image/make.ts", settings))]);
}

function runs(program: string, settings: Readonly<Record<string, string>> = {}): boolean {
  const env = { ...process.env, ...settings };
  return (
    spawnSync(process.execPath, [program], { stdio: ["ignore", "inherit", "inherit"], env }).status === 0
  );
}

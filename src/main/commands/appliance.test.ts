import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { applianceCommands } from "./appliance.ts";

it("has every part that the disk image's units start", () => {
  const started = globSync("systemd/box/*.service").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^ExecStart=\/usr\/bin\/mailmanager (appliance \w+)$/gm)].map(
      ([, name]) => name,
    ),
  );
  expect(started).toContain("appliance serve");
  expect(applianceCommands.map(({ name }) => name)).toEqual(expect.arrayContaining(started));
});

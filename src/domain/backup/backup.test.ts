import { expect, test } from "vitest";
import { replacedBackups } from "./index.ts";

const nightly = (name: string) => ({ name, cause: "nightly" as const });
const asked = (name: string) => ({ name, cause: "asked" as const });
const backups = [nightly("e"), asked("d"), nightly("c"), nightly("b"), asked("a")];
const names = (keep: number) => replacedBackups(backups, keep).map(({ name }) => name);

test("the newest nightly backups stay, and all that someone asked for", () => {
  expect([names(0), names(1), names(2), names(3), names(9)]).toEqual([
    ["e", "c", "b"],
    ["c", "b"],
    ["b"],
    [],
    [],
  ]);
});

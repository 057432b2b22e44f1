import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { placesBelow } from "../places.ts";
import { testBox } from "../testing/box.ts";
import { endWell } from "./attempts.ts";

it("a good end sets the attempts to 0, and nothing else of what the initrd remembers", () => {
  const box = testBox();
  try {
    const places = placesBelow(box.root);
    endWell(places);
    const partition = join(places.dev, "disk/by-partlabel/mailmanager-boot");
    const sector = (text: string) => Buffer.concat([Buffer.from(text), Buffer.alloc(512)]).subarray(0, 512);
    const remembered = (attempts: number) =>
      sector(
        `mailmanager-boot 1\nmachine-id=0123\nversion=1.0\nattempts=${attempts}\nfailed=1.1\ncause=größer\n`,
      );
    mkdirSync(dirname(partition), { recursive: true });
    writeFileSync(partition, remembered(12));
    endWell(places);
    // One byte less is taken: the sector stays as long as it was.
    expect(readFileSync(partition)).toEqual(remembered(0));
    writeFileSync(partition, sector("something else\nattempts=3\n"));
    endWell(places);
    expect(readFileSync(partition)).toEqual(sector("something else\nattempts=3\n"));
  } finally {
    box.remove();
  }
});

import { expect, it } from "vitest";
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import type { AskBox } from "../../engine/operate/box.ts";
import { removableMediaOf } from "./removable-media.ts";

const plugged = [
  {
    ...{ id: "sdb1", label: "BLUE", writable: true, free: 9, updates: [{ path: "x.update", bytes: 1 }] },
    backups: [{ path: "a.backup", bytes: 7 }],
  },
  { id: "sr0", label: "", writable: false, free: 0, updates: [], backups: [{ path: "b.backup", bytes: 8 }] },
];

/** An appliance with given responses, which records the requests. */
function boxWith(answers: Readonly<Record<string, unknown>>, present = true) {
  const asked: unknown[] = [];
  const ask: AskBox["ask"] = async (verb, args, by, progress) => {
    asked.push([verb, args, by]);
    progress?.(1, 2, "Copying");
    // The appliance's response to this verb.
    return answers[verb] as never;
  };
  const box: AskBox = { present: () => present, newestAction: () => null, ask };
  return { asked, media: removableMediaOf(box) };
}

it("lists the backups on all media, and copies one of them", async () => {
  const { asked, media } = boxWith({ media: ok(plugged), "media.fetch": ok({ path: "/run/x", bytes: 7 }) });
  expect(media.present()).toBe(true);
  expect(await media.backups()).toEqual(
    ok([
      { medium: "sdb1", label: "BLUE", path: "a.backup", bytes: 7 },
      { medium: "sr0", label: "", path: "b.backup", bytes: 8 },
    ]),
  );
  const told: unknown[] = [];
  expect(await media.fetch("sdb1", "a.backup", (...step) => told.push(step))).toEqual(ok("/run/x"));
  expect(told).toEqual([[1, 2, "Copying"]]);
  expect(asked).toEqual([
    ["media", {}, null],
    ["media.fetch", { medium: "sdb1", path: "a.backup" }, null],
  ]);
});

it("passes on the appliance's refusals", async () => {
  const no = refuse(fault("appliance.refused", { params: { text: "No", todo: "" } }));
  const { media } = boxWith({ media: no, "media.fetch": no });
  expect(await media.backups()).toEqual(no);
  expect(await media.fetch("sdb1", "a.backup", () => {})).toEqual(no);
});

it("makes no request without an appliance", async () => {
  const { asked, media } = boxWith({}, false);
  expect([media.present(), await media.backups()]).toEqual([false, ok([])]);
  expect(await media.fetch("sdb1", "a.backup", () => {})).toMatchObject({ error: { code: "box.absent" } });
  expect(asked).toEqual([]);
});

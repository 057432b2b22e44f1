import { fault } from "../../../base/fault.ts";
import type { UpdatesView } from "../system/updates/view.ts";
import { frame, now } from "./samples.ts";

export const installing: UpdatesView["job"] = {
  what: "update.writing",
  percent: 42,
  installed: null,
  fault: null,
};

export const updates = (more: Partial<UpdatesView> = {}): UpdatesView => ({
  frame: frame({ section: "system" }),
  state: {
    running: { version: "1.4.0", trying: false },
    other: { version: "1.5.0", state: "bad" },
    fellBack: {
      from: "1.4.0",
      to: "1.5.0",
      cause: fault("box.unwell.pages", {
        params: { problem: fault("server.late", { params: { seconds: 20 } }), words: "" },
      }),
    },
    developmentKey: true,
  },
  job: null,
  sticks: [
    {
      ...{ source: "medium:sdb1/mailmanager-1.5.1.update", name: "mailmanager-1.5.1.update" },
      ...{ label: "STICK", bytes: 128_000_000 },
    },
  ],
  url: "https://releases.harbour.example/",
  found: { version: "1.5.1", builtAt: now - 86_400_000, bytes: 128_000_000 },
  fault: { text: "An address begins with https:// or http://, a path with /", field: "url", hint: null },
  history: [
    {
      at: now - 3_600_000,
      actor: "The box",
      what: "release 1.5.0 failed its health check, and 1.4.0 runs again: HTTPS does not answer",
      ok: false,
    },
    {
      at: now - 7_200_000,
      actor: "Marta Olsen",
      what: "installed an update from https://releases.harbour.example/",
      ok: true,
    },
  ],
  ...more,
});

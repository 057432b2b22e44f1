import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { doneAction } from "../../src/base/box-actions.ts";
import { step } from "../../src/base/box-steps.ts";
import { fault } from "../../src/base/fault.ts";
import type { Box } from "../box.ts";
import { textIfAny, writeDurably } from "../files.ts";
import type { Handler, RequestContext } from "../handler.ts";
import { saveOnto } from "../media/copy.ts";
import { findMedium, nameFor, toWrite } from "../media/mount.ts";
import type { AnswerTo } from "../protocol.ts";
import { Refusal, refusals } from "../refusal.ts";
import { scrub } from "../support/scrub.ts";
import { tar } from "../support/tar.ts";
import { programUser, runProgram } from "../user.ts";
import { readLog } from "./logs.ts";
import { status } from "./status.ts";

/** Bundles kept; older ones are removed. */
const KEPT = 2;
const LINES = 4_000;
const LONGEST = 1_048_576;

/** Diagnostic data in one file, without mail or secrets. */
export const supportBundle: Handler<"support.bundle"> = {
  what: () => doneAction("support.bundle"),
  run: (box, _, asked) => refusals(() => makeBundle(box, asked)),
};

/** The same file, on a medium. */
export const saveBundle: Handler<"support.save"> = {
  what: ({ medium }) => doneAction("support.save", { medium }),
  run: (box, args, asked) =>
    refusals(async () => {
      const medium = toWrite(box, await findMedium(box, args.medium));
      const { path } = await makeBundle(box, asked);
      const source = await open(path);
      try {
        return await saveOnto(box, medium, nameFor(box, "support", "tar.gz"), source, asked.progress);
      } finally {
        await source.close();
      }
    }),
};

async function makeBundle(box: Box, asked: RequestContext): Promise<AnswerTo<"support.bundle">> {
  const files = new Map<string, string>();
  const parts = partsOf(box, asked);
  for (const [index, [name, make]] of parts.entries()) {
    asked.progress(index, parts.length, name);
    let text: string;
    try {
      text = await make();
    } catch (cause) {
      text = `could not be made: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
    files.set(`mailmanager-support/${name}`, scrub(text).slice(-LONGEST));
  }
  asked.progress(parts.length, parts.length, step("bundle.packing"));
  const user = programUser(box);
  if (user === null) throw new Refusal(fault("box.not-installed"));
  const folder = box.places.shared;
  mkdirSync(folder, { recursive: true });
  chownSync(folder, 0, user.gid);
  chmodSync(folder, 0o750);
  const stamp = new Date(box.now()).toISOString().slice(0, 19).replace(/\D/g, "");
  const path = join(folder, `support-${stamp}.tar.gz`);
  const bytes = gzipSync(tar(files, box.now()));
  writeDurably(path, bytes, 0o640);
  chownSync(path, 0, user.gid);
  const bundles = readdirSync(folder).filter((name) => /^support-\d+\.tar\.gz$/.test(name));
  for (const old of bundles.sort().slice(0, -KEPT)) rmSync(join(folder, old));
  return { path, bytes: bytes.length };
}

type Part = readonly [name: string, make: () => Promise<string>];

function partsOf(box: Box, asked: RequestContext): readonly Part[] {
  const { places } = box;
  const said =
    (program: string, ...args: readonly string[]) =>
    async () => {
      const { status, out, err } = await box.run(program, args, { limit: 20_000 });
      return status === 0 ? out : `${out}${err}\n(${program} ended with ${status ?? "a signal"})\n`;
    };
  const log =
    (...filter: readonly string[]) =>
    async () =>
      (await readLog(box, filter, LINES))?.join("\n") ?? "the log cannot be read";
  const file = (path: string) => async () => textIfAny(path) ?? "there is none";
  return [
    [
      "versions.txt",
      async () =>
        [
          `mailmanager ${box.version}, node ${process.versions.node}, host ${hostname()}`,
          textIfAny(join(places.etc, "os-release")) ?? "",
          textIfAny(join(places.proc, "version")) ?? "",
          textIfAny(join(places.proc, "cmdline")) ?? "",
        ].join("\n"),
    ],
    [
      "status.json",
      async () => {
        const state = await status.run(box, {}, asked);
        return JSON.stringify(state.ok ? state.value : state.error, null, 2);
      },
    ],
    [
      "settings.json",
      async () => JSON.stringify({ ...box.settings.read(), authorities: undefined }, null, 2),
    ],
    [
      "actions.jsonl",
      async () =>
        box.actions
          .after(0, 9_999)
          .map((one) => JSON.stringify(one))
          .join("\n"),
    ],
    [
      "doctor.txt",
      async () => {
        const { out, err } = await runProgram(box, ["doctor", "--data", places.data], { limit: 120_000 });
        return `${out}${err}`;
      },
    ],
    ["run.json", file(join(places.data, "run.json"))],
    ["log-program.txt", log("--unit", "mailmanager")],
    ["log-box.txt", log("--unit", "mailmanager-*")],
    ["log-warnings.txt", log("--priority=warning")],
    ["log-kernel.txt", log("--dmesg")],
    ["units.txt", said("systemctl", "list-units", "--all", "--no-pager", "--full")],
    ["failed.txt", said("systemctl", "--failed", "--no-pager", "--full")],
    ["network.txt", said("networkctl", "status", "--all", "--no-pager", "--lines=0")],
    ["names.txt", said("resolvectl", "status", "--no-pager")],
    ["firewall.txt", said("nft", "list", "table", "inet", "mailmanager")],
    ["clock.txt", said("timedatectl", "show")],
    ["mounts.txt", file(join(places.proc, "self/mountinfo"))],
    ["partitions.txt", file(join(places.proc, "partitions"))],
    ["memory.txt", file(join(places.proc, "meminfo"))],
    ["pressure.txt", file(join(places.proc, "pressure/io"))],
  ];
}

import { existsSync, rmSync } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { refuse } from "../../src/base/result.ts";
import { runOrThrow } from "../apply.ts";
import type { Box } from "../box.ts";
import { removeDurably, textIfAny, writeDurably } from "../files.ts";
import type { Handler, RequestContext } from "../handler.ts";
import { saveOnto } from "../media/copy.ts";
import { clearHandover } from "../media/handover.ts";
import { findMedium, nameFor, toWrite } from "../media/mount.ts";
import { programFault } from "../program-fault.ts";
import { problemOf, Refusal, refusals } from "../refusal.ts";
import { programUser, runProgram } from "../user.ts";
import { fetchOnto } from "./media.ts";

/** Milliseconds that the program may take to make, verify or restore a backup. */
const LONGEST = 24 * 3_600_000;

/** The program makes the backup in its own folder, since it may not write to a stick; it is copied from there. */
export const saveBackup: Handler<"backup.save"> = {
  what: ({ medium }) => doneAction("backup.save", { medium }),
  run: (box, args, asked) =>
    refusals(async () => {
      // Refuse before making anything.
      const medium = toWrite(box, await findMedium(box, args.medium));
      if (!isSetUp(box)) throw new Refusal(fault("box.backup.nothing"));
      const made = join(box.places.data, "for-medium.backup");
      rmSync(made, { force: true });
      try {
        await program(box, asked, ["create", "--data", box.places.data, "--out", made]);
        const source = await openMade(box, made);
        try {
          return await saveOnto(box, medium, nameFor(box, "", "backup"), source, asked.progress);
        } finally {
          await source.close();
        }
      } finally {
        rmSync(made, { force: true });
      }
    }),
};

/** Opens the file that the program says it made, and no link or special file in its place. */
async function openMade(box: Box, path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw new Refusal(fault("box.backup.unopened", { params: { problem: problemOf(cause) } }));
    },
  );
  const about = await file.stat();
  const user = programUser(box);
  if (about.isFile() && about.nlink === 1 && (user === null || about.uid === user.uid)) return file;
  await file.close();
  throw new Refusal(fault("box.backup.not-own"));
}

export const restoreBackup: Handler<"backup.restore"> = {
  what: ({ medium, path }) => doneAction("backup.restore", { medium, path }),
  async run(box, from, asked) {
    if (isSetUp(box)) return refuse(fault("box.backup.set-up"));
    const fetched = await fetchOnto(box, from, asked);
    if (!fetched.ok) return fetched;
    try {
      return await refusals(async () => {
        await program(box, asked, ["verify", fetched.value.path]);
        await stopProgram(box);
        try {
          // Someone may have completed the setup while the file was read.
          if (isSetUp(box)) throw new Refusal(fault("box.backup.set-up"));
          await program(box, asked, ["restore", fetched.value.path, "--data", box.places.data]);
        } finally {
          await startAgain(box);
        }
        return {};
      });
    } finally {
      clearHandover(box.places);
    }
  },
};

const isSetUp = ({ places }: Box): boolean => existsSync(join(places.data, "mailmanager.db"));

/**
 * Runs "mailmanager backup ..." as the program's user; passes on its lines "progress: DONE TOTAL WHAT" (TOTAL "-": not
 * known). Throws a Refusal with its fault when it fails.
 */
async function program(box: Box, { progress }: RequestContext, words: readonly string[]): Promise<void> {
  const result = await runProgram(box, ["backup", ...words, "--json"], {
    limit: LONGEST,
    onLine(line) {
      // linear: anchored, and no two neighbouring repetitions share a character
      const [, done, total, what] = /^progress: (\d{1,15}) (\d{1,15}|-) (.+)$/.exec(line) ?? [];
      if (what === undefined) return;
      const told = what.replace(/\p{C}/gu, " ").slice(0, 200);
      progress(Number(done), total === "-" ? null : Number(total), told);
    },
  });
  if (result.status === 0) return;
  throw new Refusal(fault("box.program", { params: { problem: programFault(result) } }));
}

const stoppedFile = ({ places }: Box): string => join(places.run, "stopped-for-restore");

/** Stops the program and its sockets: a connection would start it again. */
async function stopProgram(box: Box): Promise<void> {
  const list = ["list-units", "--type=socket", "--state=active", "--plain", "--no-legend", "mailmanager-*"];
  const sockets = (await runOrThrow(box, "systemctl", list))
    .split("\n")
    .map((line) => line.trim().split(/\s+/)[0] ?? "")
    .filter((unit) => /^mailmanager-[a-z]+\.socket$/.test(unit));
  const units = ["mailmanager.service", ...sockets];
  // If this helper dies meanwhile, the next one starts them.
  writeDurably(stoppedFile(box), units.join("\n"));
  const { status, err } = await box.run("systemctl", ["stop", ...units], { limit: 120_000 });
  if (status === 0) return;
  await startAgain(box);
  const said = err.trim();
  const problem = said === "" ? fault("server.no-reason") : fault("box.said", { params: { said } });
  throw new Refusal(fault("box.backup.not-stopped", { params: { problem } }));
}

/** Starts what was stopped for a restore, if anything was. */
export async function startAgain(box: Box): Promise<void> {
  const units = (textIfAny(stoppedFile(box)) ?? "").split("\n").filter((unit) => unit !== "");
  if (units.length === 0) return;
  // Sockets first: the program receives them.
  await runOrThrow(box, "systemctl", ["--no-block", "start", ...units.toReversed()]);
  removeDurably(stoppedFile(box));
}

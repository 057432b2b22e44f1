import { existsSync, rmSync } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { refuse } from "../../src/base/result.ts";
import { runOrThrow } from "../apply.ts";
import type { Box } from "../box.ts";
import { boxFault } from "../fault.ts";
import { removeDurably, textIfAny, writeDurably } from "../files.ts";
import type { Handler, RequestContext } from "../handler.ts";
import { saveOnto } from "../media/copy.ts";
import { clearHandover } from "../media/handover.ts";
import { findMedium, nameFor, toWrite } from "../media/mount.ts";
import { Refusal, refusals } from "../refusal.ts";
import { programUser, runProgram } from "../user.ts";
import { fetchOnto } from "./media.ts";

/** Milliseconds that the program may take to make, verify or restore a backup. */
const LONGEST = 24 * 3_600_000;

/** The program makes the backup in its own folder, since it may not write to a stick; it is copied from there. */
export const saveBackup: Handler<"backup.save"> = {
  what: ({ medium }) => `a backup was saved on the stick ${medium}`,
  run: (box, args, asked) =>
    refusals(async () => {
      // Refuse before making anything.
      const medium = toWrite(box, await findMedium(box, args.medium));
      if (!isSetUp(box)) throw new Refusal("The appliance is not set up yet", "There is nothing to back up");
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
      throw new Error(
        `the backup could not be created: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    },
  );
  const about = await file.stat();
  const user = programUser(box);
  if (about.isFile() && about.nlink === 1 && (user === null || about.uid === user.uid)) return file;
  await file.close();
  throw new Error("the file that the program created is not a plain file of its own");
}

export const restoreBackup: Handler<"backup.restore"> = {
  what: ({ medium, path }) => `the box was set up from the backup ${path} on the stick or disc ${medium}`,
  async run(box, from, asked) {
    if (isSetUp(box)) return refuse(setUpAlready);
    const fetched = await fetchOnto(box, from, asked);
    if (!fetched.ok) return fetched;
    try {
      return await refusals(async () => {
        await program(box, asked, ["verify", fetched.value.path]);
        await stopProgram(box);
        try {
          // Someone may have completed the setup while the file was read.
          if (isSetUp(box)) throw new Refusal(setUpAlready.text, setUpAlready.todo ?? "");
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

const setUpAlready = boxFault(
  "refused",
  "The appliance is already set up: a backup can only be restored on a new one",
  "Choose Factory reset first, which erases everything, then restore",
);

const isSetUp = ({ places }: Box): boolean => existsSync(join(places.data, "mailmanager.db"));

/**
 * Runs "mailmanager backup ..." as the program's user; passes on its lines "progress: DONE TOTAL WHAT" (TOTAL "-": not
 * known). Throws a Refusal with its error message when it fails.
 */
async function program(box: Box, { progress }: RequestContext, words: readonly string[]): Promise<void> {
  const { status, err } = await runProgram(box, ["backup", ...words], {
    limit: LONGEST,
    onLine(line) {
      // linear: anchored, and no two neighbouring repetitions share a character
      const [, done, total, what] = /^progress: (\d{1,15}) (\d{1,15}|-) (.+)$/.exec(line) ?? [];
      if (what === undefined) return;
      const told = what.replace(/\p{C}/gu, " ").slice(0, 200);
      progress(Number(done), total === "-" ? null : Number(total), told);
    },
  });
  if (status === 0) return;
  const lines = err.split("\n").filter((line) => !line.startsWith("progress: "));
  const own = lines.find((line) => /^mailmanager [a-z ]+: /.test(line));
  const why = (own ?? lines.find((line) => line.trim() !== "") ?? "")
    .replace(/^mailmanager [a-z ]+: /, "")
    .trim();
  throw new Refusal(
    why === "" ? `The program ended with ${status ?? "a signal"}` : why.slice(0, 1000),
    "Nothing was changed; the log of the mail service may say more",
    "failed",
  );
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
  throw new Error(`the mail service could not be stopped: ${err.trim()}`);
}

/** Starts what was stopped for a restore, if anything was. */
export async function startAgain(box: Box): Promise<void> {
  const units = (textIfAny(stoppedFile(box)) ?? "").split("\n").filter((unit) => unit !== "");
  if (units.length === 0) return;
  // Sockets first: the program receives them.
  await runOrThrow(box, "systemctl", ["--no-block", "start", ...units.toReversed()]);
  removeDurably(stoppedFile(box));
}

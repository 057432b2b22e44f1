import { join } from "node:path";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { ok, type Result, refuse } from "../../src/base/result.ts";
import type { Box } from "../box.ts";
import type { Handler, RequestContext } from "../handler.ts";
import { fetchFrom } from "../media/copy.ts";
import { fileOn, mediaWithFiles } from "../media/files.ts";
import { openHandover } from "../media/handover.ts";
import { findMedium, idOf, mounted } from "../media/mount.ts";
import type { AnswerTo, Arguments } from "../protocol.ts";
import { refusals } from "../refusal.ts";

/** Bytes of the disk that copies leave free. */
const RESERVE = 64 * 1_048_576;

export const listMedia: Handler<"media"> = {
  run: async (box) => ok(await mediaWithFiles(box)),
};

export const fetchFile: Handler<"media.fetch"> = {
  what: ({ medium, path }) => doneAction("media.fetch", { medium, path }),
  run: fetchOnto,
};

/** Copies a file of a medium into the folder that the program can read. */
export async function fetchOnto(
  box: Box,
  { medium, path }: Arguments<"media.fetch">,
  { progress }: Pick<RequestContext, "progress">,
): Promise<Result<AnswerTo<"media.fetch">, StoredFault>> {
  const kind = /\.(update|backup)$/i.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined) return refuse(fault("box.medium.other-file", { params: { path } }));
  return refusals(async () => {
    const found = await findMedium(box, medium);
    return mounted(box, found, "read", async (folder) => {
      const from = await fileOn(folder, path);
      const { folder: to, gid } = openHandover(box);
      // A name of our own: the one on the medium is untrusted.
      const file = join(to, `fetched.${kind}`);
      return {
        path: file,
        bytes: await fetchFrom(
          { path: from, medium: found.label || idOf(found) },
          { path: file, mode: 0o640, gid },
          RESERVE,
          progress,
        ),
      };
    });
  });
}

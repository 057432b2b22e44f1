import { directoryFindings } from "../../../domain/directory/index.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { View } from "../../../record/view.ts";
import type { AskDirectory } from "../../people/directory.ts";

/** Whether people can log in with the directory: each of its servers is queried as for a log-in. */
export async function* checkDirectory(
  view: Pick<View, "directory" | "users">,
  ask: AskDirectory,
  now: number,
): AsyncGenerator<Finding> {
  const { warning } = findingsOf("directory");
  const directory = view.directory();
  if (directory?.enabled) {
    yield* directoryFindings(
      directory,
      await ask(directory, { user: null, password: null, every: true }),
      now,
    );
    return;
  }
  const shutOut = view.users().filter((user) => user.directory && !user.disabled);
  if (shutOut.length === 0) return;
  yield warning("directory.disabled", "enable-directory", { n: shutOut.length });
}

import { directoryFindings } from "../../../domain/directory/index.ts";
import type { Finding } from "../../../domain/finding.ts";
import { disabledDirectoryFindings } from "../../../domain/health/index.ts";
import type { View } from "../../../record/view.ts";
import type { AskDirectory } from "../../people/directory.ts";

/** Whether people can log in with the directory: each of its servers is queried as for a log-in. */
export async function* checkDirectory(
  view: Pick<View, "directory" | "users">,
  ask: AskDirectory,
  now: number,
): AsyncGenerator<Finding> {
  const directory = view.directory();
  if (!directory?.enabled) return yield* disabledDirectoryFindings(view.users());
  const answer = await ask(directory, { user: null, password: null, every: true });
  yield* directoryFindings(directory, answer, now);
}

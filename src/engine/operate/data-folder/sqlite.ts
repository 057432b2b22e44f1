import { sqliteVersion } from "../../../record/version.ts";
import type { DataFormats } from "./folder.ts";

/** The version of SQLite. */
export const versionOf = ({ nativeBinding }: Pick<DataFormats, "nativeBinding">): string =>
  sqliteVersion(nativeBinding);

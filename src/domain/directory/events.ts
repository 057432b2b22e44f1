import type { Directory } from "./settings.ts";

export type DirectoryEvent = { readonly type: "DirectoryChanged"; readonly directory: Directory };

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Context } from "hono";

const folder = "src/edges/web/assets/";
const types = {
  "app.css": "text/css; charset=utf-8",
  "mail.css": "text/css; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "live.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
  "app.webmanifest": "application/manifest+json",
  "editor.js": "text/javascript; charset=utf-8",
} as const;
type AssetName = keyof typeof types;
/** The pages have one script, written in several files. */
const scripts = [
  ...["app.js", "notices.js", "lists.js", "palette.js", "compose.js", "drafts.js"],
  "properties.js",
];
/** What the build makes: not in the source tree. */
const built = "editor.js";
const names = Object.keys(types) as readonly AssetName[];

export interface Assets {
  /** The URL of an asset: it changes with the contents, so that it can be cached permanently. */
  url(name: Exclude<AssetName, typeof built>): string;
  /** The URL of the editor of rules; null in the source tree, where nothing has built it. */
  readonly editor: string | null;
  /** The response to a request for an asset; null if there is none with this name. */
  answer(c: Context, file: string): Response | null;
}

/**
 * Reads all assets once, with their hashes and compressed forms.
 * @param isBuilt whether this is the built program
 */
export function createAssets(asset: (name: string) => Uint8Array, isBuilt = false): Assets {
  const files = names
    .filter((name) => isBuilt || name !== built)
    .map((name) => {
      const parts = name === "app.js" ? scripts : [name];
      const bytes = Buffer.concat(parts.map((part) => asset(folder + part)));
      const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 12);
      const [stem, ending] = name.split(".");
      return { name, file: `${stem}.${hash}.${ending}`, etag: `"${hash}"`, bytes, packed: gzipSync(bytes) };
    });
  const byFile = new Map(files.map((one) => [one.file, one]));
  const byName = new Map(files.map((one) => [one.name, one]));

  const editor = byName.get(built)?.file;
  return {
    editor: editor === undefined ? null : `/assets/${editor}`,
    url: (name) => `/assets/${byName.get(name)?.file ?? name}`,
    answer(c, file) {
      const found = byFile.get(file);
      if (!found) return null;
      const headers = {
        "Content-Type": types[found.name],
        "Cache-Control": "public, max-age=31536000, immutable",
        ETag: found.etag,
        Vary: "Accept-Encoding",
      };
      if (c.req.header("If-None-Match") === found.etag) return c.body(null, 304, headers);
      const gzip = /\bgzip\b/.test(c.req.header("Accept-Encoding") ?? "");
      return c.body(body(gzip ? found.packed : found.bytes), 200, {
        ...headers,
        ...(gzip ? { "Content-Encoding": "gzip" } : {}),
      });
    },
  };
}

/** Bytes copied to memory of their own, as the types of responses require. */
export const body = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

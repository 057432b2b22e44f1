/**
 * For `node --import`: runs the program from its source, as its next release: each part of the read model has another version,
 * and it works with the tables of this one until its own are built.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

const raised =
  "for (const one of projections) Object.assign(one, { usableFrom: one.version, version: one.version + 1 });";

registerHooks({
  load(url, context, next) {
    // Node only knows how to remove types.
    if (url.endsWith(".tsx")) {
      const text = readFileSync(fileURLToPath(url), "utf8");
      const options = {
        loader: "tsx",
        jsx: "automatic",
        jsxImportSource: "hono/jsx",
        format: "esm",
      } as const;
      return { format: "module", source: transformSync(text, options).code, shortCircuit: true };
    }
    const loaded = next(url, context);
    if (!url.endsWith("/src/record/model/index.ts")) return loaded;
    return { ...loaded, source: `${String(loaded.source)}\n${raised}\n` };
  },
});

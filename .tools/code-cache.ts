/**
 * `node code-cache.ts PROGRAM CACHE [WORD...]`: runs a bundled program with these arguments, and writes V8's code
 * cache.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";

const [program = "", cache = "", ...words] = process.argv.slice(2);
const script = new Script(readFileSync(program, "latin1"), { filename: "program.cjs" });
const module = { exports: {} };
process.argv = [process.execPath, program, ...words];
script.runInThisContext()(module, module.exports, createRequire(import.meta.url));
process.once("exit", () => writeFileSync(cache, script.createCachedData()));

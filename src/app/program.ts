/**
 * Programs that the executable carries, each bundled into one file of CommonJS that needs nothing but what the runtime has
 * built in. Beside each lies what V8 made of its text when the executable was built, so that a start does not compile
 * it again; a cache that does not fit is ignored by V8, and then the text is compiled.
 */
import sea from "node:sea";
import { Script } from "node:vm";

/** The function that a program's text becomes: what is compiled, at the build and at a start, has to be the same text. */
export const wrapped = (text: string): string => `(function (module, exports, require) {${text}\n})`;

/** Where the cache of a program lies. */
export const cacheOf = (program: string): string => `${program}.cache`;

/** Runs a carried program, by its name in the source tree. @returns what it exports */
export function runCarried(name: string): unknown {
  const script = new Script(wrapped(sea.getAsset(name, "utf8")), {
    filename: name,
    cachedData: Buffer.from(sea.getRawAsset(cacheOf(name))),
  });
  const module: { exports: unknown } = { exports: {} };
  script.runInThisContext()(module, module.exports, builtin);
  return module.exports;
}

function builtin(name: string): object {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error(`${name} is not built in`);
  return found;
}

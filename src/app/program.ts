/**
 * Programs bundled into the executable, each as one CommonJS file that needs nothing but the runtime's built-in modules.
 * Each has the code cache that V8 made when the executable was built, so that a start does not compile
 * it again; V8 ignores a cache that does not match and compiles the text.
 */
import sea from "node:sea";
import { Script } from "node:vm";

/** A program's text as it is bundled: a function, and the same text that is compiled at the build and at a start. */
export const wrapped = (text: string): string => `(function (module, exports, require) {${text}\n})`;

/** Where a program's code cache is. */
export const cacheOf = (program: string): string => `${program}.cache`;

/** Runs a bundled program, by its name in the source tree. @returns its exports */
export function runCarried(name: string): unknown {
  const script = new Script(bundledText(name), {
    filename: name,
    cachedData: Buffer.from(sea.getRawAsset(cacheOf(name))),
  });
  const module: { exports: unknown } = { exports: {} };
  script.runInThisContext()(module, module.exports, builtin);
  return module.exports;
}

/** A bundled program's text. It is ASCII, which is read at once, and takes a byte for each character. */
export const bundledText = (name: string): string => Buffer.from(sea.getRawAsset(name)).toString("latin1");

function builtin(name: string): object {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error(`${name} is not built in`);
  return found;
}

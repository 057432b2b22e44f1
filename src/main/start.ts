/**
 * What the executable runs first: loads one of its command lines. The box's programs start early in each boot and run
 * beside the program all the time, and backups are made beside it; millions of characters that they have no use for cost
 * them seconds and memory.
 */
import sea from "node:sea";
import { compileFunction } from "node:vm";

const [word] = process.argv.slice(2);
const box = word === "appliance" || word === "console";
const name = box ? "src/main/box.ts" : word === "backup" ? "src/main/backup.ts" : "src/main.ts";
compileFunction(sea.getAsset(name, "utf8"), ["require"], { filename: name })(builtin);

function builtin(module: string): object {
  const found = process.getBuiltinModule(module);
  if (found === undefined) throw new Error(`${module} is not built in`);
  return found;
}

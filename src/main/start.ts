/**
 * What the executable runs first: loads one of its command lines. The box's programs start early in each boot and run
 * beside the program all the time, and backups are made beside it; millions of characters that they have no use for cost
 * them seconds and memory.
 */
import { runCarried } from "../app/program.ts";

const [word] = process.argv.slice(2);
const box = word === "appliance" || word === "console";
runCarried(box ? "src/main/box.ts" : word === "backup" ? "src/main/backup.ts" : "src/main.ts");

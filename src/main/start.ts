/**
 * What the executable runs first: loads one of its command lines. The appliance's programs start early in each boot and
 * run alongside the main program all the time, as do backups; loading code that they do not use would cost them
 * seconds and memory.
 */
import { runCarried } from "../app/program.ts";

const [word] = process.argv.slice(2);
const box = word === "appliance" || word === "console";
runCarried(box ? "src/main/box.ts" : word === "backup" ? "src/main/backup.ts" : "src/main.ts");

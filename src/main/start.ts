/**
 * What the executable runs first: loads one of its two command lines. The box's programs start early in each boot and run
 * beside the program all the time; millions of characters that they have no use for cost them seconds and memory.
 */
import { runCarried } from "../app/program.ts";

const [word] = process.argv.slice(2);
runCarried(word === "appliance" || word === "console" ? "src/main/box.ts" : "src/main.ts");

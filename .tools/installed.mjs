// Exit status 0 when node_modules holds exactly what the lock file asks for on this machine, else 1. Runs in any Node
// from 20 on, before anything is installed.
import { existsSync, readFileSync } from "node:fs";

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined);
const wanted = read("package-lock.json");
const present = read("node_modules/.package-lock.json") ?? {};

const same = (path) =>
  present[path] ? present[path].integrity === wanted[path].integrity : wanted[path].optional === true;
const complete =
  Object.keys(wanted).every((path) => path === "" || same(path)) &&
  Object.keys(present).every((path) => path in wanted) &&
  existsSync("node_modules/.bin/node");
process.exit(complete ? 0 : 1);

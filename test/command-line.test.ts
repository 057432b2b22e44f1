/** What the built executable says when it is used wrongly: each command with what people get wrong, run as they run it. */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { patience } from "./support/patience.ts";

let folder: string;
const other = createServer();
let port = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "command-line-test-"));
  // Others need to reach the files here, so that it is their own permissions that count.
  chmodSync(folder, 0o755);
  copyFileSync("dist/mailmanager", join(folder, "mailmanager"));
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "empty"));
  for (const name of ["closed", "closed/inside"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "closed-file"), "x", { mode: 0o000 });
  chmodSync(join(folder, "closed"), 0o000);
  const words = ["setup", "--data", "data", "--hostname", "desk.example", "--mailbox", "help@desk.example"];
  expect(run(words).status).toBe(0);
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => {
  other.close();
  chmodSync(join(folder, "closed"), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

/** A user without rights, since permissions do not bind root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function run(words: readonly string[], as: object = {}) {
  const options = { cwd: folder, encoding: "utf8", input: "", timeout: patience, ...as } as const;
  return spawnSync(join(folder, "mailmanager"), words, options);
}

/** Command lines in the folder above; "PORT" is one in use. With the exit status and what the first line says. */
const wrong: readonly (readonly [line: string, status: 1 | 2, says: string])[] = [
  // The command
  ["usr", 2, 'did you mean "user"?'],
  ["user lst --data data", 2, 'did you mean "user list"?'],
  ["bakup verify x", 2, 'did you mean "backup verify"?'],
  ["journal", 2, "journal takes verify, tail, export"],
  ["--data data serve", 2, "--data comes before the command"],
  ["help weather", 2, 'no help on "weather"'],
  // Options
  ["journal tail --data data --jsn", 2, "unknown option --jsn; did you mean --json?"],
  ["journal tail --data", 2, "--data needs a value"],
  ["user disable ann --data data", 2, 'unexpected argument "ann", use --user ann'],
  ["serve --data data --http here", 2, '--http: "here" is not valid'],
  ["serve --data data --http 127.0.0.1:70000", 2, '--http: "127.0.0.1:70000" is not valid'],
  ["serve --data data --http 127.0.0.1:0 --outgoing ftp://x", 2, "--outgoing: "],
  ["serve --data data --http 127.0.0.1:0 --trusted-proxies x", 2, '--trusted-proxies: "x" is not valid'],
  ["setup --data new --hostname a_b --mailbox help@desk.example", 2, "--hostname: "],
  ["setup --data new --hostname desk.example --mailbox help", 2, "--mailbox: "],
  ["user create --data data --user Ann!", 2, '"Ann!" is not a valid user name'],
  ["user create --data data --user ann --email ann", 2, "--email: "],
  // Numbers
  ["demo --data new --tickets -5", 2, "--tickets must be a whole number from 1 to 9999999"],
  ["demo --data new --tickets five", 2, "--tickets must be a whole number from 1 to 9999999"],
  ["journal tail --data data -n 0", 2, "--lines must be a whole number from 1 to 999999"],
  ["journal tail --data data -n 2.5", 2, "--lines must be a whole number from 1 to 999999"],
  ["journal export --data data --after -1", 2, "--after must be a whole number from 0"],
  ["journal replay --data data --since yesterday", 2, "--since must be a date such as"],
  ["backup create --data data --reserve -1", 2, "--reserve must be a whole number from 0"],
  // Files that do not exist, and folders in their place
  ["import --data data none.mbox", 1, "none.mbox does not exist"],
  ["import --data data file/x", 1, "file/x leads through a file that is not a folder"],
  ["backup verify none", 1, "File none not found"],
  ["backup verify empty", 1, "This is not a MailManager backup"],
  ["backup list --data none", 1, "Folder none not found"],
  ["backup list --data file", 1, "file is not a folder"],
  ["backup create --data data --out file/x", 1, "/file is not a folder"],
  ["setup --data new --seed none", 1, "the seed none cannot be read: none does not exist"],
  ["setup --data new --seed empty", 1, "the seed empty cannot be read: empty is a folder, not a file"],
  [
    "serve --data data --http 127.0.0.1:0 --config none",
    1,
    "the configuration none cannot be read: none does not exist",
  ],
  ["serve --data data --http 127.0.0.1:0 --config empty", 1, "empty is a folder, not a file"],
  ["serve --data file --http 127.0.0.1:0", 1, "file is not a folder"],
  ["serve --data file/x --http 127.0.0.1:0", 1, "file/x leads through a file that is not a folder"],
  ["demo --data file", 1, "file is not a folder"],
  [
    "setup --data /proc/none --hostname desk.example --mailbox help@desk.example",
    1,
    "/proc/none does not exist",
  ],
  ["rules check none.rules", 1, "none.rules does not exist"],
  ["rules check empty", 1, "empty is a folder, not a file"],
  ["user list --data none", 1, "none holds no data"],
  ["rebuild --data file", 1, "file holds no data"],
  // Addresses
  ["serve --data data --http 127.0.0.1:PORT", 1, "is in use by another program"],
  ["serve --data data --smtp 127.0.0.1:PORT", 1, "is in use by another program"],
  ["serve --data data --lmtp FOLDER/none/socket", 1, "the folder for the socket FOLDER/none/socket"],
  ["serve --data data --lmtp FOLDER/file/socket", 1, "leads through a file that is not a folder"],
];

test.each(wrong)("%s", (line, status, says) => {
  const filled = (text: string) => text.replaceAll("PORT", String(port)).replaceAll("FOLDER", folder);
  const found = run(filled(line).split(" "));
  plain(found.stderr);
  expect({ status: found.status, out: found.stdout }).toEqual({ status, out: "" });
  expect(complaint(found.stderr)).toContain(filled(says));
});

test.each([
  ["serve --http 127.0.0.1:0 --data closed", "this user may not access closed"],
  ["serve --http 127.0.0.1:0 --data closed/inside/new", "this user may not access closed/inside/new"],
  ["setup --hostname desk.example --mailbox help@desk.example --data closed", "this user may not access"],
  ["journal verify --data data", "this user may not access"],
  ["token create --name x --data closed", "this user may not access"],
  ["backup verify closed-file", "this user may not access closed-file"],
  ["setup --data new --seed closed-file", "the seed closed-file cannot be read: this user may not access"],
])("without permission: %s", (line, says) => {
  const { status, stderr } = run(line.split(" "), nobody);
  plain(stderr);
  expect(status).toBe(1);
  expect(complaint(stderr)).toContain(says);
});

test("the version in each way to ask for it", () => {
  const said = ["--version", "-V", "version"].map((word) => run([word]));
  for (const one of said) expect(one).toMatchObject({ status: 0, stderr: "", stdout: said[2]?.stdout });
  expect(said[2]?.stdout).toMatch(/^mailmanager \d/);
});

test("the newest events in the usual short form", () => {
  const { status, stdout } = run(["journal", "tail", "--data", "data", "-n", "2"]);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("while it serves, each line is one of its log", async () => {
  const words = ["serve", "--data", "data", "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0"];
  const child = spawn(join(folder, "mailmanager"), words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let stopped = false;
  const read = (chunk: Buffer) => {
    text += chunk.toString();
    if (stopped || !text.includes(" serving ")) return;
    stopped = true;
    child.kill("SIGTERM");
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const status = await new Promise((resolve) => child.once("close", resolve));
  expect(status).toBe(0);
  const lines = text.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (?:info |warn |error) \w/);
});

/** The last line that is not the usage; before it there may be lines of the log. */
const complaint = (stderr: string): string =>
  stderr.split("\n").findLast((line) => line.startsWith("mailmanager")) ?? "";

/** No code of the operating system, nothing of Node's own, no stack. */
function plain(stderr: string): void {
  expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
  expect(stderr).not.toMatch(/^\s+at |node:|ambiguous|Error:/m);
}

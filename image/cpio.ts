/** A reproducible archive in cpio's "newc" format, for the kernel. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * @param folder what it contains; all files belong to root and have the same time
 * @param epoch that time, in seconds
 */
export function cpioOf(folder: string, epoch: number): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const parts = names.map((name, index) => {
    const path = join(folder, name);
    const status = lstatSync(path);
    const content = status.isSymbolicLink()
      ? Buffer.from(readlinkSync(path))
      : status.isFile()
        ? readFileSync(path)
        : Buffer.alloc(0);
    return member({
      name,
      mode: status.mode,
      links: status.isDirectory() ? 2 : 1,
      inode: index + 1,
      epoch,
      content,
    });
  });
  const end = member({ name: "TRAILER!!!", mode: 0, links: 1, inode: 0, epoch: 0, content: Buffer.alloc(0) });
  return padded(Buffer.concat([...parts, end]), 512);
}

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly links: number;
  readonly inode: number;
  readonly epoch: number;
  readonly content: Buffer;
}

function member({ name, mode, links, inode, epoch, content }: Member): Buffer {
  const [owner, group, deviceMajor, deviceMinor, nodeMajor, nodeMinor, check] = [0, 0, 0, 0, 0, 0, 0];
  const size = Buffer.byteLength(name) + 1;
  const fields = [
    ...[inode, mode, owner, group, links, epoch, content.length],
    ...[deviceMajor, deviceMinor, nodeMajor, nodeMinor, size, check],
  ];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${name}\0`;
  return Buffer.concat([padded(Buffer.from(head), 4), padded(content, 4)]);
}

function padded(bytes: Buffer, unit: number): Buffer {
  const rest = bytes.length % unit;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(unit - rest)]);
}

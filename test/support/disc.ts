/** Discs for virtual machines: files with an ISO 9660 file system (ECMA-119), as hypervisors make them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../.cache/test/sticks");
const SECTOR = 2048;
const [ROOT, FIRST] = [20, 21];

/** Makes a disc with one file in its top folder, such as "ovf-env.xml". @returns the path of its file */
export function makeDisc(name: string, file: string, text: string): string {
  const content = Buffer.from(text);
  const sectors = FIRST + Math.ceil(content.length / SECTOR);
  const disc = Buffer.alloc(sectors * SECTOR);
  volume(disc.subarray(16 * SECTOR), sectors);
  disc.write("\xffCD001\x01", 17 * SECTOR, "latin1");
  // The path tables have the root alone.
  const table = Buffer.from([1, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  table.copy(disc, 18 * SECTOR);
  disc.writeUInt32LE(ROOT, 18 * SECTOR + 2);
  disc.writeUInt16LE(1, 18 * SECTOR + 6);
  table.copy(disc, 19 * SECTOR);
  disc.writeUInt32BE(ROOT, 19 * SECTOR + 2);
  disc.writeUInt16BE(1, 19 * SECTOR + 6);
  const records = [
    record("\0", ROOT, SECTOR, true),
    record("\x01", ROOT, SECTOR, true),
    record(`${file.toUpperCase()};1`, FIRST, content.length, false),
  ];
  Buffer.concat(records).copy(disc, ROOT * SECTOR);
  content.copy(disc, FIRST * SECTOR);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.iso`);
  writeFileSync(path, disc);
  return path;
}

/** The primary volume descriptor (section 8.4). */
function volume(at: Buffer, sectors: number): void {
  at.write("\x01CD001\x01", 0, "latin1");
  at.write("".padEnd(32), 8);
  at.write("OVF ENV".padEnd(32), 40);
  both32(at, 80, sectors);
  both16(at, 120, 1);
  both16(at, 124, 1);
  both16(at, 128, SECTOR);
  both32(at, 132, 10);
  at.writeUInt32LE(18, 140);
  at.writeUInt32BE(19, 148);
  record("\0", ROOT, SECTOR, true).copy(at, 156);
  at.write("".padEnd(623), 190);
  // Four dates: not specified.
  for (let date = 813; date < 881; date += 17) at.write("0".repeat(16), date);
  at.writeUInt8(1, 881);
}

/** A directory record (section 9.1). */
function record(name: string, sector: number, length: number, isFolder: boolean): Buffer {
  const bytes = Buffer.alloc(33 + name.length + (name.length % 2 === 0 ? 1 : 0));
  bytes.writeUInt8(bytes.length, 0);
  both32(bytes, 2, sector);
  both32(bytes, 10, length);
  // 2026-01-01
  Buffer.from([126, 1, 1, 0, 0, 0, 0]).copy(bytes, 18);
  bytes.writeUInt8(isFolder ? 2 : 0, 25);
  both16(bytes, 28, 1);
  bytes.writeUInt8(name.length, 32);
  bytes.write(name, 33, "latin1");
  return bytes;
}

/** Numbers are written twice, in both byte orders (section 7.2.3, 7.3.3). */
function both16(at: Buffer, offset: number, value: number): void {
  at.writeUInt16LE(value, offset);
  at.writeUInt16BE(value, offset + 2);
}
function both32(at: Buffer, offset: number, value: number): void {
  at.writeUInt32LE(value, offset);
  at.writeUInt32BE(value, offset + 4);
}

import { crc32, deflateSync } from "node:zlib";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { Dice } from "./dice.ts";
import type { Slots } from "./expand.ts";
import type { Topic } from "./texts/topic.ts";

/** A typical attachment for this kind of mail. */
export function createFile(kind: NonNullable<Topic["file"]>, dice: Dice, slots: Slots): AttachmentFile {
  switch (kind) {
    case "photo": {
      const name = `${dice.pick(["IMG_", "photo-", "DSC0", "Foto ", "写真"])}${dice.whole(1000, 9999)}.png`;
      return { name, type: "image/png", bytes: photo(dice.whole(0, palette.length - 1)) };
    }
    case "invoice":
      return sheet(`${slots.invoice}.pdf`, [
        `Invoice ${slots.invoice}`,
        `Order ${slots.order}`,
        `Total ${slots.amount}`.replace("€", "EUR "),
      ]);
    case "list": {
      const rows = Array.from(
        { length: 8 },
        (_, i) =>
          `${i + 1};${dice.pick(["Wren", "Heron 3", "Swift E2"])};${dice.pick(["S", "M", "L"])};${dice.whole(1, 9)}`,
      );
      const text = `\ufeffNo;Model;Size;Pieces\r\n${rows.join("\r\n")}\r\n`;
      return { name: "sizes-and-pieces.csv", type: "text/csv", bytes: Buffer.from(text) };
    }
    case "log": {
      const lines = Array.from(
        { length: 40 },
        (_, i) =>
          `00:0${i % 10}.${dice.whole(100, 999)} ble: ${dice.pick(["scan", "connect", "timeout", "bond lost"])}`,
      );
      return { name: "larkspur-app.log", type: "text/plain", bytes: Buffer.from(`${lines.join("\n")}\n`) };
    }
  }
}

/** A page with a few lines of ASCII text, as a minimal PDF. */
export function sheet(name: string, lines: readonly string[]): AttachmentFile {
  const shown = lines.map(
    (line) => `(${line.replace(/[^\x20-\x7e]/g, "?").replace(/[\\()]/g, "\\$&")}) Tj T*`,
  );
  const content = `BT /F1 16 Tf 72 760 Td 26 TL (Larkspur Cycles) Tj T* ${shown.join(" ")} ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return { name, type: "application/pdf", bytes: Buffer.from(text, "latin1") };
}

type Colour = readonly [red: number, green: number, blue: number];
const palette: readonly Colour[] = [
  [206, 222, 189],
  [189, 211, 222],
  [228, 200, 180],
  [214, 197, 226],
  [240, 226, 172],
  [200, 214, 206],
];
const photos = new Map<number, Uint8Array>();

/** A drawing of a bicycle in front of a wall, as a PNG. */
function photo(wall: number): Uint8Array {
  const known = photos.get(wall);
  if (known) return known;
  const made = png(320, 200, (x, y) =>
    onBicycle(x, y) ? [40, 46, 52] : y > 165 ? [150, 146, 138] : (palette[wall] ?? [0, 0, 0]),
  );
  photos.set(wall, made);
  return made;
}

function onBicycle(x: number, y: number): boolean {
  const ring = (cx: number, r: number) => Math.abs(Math.hypot(x - cx, y - 125) - r) < 3;
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    const t = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
    return t >= 0 && t <= 1 && Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1)) < 3;
  };
  const frame =
    line(95, 125, 130, 70) || line(130, 70, 200, 70) || line(200, 70, 150, 125) || line(150, 125, 95, 125);
  const rest =
    line(130, 70, 150, 125) || line(195, 50, 220, 125) || line(122, 58, 142, 58) || line(195, 50, 215, 48);
  return ring(95, 40) || ring(220, 40) || frame || rest;
}

/** PNG (ISO/IEC 15948): 8 bits per colour, no alpha. */
function png(width: number, height: number, colour: (x: number, y: number) => Colour): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(colour(x, y), y * (1 + width * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/**
 * The unified kernel image: systemd's stub with the kernel, the initrd and the command line as sections of one EFI
 * program, which the firmware or the boot loader starts. See the UAPI group's specification of it, and Microsoft's of PE.
 */

export interface UkiParts {
  /** systemd's linux*.efi.stub. */
  readonly stub: Buffer;
  readonly kernel: Buffer;
  readonly initrd: Buffer;
  readonly commandLine: string;
  readonly osRelease: string;
  readonly kernelRelease: string;
}

interface Section {
  readonly name: string;
  readonly content: Buffer;
  /** Size in memory, if larger than the content. */
  readonly size?: number;
}

/** Gives the EFI program. */
export function makeUki({ stub, kernel, initrd, commandLine, osRelease, kernelRelease }: UkiParts): Buffer {
  return withSections(stub, [
    { name: ".osrel", content: Buffer.from(osRelease) },
    { name: ".cmdline", content: Buffer.from(commandLine) },
    { name: ".uname", content: Buffer.from(kernelRelease) },
    { name: ".initrd", content: initrd },
    // The kernel is last: it may use memory after its bytes.
    { name: ".linux", content: kernel, size: Math.max(kernel.length, imageSize(kernel)) },
  ]);
}

const sectionHeader = 40;
const initializedReadable = 0x40000040;

function withSections(program: Buffer, sections: readonly Section[]): Buffer {
  const pe = program.readUInt32LE(0x3c);
  if (program.toString("latin1", pe, pe + 4) !== "PE\0\0") throw new Error("the stub is not an EFI program");
  const count = program.readUInt16LE(pe + 6);
  const optional = pe + 24;
  const table = optional + program.readUInt16LE(pe + 20);
  const [sectionAlignment, fileAlignment] = [
    program.readUInt32LE(optional + 32),
    program.readUInt32LE(optional + 36),
  ];
  const headers = program.readUInt32LE(optional + 60);
  if (table + (count + sections.length) * sectionHeader > headers)
    throw new Error("the stub has no room for sections");

  const last = table + (count - 1) * sectionHeader;
  let address = program.readUInt32LE(last + 12) + program.readUInt32LE(last + 8);
  const parts = [filled(Buffer.from(program), fileAlignment)];
  let offset = parts.reduce((sum, part) => sum + part.length, 0);
  const [head = program] = parts;
  sections.forEach(({ name, content, size = content.length }, index) => {
    const raw = filled(content, fileAlignment);
    address = roundUp(address, sectionAlignment);
    const header = table + (count + index) * sectionHeader;
    head.fill(0, header, header + sectionHeader);
    head.write(name, header, "latin1");
    head.writeUInt32LE(size, header + 8);
    head.writeUInt32LE(address, header + 12);
    head.writeUInt32LE(raw.length, header + 16);
    head.writeUInt32LE(offset, header + 20);
    head.writeUInt32LE(initializedReadable, header + 36);
    parts.push(raw);
    offset += raw.length;
    address += size;
  });
  head.writeUInt16LE(count + sections.length, pe + 6);
  const initialized = sections.reduce((sum, { content }) => sum + roundUp(content.length, fileAlignment), 0);
  head.writeUInt32LE(head.readUInt32LE(optional + 8) + initialized, optional + 8);
  head.writeUInt32LE(roundUp(address, sectionAlignment), optional + 56);
  return Buffer.concat(parts);
}

/** The memory that a kernel, itself an EFI program, requests. */
function imageSize(kernel: Buffer): number {
  const pe = kernel.readUInt32LE(0x3c);
  return kernel.toString("latin1", pe, pe + 4) === "PE\0\0" ? kernel.readUInt32LE(pe + 24 + 56) : 0;
}

function filled(content: Buffer, unit: number): Buffer {
  const missing = roundUp(content.length, unit) - content.length;
  return missing === 0 ? content : Buffer.concat([content, Buffer.alloc(missing)]);
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

/**
 * The few functions of the C library that Node lacks: Unix datagrams, and sockets that another process opened.
 * Loaded at first use: only needed under systemd.
 */
export interface Libc {
  /** Duplicates a file descriptor. @returns -1 on failure */
  duplicate(fd: number): number;
  /** The address of a listening socket; null if `fd` is not one. */
  listening(fd: number): Bound | null;
  /**
   * Sends one datagram to a socket in the file system or, with "@" before its name, in the abstract name space. Never
   * blocks. @returns false if it could not be sent
   */
  send(path: string, text: string): boolean;
}

export type Bound =
  | { readonly host: string; readonly port: number }
  /** A socket in the file system; "" if it has no name. */
  | { readonly path: string };

let loaded: Libc | undefined;

export function libc(): Libc {
  loaded ??= load();
  return loaded;
}

// Linux's constants, the same on all processors that Node supports.
const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0x80000;
const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_ACCEPTCONN = 30;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

function load(): Libc {
  const { functions } = process.getBuiltinModule("node:ffi").dlopen(null, {
    dup: { return: "int32", arguments: ["int32"] },
    socket: { return: "int32", arguments: ["int32", "int32", "int32"] },
    sendto: { return: "int64", arguments: ["int32", "buffer", "uint64", "int32", "buffer", "uint32"] },
    getsockname: { return: "int32", arguments: ["int32", "buffer", "buffer"] },
    getsockopt: { return: "int32", arguments: ["int32", "int32", "int32", "buffer", "buffer"] },
  });
  let datagrams: number | undefined;

  const option = (fd: number, name: number): number | null => {
    const value = Buffer.alloc(4);
    const done = functions.getsockopt(fd, SOL_SOCKET, name, value, int(value.length)) === 0;
    return done ? readInt(value) : null;
  };
  return {
    duplicate: (fd) => functions.dup(fd),
    listening(fd) {
      if (option(fd, SO_TYPE) !== SOCK_STREAM || option(fd, SO_ACCEPTCONN) !== 1) return null;
      const address = Buffer.alloc(128);
      const length = int(address.length);
      return functions.getsockname(fd, address, length) === 0
        ? bound(address.subarray(0, readInt(length)))
        : null;
    },
    send(path, text) {
      datagrams ??= functions.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      const message = Buffer.from(text);
      const to = unixAddress(path);
      const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
      const sent = functions.sendto(datagrams, message, BigInt(message.length), flags, to, to.length);
      return sent === BigInt(message.length);
    },
  };
}

/** An int in memory, in this machine's byte order. */
const int = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer);
const readInt = (bytes: Buffer): number => new Int32Array(Uint8Array.from(bytes).buffer)[0] ?? 0;
const family = (bytes: Buffer): number =>
  new Uint16Array(Uint8Array.from(bytes.subarray(0, 2)).buffer)[0] ?? 0;

/** sockaddr_un, unix(7): a name in the file system ends with a zero byte, an abstract one begins with it. */
function unixAddress(path: string): Buffer {
  const name = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : `${path}\0`);
  return Buffer.concat([Buffer.from(Uint16Array.of(AF_UNIX).buffer), name]);
}

/** Reads sockaddr_in, sockaddr_in6 and sockaddr_un: ip(7), ipv6(7), unix(7). */
function bound(address: Buffer): Bound | null {
  switch (family(address)) {
    case AF_INET:
      return { host: address.subarray(4, 8).join("."), port: address.readUInt16BE(2) };
    case AF_INET6: {
      const words = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(8 + 2 * i).toString(16));
      // The URL parser returns the short form (RFC 5952).
      const host = new URL(`http://[${words.join(":")}]/`).hostname.slice(1, -1);
      return { host, port: address.readUInt16BE(2) };
    }
    case AF_UNIX:
      return { path: address.subarray(2).toString("utf8").replace(/\0.*$/s, "") };
    default:
      return null;
  }
}

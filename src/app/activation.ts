import { fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import { failure } from "../text/index.ts";
import type { Configuration, Listen, SocketFile } from "./configuration.ts";
import { libc } from "./libc.ts";

/** The listeners that can be passed, by the names of their sockets (FileDescriptorName= of systemd.socket(5)). */
export const socketNames = ["smtp", "smtps", "submission", "http", "https", "lmtp"] as const;
export type SocketName = (typeof socketNames)[number];

export type Sockets = ReadonlyMap<SocketName, InheritedListen | InheritedFile>;

type Inherited<T> = T & { readonly fds: readonly number[] };
type InheritedListen = Inherited<Listen>;
type InheritedFile = Inherited<SocketFile>;

const isName = (name: string): name is SocketName => socketNames.some((known) => known === name);
const FIRST = 3;

/**
 * The sockets that the parent process opened for this one: LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES of
 * sd_listen_fds(3). Several with the same name are served alike.
 * @param pid this process's
 * @throws Failure for a name that is not one of ours, or a descriptor that is not a listening socket of its kind
 */
export function inheritedSockets(env: Readonly<Record<string, string | undefined>>, pid: number): Sockets {
  const sockets = new Map<SocketName, InheritedListen | InheritedFile>();
  // They are meant for another process, such as a shell that has started this one.
  if (Number(env.LISTEN_PID) !== pid) return sockets;
  const count = Number(env.LISTEN_FDS);
  const names = (env.LISTEN_FDNAMES ?? "").split(":");
  for (let i = 0; i < count; i++) {
    const name = names[i] ?? "";
    if (!isName(name)) {
      throw failure(fault("sockets.name", { params: { name, known: socketNames.join(", ") } }));
    }
    const fd = FIRST + i;
    const bound = libc().listening(fd);
    if (bound === null || ("path" in bound && name !== "lmtp")) {
      throw failure(fault("sockets.kind", { params: { name } }));
    }
    sockets.set(name, { ...bound, fds: [...(sockets.get(name)?.fds ?? []), fd] });
  }
  return sockets;
}

/**
 * The configuration with these sockets instead of its own addresses: they are already bound, and stay open while this
 * program restarts.
 */
export function withSockets(configuration: Configuration, sockets: Sockets, log: Log): Configuration {
  const given: { [K in Exclude<SocketName, "lmtp">]?: InheritedListen } & {
    lmtp?: InheritedListen | InheritedFile;
  } = {};
  for (const [name, socket] of sockets) {
    if (configuration[name] !== null)
      log.warn("its address in the configuration is not used: a socket was passed by systemd", {
        listener: name,
      });
    if (name === "lmtp") given.lmtp = socket;
    else if ("host" in socket) given[name] = socket;
  }
  return { ...configuration, ...given };
}

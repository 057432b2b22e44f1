/** The address by which this machine reaches a listener of its own: loopback for one that listens everywhere. */
export function reachableAt(place: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(place) ?? [];
  const host = bracketed ?? plain ?? "127.0.0.1";
  return { host: host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host, port: Number(port) };
}

/** Whether the host is this machine, so that nobody can listen on the connection (RFC 1122, RFC 4291, RFC 6761). */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  return /^(?:::ffff:)?127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name) || name === "::1";
}

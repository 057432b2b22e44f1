/**
 * Untrusted bytes, only for download: no browser is to guess their type or to display them
 * with this site's rights. The file name is encoded as in RFC 6266 and RFC 8187.
 */
export const download = (bytes: Uint8Array<ArrayBuffer>, type: string, name: string): Response =>
  new Response(bytes, { headers: fileHeaders(bytes.length, type, name) });

/** The same headers, for a stream of bytes. */
export function fileHeaders(bytes: number, type: string, name: string): Record<string, string> {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_").slice(0, 200);
  return {
    "content-type": /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(type)
      ? type
      : "application/octet-stream",
    "content-length": String(bytes),
    "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encoded(name.slice(0, 200))}`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  };
}

const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Certificates for tests outside of `src/app` and the edges: one that is self-signed, and the real way to order one. */

export { orderCertificate } from "../../src/edges/acme/index.ts";
export { selfSigned } from "../../src/engine/operate/certificates/self-signed.ts";

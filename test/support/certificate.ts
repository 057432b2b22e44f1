/** Certificates for tests outside of `src/app` and the edges: a self-signed one, and the real function to order one. */

export { orderCertificate } from "../../src/edges/acme/index.ts";
export { selfSigned } from "../../src/engine/operate/certificates/self-signed.ts";

/** A key with a certificate that it signed itself, for tests outside of `src`. */
export { selfSigned } from "../../src/app/certificate.ts";

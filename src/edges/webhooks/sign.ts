import { createHmac } from "node:crypto";

/**
 * The value of `webhook-signature` (Standard Webhooks): "v1," and an HMAC-SHA256 in base64 for each secret.
 * @param timestamp seconds since 1970
 * @param secrets each "whsec_" and base64
 */
export const signatureOf = (
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
  secrets: readonly string[],
): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    })
    .join(" ");

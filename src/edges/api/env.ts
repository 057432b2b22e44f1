import type { Client } from "../../base/client.ts";

/** The HTTP server's facts about a connection; @hono/node-server passes them with each request, and app adds the client. */
export interface ApiEnv {
  Bindings: {
    readonly incoming?: {
      readonly socket: { readonly remoteAddress?: string | undefined };
      readonly httpVersion?: string;
    };
    readonly client?: Client;
  };
}

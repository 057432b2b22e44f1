/** The HTTP server's facts about a connection; @hono/node-server passes them with each request. */
export interface ApiEnv {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } } };
}

/** What the HTTP server says of a connection; @hono/node-server hands it to each request. */
export interface ApiEnv {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } } };
}

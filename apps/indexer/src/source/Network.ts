/** What providers are reached through, so that a test can stand in for them within the process. */
export type Network = { fetch: typeof fetch; WebSocket: typeof WebSocket };

export const systemNetwork: Network = { fetch: globalThis.fetch, WebSocket: globalThis.WebSocket };

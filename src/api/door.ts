/** The door of the API. What lies behind it is loaded for the first who comes: a start must not wait for it. */

import type { ApiPorts } from "./ports.ts";

/** Answers requests under `base`. */
export function apiDoor(ports: ApiPorts, base: string): (request: Request) => Promise<Response> {
  let app: Promise<{ fetch(request: Request): Response | Promise<Response> }> | null = null;
  return async (request) => {
    app ??= import("./api.ts").then(({ api }) => api(ports, base));
    return await (await app).fetch(request);
  };
}

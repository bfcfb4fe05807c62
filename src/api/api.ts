/** `/api/v1`: its routes on one screen, and what holds for all of them. */

import { type Context, Hono } from "hono";
import * as z from "zod";
import { callRoutes } from "./calls.ts";
import { eventRoutes } from "./events.ts";
import { incidentWorkRoutes } from "./incident_work.ts";
import { incidentRoutes } from "./incidents.ts";
import { openApiDocument } from "./openapi.ts";
import { outboxRoutes } from "./outbox.ts";
import { PACE, Pace } from "./pace.ts";
import type { ApiPorts } from "./ports.ts";
import { problem } from "./problem.ts";
import { type Route, route } from "./route.ts";
import { taskRoutes } from "./tasks.ts";
import { isAllowed } from "./token.ts";

export type { ApiPorts } from "./ports.ts";

/** The routes, under `base`. */
export function api(ports: ApiPorts, base = "/"): Hono {
  const app = new Hono().basePath(base);
  const routes = routesOf(ports);
  guard(app, ports);
  for (const { method, path, subject, handle } of routes) {
    app.on(method.toUpperCase(), patternOf(path, subject), handle);
  }
  for (const [path, { subject, allow }] of methodsOf(routes)) {
    app.all(patternOf(path, subject), (context) => otherMethod(context, allow));
  }
  app.notFound((context) => problem(context, 404, "There is nothing at this address."));
  app.onError((error, context) => {
    ports.failed(error);
    return problem(context, 500, "The service made a mistake; it is in its log.");
  });
  return app;
}

function routesOf(ports: ApiPorts): readonly Route[] {
  const routes: Route[] = [
    ...callRoutes(ports),
    ...incidentRoutes(ports),
    ...incidentWorkRoutes(ports),
    ...taskRoutes(ports),
    ...outboxRoutes(ports),
    ...eventRoutes(ports),
  ];
  let document: Promise<object> | null = null;
  routes.push(route({
    ...{ method: "get", path: "/openapi.json", operation: "readDescription", tag: "description" },
    summary: "This description",
    answers: { 200: { description: "OpenAPI 3.1", shape: z.looseObject({}).meta({ id: "Description" }) } },
  }, async ({ context }) => context.json(await (document ??= openApiDocument(routes)))));
  return routes;
}

/** Before anything else: who asks, and how often. Nothing here may be kept by those it passes. */
function guard(app: Hono, { token, nowMs, pace: limits = PACE }: ApiPorts): void {
  const pace = new Pace(limits, nowMs);
  app.use(async (context, next) => {
    context.header("cache-control", "no-store");
    if (!isAllowed(token, context.req.header("authorization"))) {
      const detail = "Send `Authorization: Bearer` with the token that API_TOKEN holds.";
      return problem(context, 401, detail, { "www-authenticate": 'Bearer realm="dispatcher"' });
    }
    const waitS = pace.take();
    if (waitS > 0) {
      const detail = `At most ${limits.perSecond} requests a second: wait.`;
      return problem(context, 429, detail, { "retry-after": String(waitS) });
    }
    await next();
  });
}

/** A path as the router reads it: the subject is a part of its own, or stands before a suffix. */
function patternOf(path: string, subject: Route["subject"]): string {
  if (subject === undefined) return path;
  return path.replace(/\{\w+\}([^/]*)/, (_, suffix: string) => {
    return suffix === "" ? `:${subject.name}` : `:${subject.name}{.+${RegExp.escape(suffix)}}`;
  });
}

function methodsOf(routes: readonly Route[]): Map<string, { subject: Route["subject"]; allow: string }> {
  const paths = Map.groupBy(routes, ({ path }) => path);
  return new Map([...paths].map(([path, same]) => {
    const methods = same.flatMap(({ method }) => method === "get" ? ["GET", "HEAD"] : ["POST"]);
    return [path, { subject: same[0]?.subject, allow: [...methods, "OPTIONS"].join(", ") }];
  }));
}

function otherMethod(context: Context, allow: string): Response {
  if (context.req.method === "OPTIONS") return context.body(null, 204, { allow });
  return problem(context, 405, `This address takes ${allow}.`, { allow });
}

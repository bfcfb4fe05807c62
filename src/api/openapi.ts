/** `/api/v1/openapi.json`: the routes, described by the schemas that validate them. */

import * as z from "zod";
import type { Description, Route } from "./route.ts";

const problemShape = z.object({
  type: z.string().meta({ description: "`about:blank`: the title says what kind of problem it is" }),
  title: z.string().meta({ description: "The status in words" }),
  status: z.int(),
  detail: z.string().meta({ description: "What was wrong and what was expected; several mistakes are parted by `; `" }),
}).meta({ id: "Problem", description: "RFC 9457" });

const INFO = {
  title: "Dispatcher",
  version: "1",
  description: "Calls, incidents and what leaves the house. Times are ISO 8601 UTC with milliseconds.",
};

/** The document. The library that makes it is loaded when somebody asks: it would cost every start. */
export async function openApiDocument(routes: readonly Description[]): Promise<object> {
  const { OpenAPIHono } = await import("@hono/zod-openapi");
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "The token that API_TOKEN holds",
  });
  for (const described of routes) app.openAPIRegistry.registerPath(operationOf(described));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/api/v1" }],
    security: [{ token: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
  });
}

/** A route in the words of the library. */
function operationOf({ method, path, operation, tag, summary, subject, query, headers, body, answers }: Description) {
  const params = subject === undefined ? undefined : z.object({ [subject.name]: z.string() });
  const content = body === undefined ? undefined : { "application/json": { schema: body } };
  return {
    method,
    path,
    operationId: operation,
    tags: [tag],
    summary,
    request: {
      ...params === undefined ? {} : { params },
      ...query === undefined ? {} : { query },
      ...headers === undefined ? {} : { headers },
      ...content === undefined ? {} : { body: { content } },
    },
    responses: { ...goodAnswers(answers), ...problems(answers, subject !== undefined, body !== undefined) },
  };
}

function goodAnswers(answers: Route["answers"]) {
  const good = Object.entries(answers).filter(([status]) => Number(status) < 400);
  return Object.fromEntries(good.map(([status, { description, shape, mediaType = "application/json" }]) => {
    const schema = shape ?? z.string();
    return [status, { description, content: { [mediaType]: { schema } } }];
  }));
}

/** The errors of a route: those that all have, those of its kind, and its own. */
function problems(answers: Route["answers"], hasSubject: boolean, isWrite: boolean) {
  const all: Record<string, string> = {
    400: "Mistakes in the request; all of them are told",
    401: "The token is missing or wrong",
    429: "Too many requests",
    500: "A mistake of the service's own",
    ...hasSubject ? { 404: "There is no such thing" } : {},
    ...isWrite
      ? {
        408: "The body did not come in time",
        413: "The body is too large",
        415: "The body is not JSON",
        422: "The Idempotency-Key was used for another request",
      }
      : {},
  };
  for (const [status, { description }] of Object.entries(answers)) if (Number(status) >= 400) all[status] = description;
  const content = { "application/problem+json": { schema: problemShape } };
  return Object.fromEntries(Object.entries(all).map(([status, description]) => [status, { description, content }]));
}

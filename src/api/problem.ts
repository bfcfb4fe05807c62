/** Errors as RFC 9457 problem details. */

import type { Context } from "hono";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** What a problem says: the body of an error answer. */
export function problemBody(status: number, detail: string): string {
  return JSON.stringify({ type: "about:blank", title: TITLES[status] ?? "Error", status, detail });
}

/** An error answer: `detail` says what was wrong and what was expected. */
export function problem(
  context: Context,
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  // What middleware has set (security headers) stays.
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  context.header("content-type", "application/problem+json");
  return context.body(problemBody(status, detail), status as 400);
}

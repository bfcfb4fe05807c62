/** Problems of RFC 9457, as the API must tell them. */

import assert from "node:assert/strict";

/** Fails unless an answer is a problem, whole. */
export async function isProblem(response: Response, status: number, detail: RegExp): Promise<void> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = JSON.parse(text);
  assert.deepEqual(Object.keys(problem), ["type", "title", "status", "detail"]);
  assert.deepEqual([problem.type, problem.status], ["about:blank", status]);
  assert.match(problem.title, /^[A-Z]/);
  assert.match(problem.detail, detail);
}

/** The body of a write: JSON, bounded in bytes and in time. */

import type { Context } from "hono";
import { readBody } from "../body.ts";
import { problem } from "./problem.ts";

/** As much as a webhook's: nothing that is written here comes near it. */
export const BODY_BYTES = 65_536;

/** A body of this size over a bad line. */
const BODY_MS = 10_000;

/** The JSON of a request, `{}` when its body is empty; or the problem with it. */
export async function readJson(context: Context): Promise<unknown> {
  const read = await readBody(context.req.raw, { bytes: BODY_BYTES, ms: BODY_MS });
  if (read === "too_large") return problem(context, 413, `A body has at most ${BODY_BYTES} bytes.`);
  if (read === "too_slow") return problem(context, 408, `A body is complete within ${BODY_MS / 1_000} s.`);
  if (read.text === "") return {};
  if (!isJson(context.req.header("content-type"))) {
    return problem(context, 415, "A body is JSON: send `content-type: application/json`.");
  }
  try {
    return JSON.parse(read.text);
  } catch {
    return problem(context, 400, "The body is not JSON.");
  }
}

function isJson(type: string | undefined): boolean {
  return /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(type?.trim() ?? "");
}

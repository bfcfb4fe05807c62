/** `/api/v1/calls`: the calls, their recordings and their journals, for those who hold the token. */

import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import * as z from "zod";
import { isCallSid, journalPath, recordingPath } from "../files.ts";
import { BadCursor, type Store } from "../store/store.ts";
import { problem } from "./problem.ts";
import { journalOf, recordingOf } from "./call_files.ts";

export interface ApiPorts {
  readonly store: Store;
  /** The bearer token; without one every request is refused. */
  readonly token: string | null;
  readonly dataDir: string;
}

const listQuery = z.strictObject({
  state: z.enum(["active", "ended"], "is active or ended").optional(),
  limit: z.coerce.number("is a number").int("is a whole number").min(1, "is 1 to 200").max(200, "is 1 to 200").default(
    50,
  ),
  before: z.string().max(200, "is a `next` that a list gave").optional(),
});

/** The routes under `/api/v1`. */
export function api({ store, token, dataDir }: ApiPorts): Hono {
  const routes = new Hono();
  routes.use(async (context, next) => {
    if (isAllowed(token, context.req.header("authorization"))) return await next();
    const detail = "Send `Authorization: Bearer` with the token that API_TOKEN holds.";
    return problem(context, 401, detail, { "www-authenticate": 'Bearer realm="dispatcher"' });
  });
  routes.get("/calls", (context) => listCalls(context, store));
  routes.get("/calls/:sid", (context) => withCall(context, store, (call) => context.json(call)));
  routes.get(
    "/calls/:sid/recording.wav",
    (context) => withCall(context, store, ({ sid }) => recordingOf(context, recordingPath(dataDir, sid))),
  );
  routes.get(
    "/calls/:sid/journal",
    (context) => withCall(context, store, ({ sid }) => journalOf(context, journalPath(dataDir, sid))),
  );
  return routes;
}

async function listCalls(context: Context, store: Store): Promise<Response> {
  const query = listQuery.safeParse(context.req.query());
  if (!query.success) {
    const wrong = query.error.issues.map((issue) => `${issue.path.join(".") || "query"} ${issue.message}`);
    return problem(context, 400, wrong.join("; "));
  }
  const { state, limit, before } = query.data;
  try {
    return context.json(
      await store.listCalls({
        limit,
        ...(state === undefined ? {} : { state }),
        ...(before === undefined ? {} : { before }),
      }),
    );
  } catch (error) {
    if (error instanceof BadCursor) return problem(context, 400, `before is ${error.message}`);
    throw error;
  }
}

async function withCall(
  context: Context,
  store: Store,
  answer: (call: NonNullable<Awaited<ReturnType<Store["findCall"]>>>) => Response | Promise<Response>,
): Promise<Response> {
  const sid = context.req.param("sid") ?? "";
  const call = isCallSid(sid) ? await store.findCall(sid) : null;
  return call === null ? problem(context, 404, "There is no call with this CallSid.") : await answer(call);
}

/** Both sides are hashed, so that the comparison takes as long whatever was sent. */
function isAllowed(token: string | null, header: string | undefined): boolean {
  const given = header?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (token === null || given === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

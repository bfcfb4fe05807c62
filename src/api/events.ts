/** `/api/v1/events`: what happens, as it happens. */

import * as z from "zod";
import { eventStream, STREAMS } from "./event_stream.ts";
import type { ApiPorts } from "./ports.ts";
import { problem } from "./problem.ts";
import { type Route, route } from "./route.ts";

const ID_TEXT = "is the id of an event";

const headers = z.object({
  "last-event-id": z.string().regex(/^\d{1,15}$/, ID_TEXT).transform(Number).optional().meta({
    description:
      "The last event that was read: those after it are sent first. Without it, only what happens from now on",
  }),
});

/** The route of the event stream. */
export function eventRoutes({ tail, streams = STREAMS }: Pick<ApiPorts, "tail" | "streams">): readonly Route[] {
  let readers = 0;
  return [
    route({
      ...{ method: "get", path: "/events", operation: "followEvents", tag: "events", headers },
      summary: "Calls, incidents, tasks and alarms as they change (server-sent events)",
      answers: {
        200: {
          description: "`id`, `event` (incident.updated…) and `data` (the incident…)",
          mediaType: "text/event-stream",
        },
        503: { description: "As many readers as there may be" },
      },
    }, async ({ context, headers }) => {
      const answered = { "content-type": "text/event-stream", "x-accel-buffering": "no" };
      if (context.req.method === "HEAD") return context.body(null, 200, answered);
      if (readers >= streams.readers) {
        const detail = `There are ${readers} readers of the event stream already.`;
        return problem(context, 503, detail, { "retry-after": "10" });
      }
      readers += 1;
      const left = () => readers -= 1;
      try {
        return context.body(await eventStream(tail, headers["last-event-id"] ?? null, streams, left), 200, answered);
      } catch (error) {
        left();
        throw error;
      }
    }),
  ];
}

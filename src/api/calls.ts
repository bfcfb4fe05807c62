/** `/api/v1/calls`: the calls, their recordings and their journals. */

import * as z from "zod";
import { isCallSid, journalParts, recordingPath } from "../files.ts";
import { journalOf, recordingOf } from "./call_files.ts";
import { callShape, toldCall } from "./call_shape.ts";
import { oneOf, pageOf, pageQuery } from "./fields.ts";
import { given, page } from "./page.ts";
import type { ApiPorts } from "./ports.ts";
import { type Route, route, type Subject } from "./route.ts";

const call: Subject = {
  name: "sid",
  shape: z.string().refine(isCallSid),
  absent: "There is no call with this CallSid.",
};
const tag = "calls";
const query = z.strictObject({ state: oneOf(["active", "ended"]).optional(), ...pageQuery });

/** The routes of calls. */
export function callRoutes({ store, dataDir }: Pick<ApiPorts, "store" | "dataDir">): readonly Route[] {
  return [
    route({
      ...{ method: "get", path: "/calls", operation: "listCalls", tag, summary: "The calls, newest first", query },
      answers: { 200: { description: "A page of calls", shape: pageOf(callShape, "Calls") } },
    }, ({ context, query }) =>
      page(context, async () => {
        const { items, next } = await store.listCalls(given(query));
        return { items: items.map(toldCall), next };
      })),
    route({
      ...{ method: "get", path: "/calls/{sid}", operation: "readCall", tag, summary: "One call", subject: call },
      answers: { 200: { description: "The call", shape: callShape } },
    }, async ({ context, id, absent }) => {
      const found = await store.findCall(id);
      return found === null ? absent() : context.json(toldCall(found));
    }),
    route({
      ...{ method: "get", path: "/calls/{sid}/recording.wav", operation: "readRecording", tag, subject: call },
      summary: "What was said: stereo µ-law WAV, caller left, dispatcher as heard right",
      answers: {
        200: { description: "The recording, also while it grows", mediaType: "audio/wav" },
        206: { description: "The range that was asked for", mediaType: "audio/wav" },
        416: { description: "The range lies beyond the end" },
      },
    }, async ({ context, id, absent }) => {
      return await store.findCall(id) === null ? absent() : await recordingOf(context, recordingPath(dataDir, id));
    }),
    route({
      ...{ method: "get", path: "/calls/{sid}/journal", operation: "readJournal", tag, subject: call },
      summary: "Every event of the call with its time",
      answers: { 200: { description: "JSON Lines", mediaType: "application/x-ndjson" } },
    }, async ({ context, id, absent }) => {
      return await store.findCall(id) === null ? absent() : await journalOf(context, journalParts(dataDir, id));
    }),
  ];
}

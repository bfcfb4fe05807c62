/** What may be wrong with a media stream, as the service sees it and as the caller hears it. */

import assert from "node:assert/strict";
import type { Ailment } from "../../../src/simulator/twilio/stream.ts";
import { type FakeStream, place, speech, startFakeService } from "./fake_service.ts";

const CLIP = speech(1_000, 3);

/** A call whose service plays a clip with a mark behind it at once; ill from the stream's beginning. */
async function ill(ailment: Ailment, check: (call: ReturnType<typeof place>, stream: FakeStream) => Promise<void>) {
  await using service = startFakeService(
    { "/twilio/voice": "CONNECT", "/ended": "<Say>Sorry.</Say>" },
    (stream, message) => {
      if (message.event !== "start") return;
      stream.play(CLIP);
      stream.mark("end");
    },
  );
  await using call = place(service);
  call.ail(ailment);
  await call.untilStreaming(3_000);
  await call.until(() => (service.streams[0]?.streamSid ?? "") !== "", 3_000, "the start to arrive");
  await check(call, service.streams[0]!);
}

const frames = ({ messages }: FakeStream) => messages.filter(({ event }) => event === "media").length;
const marks = ({ messages }: FakeStream) => messages.filter(({ event }) => event === "mark").length;

Deno.test("frames stop: nothing comes from the caller, who hears everything, and marks return", () =>
  ill("frames_stop", async (call, stream) => {
    await call.untilHeard(CLIP, { deadlineMs: 3_000 });
    await call.until(() => marks(stream) === 1, 1_000, "the mark");
    assert.equal(frames(stream), 0);
  }));

Deno.test("half open: nothing comes, nothing is heard, until the service closes and the carrier asks what comes next", () =>
  ill("half_open", async (call, stream) => {
    await call.until(() => call.ear.nowMs > 1_500, 3_000, "time to pass");
    assert.deepEqual([frames(stream), marks(stream), call.ear.sounds("dispatcher")], [0, 0, []]);
    stream.socket.close();
    await call.until(() => call.verbs.includes("Say Sorry."), 3_000, "the next document");
  }));

Deno.test("plays nothing: what is sent is warned of with 31951, and its marks return at once", () =>
  ill("plays_nothing", async (call, stream) => {
    await call.until(() => marks(stream) === 1, 500, "the mark, at once");
    assert.deepEqual(call.log.of("mark_returned").map(({ why }) => why), ["nothing_buffered"]);
    assert.deepEqual(call.warnings.map(({ code }) => code), [31951]);
    assert.deepEqual(call.ear.sounds("dispatcher"), []);
  }));

Deno.test("no marks: everything is heard, and no mark returns", () =>
  ill("no_marks", async (call, stream) => {
    await call.untilHeard(CLIP, { deadlineMs: 3_000 });
    await call.until(() => call.ear.quietMs() > 200, 1_000, "the clip to be over");
    assert.ok(frames(stream) > 40);
    assert.equal(marks(stream), 0);
  }));

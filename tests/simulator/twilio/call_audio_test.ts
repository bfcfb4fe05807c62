/** The audio of a simulated call: what the service gets of the caller's, and what the caller hears of the service's. */

import assert from "node:assert/strict";
import { type Message, place, speech, startFakeService } from "./fake_service.ts";

const audioOf = (messages: Message[]) =>
  messages.flatMap(({ media }) => media === undefined ? [] : [...atob(media.payload)].map((c) => c.charCodeAt(0)));

Deno.test("the caller's speech arrives byte for byte, one frame per 20 ms without drift", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" });
  await using call = place(service);
  await call.untilStreaming(3000);
  const startMs = call.log.of("stream_opened")[0]?.atMs ?? 0;
  const said = speech(400);
  await call.speak(said);
  await call.until(() => call.nowMs() - startMs >= 1000, 3000, "a second to pass");
  const sentMs = call.nowMs() - startMs;
  const media = service.streams[0]?.messages.filter(({ event }) => event === "media") ?? [];
  assert.ok(Math.abs(media.length * 20 - sentMs) <= 60, `${media.length} frames in ${sentMs} ms`);
  const heard = Uint8Array.from(audioOf(media));
  const at = heard.findIndex((byte) => byte !== 0xff);
  assert.deepEqual(heard.slice(at, at + said.length), said);
  const [sound] = call.ear.sounds("caller");
  assert.equal((sound?.toMs ?? 0) - (sound?.fromMs ?? 0), 400);
});

Deno.test("audio of any size is played in order and marks come back when it has been heard", async () => {
  const first = speech(333, 3);
  const second = speech(150, 4);
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, (stream, { event }) => {
    if (event !== "start") return;
    stream.mark("at once");
    stream.play(first);
    stream.mark("after first");
    stream.play(second);
    stream.mark("after second");
  });
  await using call = place(service);
  await call.untilHeard(new Uint8Array([...first, ...second]), { deadlineMs: 3000 });
  await call.until(() => call.log.of("mark_returned").length === 3, 3000, "three marks");
  const heard = call.ear.heard(first);
  assert.equal(heard.fully, true);
  const marks = call.log.of("mark_returned");
  assert.deepEqual(marks.map(({ name, why }) => [name, why]), [
    ["at once", "nothing_buffered"],
    ["after first", "played"],
    ["after second", "played"],
  ]);
  const afterMs = (marks[1]?.atMs ?? 0) - (heard.atMs ?? 0);
  assert.ok(afterMs >= 333 && afterMs < 333 + 60, `the mark came ${afterMs} ms after its audio began`);
  const echoes = () => service.streams[0]?.messages.filter(({ event }) => event === "mark") ?? [];
  await call.until(() => echoes().length === 3, 3000, "the echoes to arrive");
  assert.deepEqual(echoes().map(({ mark }) => mark?.name), ["at once", "after first", "after second"]);
});

Deno.test("a clear cuts what is heard and returns the pending marks", async () => {
  const reply = speech(2000, 5);
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, (stream, message) => {
    if (message.event === "start") {
      stream.play(reply);
      stream.mark("end of reply");
    }
    if (message.media !== undefined && message.media.payload !== btoa("\xff".repeat(160))) {
      if (stream.messages.filter(({ event }) => event === "mark").length === 0) stream.clear();
    }
  });
  await using call = place(service);
  await call.untilSpeaking({ deadlineMs: 3000 });
  await call.speak(speech(100, 9));
  await call.until(() => call.log.of("mark_returned").length > 0, 3000, "the mark");
  const [cleared] = call.log.of("clear_received");
  const heard = call.ear.heard(reply);
  assert.equal(heard.fully, false);
  assert.ok(heard.heardMs >= 20 && heard.heardMs < 1000, `${heard.heardMs} ms were heard`);
  assert.equal(cleared?.runBytes, heard.heardMs * 8);
  assert.equal((cleared?.runBytes ?? 0) + (cleared?.droppedBytes ?? 0), reply.length);
  assert.equal(call.log.of("mark_returned")[0]?.why, "cleared");
  assert.equal(call.bufferedMs, 0);
});

Deno.test("what the carrier cannot use is warned about, ignored, and does not end the stream", async () => {
  const good = speech(100, 6);
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, (stream, { event }) => {
    if (event !== "start") return;
    const { streamSid } = stream;
    stream.socket.send("{");
    stream.socket.send("null");
    stream.socket.send(new Uint8Array([1, 2, 3]));
    stream.send({ event: "media", streamSid: "MZother", media: { payload: "AAAA" } });
    stream.send({ event: "media", streamSid, media: { payload: "not base64!" } });
    stream.send({ event: "media", streamSid, media: {} });
    stream.send({ event: "mark", streamSid, mark: {} });
    stream.send({ event: "stop", streamSid });
    stream.play(good);
  });
  await using call = place(service);
  await call.untilHeard(good, { deadlineMs: 3000 });
  assert.deepEqual(call.warnings.map(({ code }) => code), Array(8).fill(31951));
  assert.deepEqual(call.ear.runs().map(({ fromMs, toMs }) => toMs - fromMs), [100]);
});

Deno.test("audio beyond the playback limit is refused", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, (stream, { event }) => {
    if (event === "start") stream.play(speech(300));
  });
  await using call = place(service, { playbackLimitMs: 200 });
  await call.until(() => call.warnings.length === 1, 3000, "a warning");
  assert.match(call.warnings[0]?.detail ?? "", /buffer is full/);
  assert.deepEqual(call.ear.runs(), []);
});

Deno.test("lost frames leave a gap in the stamps and none in the chunks", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" });
  await using call = place(service);
  await call.untilStreaming(3000);
  call.skipFrames(200);
  const untilMs = call.nowMs() + 400;
  await call.until(() => call.nowMs() >= untilMs, 3000, "the gap to pass");
  const media = service.streams[0]?.messages.flatMap(({ media }) => media === undefined ? [] : [media]) ?? [];
  const stamps = media.map(({ timestamp }) => Number(timestamp));
  const steps = stamps.slice(1).map((stamp, at) => stamp - (stamps[at] ?? 0));
  assert.deepEqual([...new Set(steps)].sort(), [20, 220]);
  assert.deepEqual(media.map(({ chunk }) => Number(chunk)), media.map((_, at) => at + 1));
});

Deno.test("a late network delays what the caller hears and the service gets, and keeps its order", async () => {
  const reply = speech(300, 8);
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, (stream, { event }) => {
    if (event === "start") { for (let at = 0; at < reply.length; at += 160) stream.play(reply.subarray(at, at + 160)); }
  });
  const quality = { delayMs: 100, jitterMs: 30 };
  await using call = place(service, { network: { toService: quality, toCaller: quality } });
  await call.untilHeard(reply.subarray(0, 160), { deadlineMs: 3000 });
  await call.until(() => call.bufferedMs === 0 && call.log.of("media_received").length === 15, 3000, "all media");
  const opened = call.log.of("stream_opened")[0]?.atMs ?? 0;
  const delayMs = (call.ear.heard(reply.subarray(0, 160)).atMs ?? 0) - opened;
  assert.ok(delayMs >= 198 && delayMs < 400, `first heard after ${delayMs} ms`);
});

Deno.test("quiet means quiet after speech, and the carrier's own voice is speech to the ear", async () => {
  await using service = startFakeService({ "/twilio/voice": "<Say>0123456789</Say><Pause length='9'/>" });
  const call = place(service, { sayMsPerCharacter: 30 });
  await call.untilQuiet({ deadlineMs: 3000, forMs: 200 });
  const [said] = call.ear.sounds("dispatcher");
  assert.equal((said?.toMs ?? 0) - (said?.fromMs ?? 0), 300);
  await call.hangUp();
});

import assert from "node:assert/strict";
import { startTwilioCall } from "../../../src/simulator/twilio/call.ts";
import type { TwilioCall } from "../../../src/simulator/twilio/call.ts";
import type { CallOptions } from "../../../src/simulator/twilio/context.ts";
import { ACCOUNT_SID, AUTH_TOKEN, speech, startFakeService } from "./fake_service.ts";
import type { FakeService, Message } from "./fake_service.ts";

const place = (service: FakeService, more: Partial<CallOptions> = {}): TwilioCall =>
  startTwilioCall({
    publicUrl: service.url,
    authToken: AUTH_TOKEN,
    accountSid: ACCOUNT_SID,
    from: "+15550001111",
    to: "+15550002222",
    sayMsPerCharacter: 1,
    ...more,
  });

const audioOf = (messages: Message[]) =>
  messages.flatMap(({ media }) => media === undefined ? [] : [...atob(media.payload)].map((c) => c.charCodeAt(0)));

Deno.test("a call is announced with a signed webhook and streamed with every field", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" });
  const call = place(service, { callSid: "CA00000000000000000000000000000001" });
  await call.untilStreaming(3000);
  await call.until(() => (service.streams[0]?.messages.length ?? 0) >= 5, 3000, "three frames");
  await call.hangUp();

  const [voice] = service.requests;
  assert.equal(voice?.path, "/twilio/voice");
  assert.equal(voice?.signed, true);
  const { CallSid, AccountSid, From, To, CallStatus, Direction } = voice?.form ?? {};
  assert.deepEqual({ CallSid, AccountSid, From, To, CallStatus, Direction }, {
    CallSid: call.callSid,
    AccountSid: ACCOUNT_SID,
    From: "+15550001111",
    To: "+15550002222",
    CallStatus: "ringing",
    Direction: "inbound",
  });
  const messages = service.streams[0]?.messages ?? [];
  const streamSid = messages[1]?.streamSid ?? "";
  assert.match(streamSid, /^MZ[0-9a-f]{32}$/);
  const payload = btoa("\xff".repeat(160));
  assert.deepEqual(messages.slice(0, 4), [
    { event: "connected", protocol: "Call", version: "1.0.0" },
    {
      event: "start",
      sequenceNumber: "1",
      start: {
        accountSid: ACCOUNT_SID,
        streamSid,
        callSid: call.callSid,
        tracks: ["inbound"],
        mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
        customParameters: { token: "t-1" },
      },
      streamSid,
    },
    {
      event: "media",
      sequenceNumber: "2",
      media: { track: "inbound", chunk: "1", timestamp: "0", payload },
      streamSid,
    },
    {
      event: "media",
      sequenceNumber: "3",
      media: { track: "inbound", chunk: "2", timestamp: "20", payload },
      streamSid,
    },
  ]);
});

Deno.test("the stream's handshake is signed over its wss or ws URL, with a slash at its end when asked", async () => {
  const seen: (string | null)[] = [];
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, undefined, (request) => {
    seen.push(request.headers.get("x-twilio-signature"));
    return false;
  });
  const { signatureOf } = await import("../../../src/simulator/twilio/signature.ts");
  await place(service).untilEnded(3000);
  const slashed = place(service, { signTrailingSlash: true });
  await slashed.untilEnded(3000);
  const url = `${service.url.replace("http", "ws")}/ws/media`;
  assert.deepEqual(seen, [signatureOf(AUTH_TOKEN, url), signatureOf(AUTH_TOKEN, `${url}/`)]);
  assert.deepEqual(slashed.errors.map(({ code }) => code), [31920]);
  assert.match(slashed.errors[0]?.detail ?? "", /status 403/);
});

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

Deno.test("a hang-up sends stop, closes, tells the action and the status callback", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT<Say>never</Say>" });
  const call = place(service);
  await call.untilStreaming(3000);
  await Promise.all([call.hangUp(), call.hangUp()]);
  const messages = service.streams[0]?.messages ?? [];
  assert.deepEqual(messages.at(-1)?.stop, { accountSid: ACCOUNT_SID, callSid: call.callSid });
  assert.equal(messages.filter(({ event }) => event === "stop").length, 1);
  assert.deepEqual(service.requests.map(({ path, form, signed }) => [path, form.CallStatus, signed]), [
    ["/twilio/voice", "ringing", true],
    ["/ended", "completed", true],
    ["/twilio/status", "completed", true],
  ]);
  const [closed] = call.log.of("stream_closed");
  assert.equal(closed?.by, "caller");
  assert.deepEqual(call.errors, []);
  assert.equal(call.verbs.length, 1);
});

Deno.test("a hang-up while the stream is being connected still stops it", async () => {
  const calls: TwilioCall[] = [];
  await using service = startFakeService({ "/twilio/voice": "CONNECT" }, undefined, () => {
    void calls[0]?.hangUp();
    return true;
  });
  const call = place(service);
  calls.push(call);
  await call.untilEnded(5000);
  const streams = service.streams.map(({ messages }) => messages.map(({ event }) => event));
  assert.deepEqual(streams, [["connected", "start", "stop"]]);
});

Deno.test("when the service closes, its action decides what comes next, and the verbs are kept in order", async () => {
  await using service = startFakeService({
    "/twilio/voice": "CONNECT<Say>never</Say>",
    "/ended": "<Say>A person is coming.</Say><Dial action='/dialled'>+15559990000</Dial><Say>never</Say>",
    "/dialled": ({ form }) => `<Say>${form.DialCallStatus}</Say><Hangup/>`,
  }, (stream, { event }) => event === "start" && stream.socket.close(1000, "goodbye"));
  const call = place(service, { dial: () => ({ status: "busy", tookMs: 40 }) });
  await call.untilEnded(5000);
  const media = `${service.url.replace("http", "ws")}/ws/media`;
  assert.deepEqual(call.verbs, [
    `Connect ${media}`,
    "Say A person is coming.",
    "Dial +15559990000",
    "Say busy",
    "Hangup",
  ]);
  assert.equal(service.requests[1]?.form.CallStatus, "in-progress");
  const [closed] = call.log.of("stream_closed");
  assert.equal(closed?.by, "service");
  // Deno's server leaves the closing handshake out when frames are waiting to be read as it closes.
  const clean = closed?.code === 1000;
  assert.deepEqual([closed?.code, closed?.reason], clean ? [1000, "goodbye"] : [1006, ""]);
  assert.deepEqual(call.errors.map(({ code }) => code), [clean ? 31921 : 31903]);
});

Deno.test("a broken connection is told from a closed one, and the call goes on with a new stream", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT", "/ended": "CONNECT" });
  await using call = place(service);
  await call.untilStreaming(3000);
  call.dropConnection();
  await call.until(() => service.streams.length === 2 && call.streaming, 3000, "a second stream");
  assert.equal(call.log.of("stream_closed")[0]?.by, "lost");
  assert.deepEqual(call.errors.map(({ code }) => code), [31903]);
  await call.until(() => (service.streams[1]?.messages.length ?? 0) > 2, 3000, "its frames");
  assert.notEqual(service.streams[1]?.streamSid, service.streams[0]?.streamSid);
  assert.equal(service.streams[1]?.messages[2]?.media?.timestamp, "0");
});

Deno.test("a failed webhook is answered by the fallback, with the error's code", async () => {
  await using service = startFakeService({
    "/twilio/voice": () => new Response("out of order", { status: 500 }),
    "/twilio/fallback": "<Say>Please hold.</Say><Dial>+15551112222</Dial>",
  });
  const call = place(service);
  await call.untilEnded(3000);
  assert.deepEqual(call.verbs, ["Say Please hold.", "Dial +15551112222"]);
  const { ErrorCode, ErrorUrl } = service.requests[1]?.form ?? {};
  assert.deepEqual([ErrorCode, ErrorUrl], ["11200", `${service.url}/twilio/voice`]);
});

Deno.test("a webhook without an answer in time, and one that is not TwiML, go to the fallback too", async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await using service = startFakeService({
    "/twilio/voice": ({ form }) => form.From === "+15550001111" ? held.then(() => "") : new Response("{}"),
    "/twilio/fallback": "<Hangup/>",
  });
  const late = place(service, { webhookTimeoutMs: 100 });
  await late.untilEnded(3000);
  release();
  assert.deepEqual(late.errors.map(({ code }) => code), [11205]);
  const odd = place(service, { from: "anonymous" });
  await odd.untilEnded(3000);
  assert.deepEqual(odd.errors.map(({ code }) => code), [12300]);
  assert.deepEqual([late.verbs, odd.verbs], [["Hangup"], ["Hangup"]]);
});

Deno.test("a failed action ends the call with 11200", async () => {
  await using service = startFakeService({
    "/twilio/voice": "CONNECT",
    "/ended": () => new Response("", { status: 404 }),
  }, (stream, { event }) => event === "start" && stream.socket.close());
  const call = place(service);
  await call.untilEnded(3000);
  assert.equal(call.errors.at(-1)?.code, 11200);
  assert.equal(service.requests.at(-1)?.path, "/twilio/status");
});

Deno.test("a service that is not there ends the call with 11205 for each request", async () => {
  const service = startFakeService({});
  await service[Symbol.asyncDispose]();
  const call = place(service);
  await call.ended;
  assert.deepEqual(call.errors.map(({ code }) => code), [11205, 11205, 11205]);
});

Deno.test("keys go to the stream, or to a Gather when there is none", async () => {
  await using service = startFakeService({
    "/twilio/voice": "CONNECT",
    "/ended": "<Gather numDigits='2' action='/keys'><Say>Your number</Say></Gather><Say>never</Say>",
    "/keys": ({ form }) => `<Gather input='speech' action='/words'/><Say>${form.Digits}</Say>`,
    "/words": ({ form }) => `<Say>${form.SpeechResult}</Say>`,
  }, (stream, { event }) => event === "dtmf" && stream.socket.close());
  const call = place(service);
  await call.untilStreaming(3000);
  call.press("5");
  await call.until(() => call.verbs.includes("Gather dtmf"), 3000, "the Gather");
  call.press("1");
  call.press("2");
  await call.until(() => call.verbs.includes("Gather speech"), 3000, "the second Gather");
  call.answer("Main Street");
  await call.untilEnded(3000);
  const dtmf = service.streams[0]?.messages.find(({ event }) => event === "dtmf");
  assert.deepEqual(dtmf?.dtmf, { track: "inbound_track", digit: "5" });
  assert.equal(service.requests.find(({ path }) => path === "/keys")?.form.Digits, "12");
  assert.equal(call.verbs.at(-1), "Say Main Street");
  assert.throws(() => call.press("55"), /expected one of/);
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

Deno.test("a wait that is not fulfilled says what it waited for", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" });
  const call = place(service);
  await assert.rejects(call.untilQuiet({ deadlineMs: 100 }), /for the dispatcher to speak.*deadline/);
  const wait = assert.rejects(call.untilClosed(9000, 2), /media stream 2 to end: the call is over/);
  await call.hangUp();
  await wait;
});

Deno.test("quiet means quiet after speech, and the carrier's own voice is speech to the ear", async () => {
  await using service = startFakeService({ "/twilio/voice": "<Say>0123456789</Say><Pause length='9'/>" });
  const call = place(service, { sayMsPerCharacter: 30 });
  await call.untilQuiet({ deadlineMs: 3000, forMs: 200 });
  const [said] = call.ear.sounds("dispatcher");
  assert.equal((said?.toMs ?? 0) - (said?.fromMs ?? 0), 300);
  await call.hangUp();
});

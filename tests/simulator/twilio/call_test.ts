/** A simulated call from its first webhook to its end: the stream's handshake, verbs, keys, hang-ups. */

import assert from "node:assert/strict";
import type { TwilioCall } from "../../../src/simulator/twilio/call.ts";
import { ACCOUNT_SID, AUTH_TOKEN, place, startFakeService } from "./fake_service.ts";

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

Deno.test("a wait that is not fulfilled says what it waited for", async () => {
  await using service = startFakeService({ "/twilio/voice": "CONNECT" });
  const call = place(service);
  await assert.rejects(call.untilQuiet({ deadlineMs: 100 }), /for the dispatcher to speak.*deadline/);
  const wait = assert.rejects(call.untilClosed(9000, 2), /media stream 2 to end: the call is over/);
  await call.hangUp();
  await wait;
});

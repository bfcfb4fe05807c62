/** Media Streams as they stand on the wire, in and out. Source: Twilio's documentation of WebSocket messages. */

import assert from "node:assert/strict";
import { CARRIER_MEDIA_BYTES } from "../../src/call/limits.ts";
import { read, type Reading, write } from "../../src/twilio/wire.ts";

const STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0";
const CALL = "CA0123456789abcdef0123456789abcdef";
const ACCOUNT = "AC0123456789abcdef0123456789abcdef";

const START = {
  event: "start",
  sequenceNumber: "1",
  start: {
    accountSid: ACCOUNT,
    streamSid: STREAM,
    callSid: CALL,
    tracks: ["inbound"],
    mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
    customParameters: { token: "t-1", other: "ignored" },
  },
  streamSid: STREAM,
};

const MEDIA = { track: "inbound", chunk: "2", timestamp: "5", payload: "/38A" };

function frame(message: unknown): Reading {
  return read(JSON.stringify(message), 77);
}

function started(changes: object): Reading {
  return frame({ ...START, start: { ...START.start, ...changes } });
}

function media(changes: object): Reading {
  return frame({ event: "media", sequenceNumber: "3", streamSid: STREAM, media: { ...MEDIA, ...changes } });
}

function isMistake(reading: Reading, why: string, message: string = why): void {
  assert.deepEqual(reading, { kind: "mistake", why }, message);
}

Deno.test("`connected` says nothing that we need", () => {
  assert.deepEqual(frame({ event: "connected", protocol: "Call", version: "1.0.0" }), { kind: "connected" });
});

Deno.test("`start` names stream, call and account, and brings the token", () => {
  const start = { streamSid: STREAM, callSid: CALL, accountSid: ACCOUNT, token: "t-1" };
  assert.deepEqual(frame(START), { kind: "start", start });
});

Deno.test("a `start` without a token has an empty one: the gate refuses it, not the reader", () => {
  for (const customParameters of [undefined, null, {}, { token: 5 }, { token: "t".repeat(501) }, "t-1"]) {
    const reading = started({ customParameters });
    assert.ok(reading.kind === "start", JSON.stringify(customParameters));
    assert.equal(reading.start.token, "");
  }
});

Deno.test("numbers of the format may come as text", () => {
  const mediaFormat = { encoding: "audio/x-mulaw", sampleRate: "8000", channels: "1" };
  assert.equal(started({ mediaFormat }).kind, "start");
});

Deno.test("another codec is refused by name: it would be noise to everybody", () => {
  for (
    const mediaFormat of [
      { encoding: "audio/x-l16", sampleRate: 8000, channels: 1 },
      { encoding: "audio/x-mulaw", sampleRate: 16000, channels: 1 },
      { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 2 },
    ]
  ) isMistake(started({ mediaFormat }), "codec");
});

Deno.test("a `start` that lacks something, or contradicts itself, is a mistake", () => {
  for (const name of ["streamSid", "callSid", "accountSid", "mediaFormat"]) {
    isMistake(started({ [name]: null }), "shape");
  }
  isMistake(started({ callSid: "" }), "shape");
  isMistake(started({ callSid: "C".repeat(65) }), "shape");
  isMistake(started({ streamSid: "MZ2" }), "shape");
  isMistake(frame({ event: "start", streamSid: STREAM }), "shape");
});

Deno.test("the caller's audio comes with its stamp, its bytes and its loudness", () => {
  const audio = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0x00) };
  const reading = media({});
  assert.ok(reading.kind === "event" && reading.event.type === "caller_audio");
  const { levelDb, ...event } = reading.event;
  assert.deepEqual(event, { type: "caller_audio", atMs: 77, timestampMs: 5, audio, isVoiced: false });
  assert.equal(reading.streamSid, STREAM);
  // One sample of three is nearly full scale.
  assert.ok(levelDb < -4 && levelDb > -6, String(levelDb));
});

Deno.test("a stamp is a number or its text, from zero to a day", () => {
  for (const timestamp of ["0", 0, "20", 20, "86400000"]) assert.equal(media({ timestamp }).kind, "event");
  for (const timestamp of ["", " ", "x", "-1", -1, "86400001", null, undefined, true, [], {}, "NaN", "Infinity"]) {
    isMistake(media({ timestamp }), "media", JSON.stringify(timestamp));
  }
});

Deno.test("audio of the other track is not the caller's", () => {
  isMistake(media({ track: "outbound" }), "media");
  assert.equal(media({ track: undefined }).kind, "event");
});

Deno.test("a payload that is no base64, or would need quoting, is not taken: it goes on unquoted", () => {
  for (const payload of ["", "*", "/38", "/38A\n", "/3\t8A", '/38A"', "_-8A", "/39=", null, 5, ["/38A"]]) {
    isMistake(media({ payload }), "media", JSON.stringify(payload));
  }
});

Deno.test("a payload has a bound, and is refused before it is decoded", () => {
  const payload = (bytes: number) => new Uint8Array(bytes).toBase64();
  assert.equal(media({ payload: payload(CARRIER_MEDIA_BYTES) }).kind, "event");
  isMistake(media({ payload: payload(CARRIER_MEDIA_BYTES + 6) }), "media");
});

Deno.test("media without media is a mistake", () => {
  for (const nothing of [undefined, null, 5, "media", []]) {
    isMistake(frame({ event: "media", streamSid: STREAM, media: nothing }), "media");
  }
  isMistake(frame({ event: "media", media: MEDIA }), "media");
});

Deno.test("marks, keys and the stop are read", () => {
  const from = { kind: "event", streamSid: STREAM };
  assert.deepEqual(
    frame({ event: "mark", sequenceNumber: "4", streamSid: STREAM, mark: { name: "0:item_1:240" } }),
    { ...from, event: { type: "mark_returned", atMs: 77, name: "0:item_1:240" } },
  );
  assert.deepEqual(
    frame({ event: "dtmf", streamSid: STREAM, sequenceNumber: "5", dtmf: { track: "inbound_track", digit: "#" } }),
    { ...from, event: { type: "digit_pressed", atMs: 77, digit: "#" } },
  );
  assert.deepEqual(
    frame({ event: "stop", sequenceNumber: "6", streamSid: STREAM, stop: { accountSid: ACCOUNT, callSid: CALL } }),
    { ...from, event: { type: "stream_stopped", atMs: 77 } },
  );
});

Deno.test("marks, keys and stops that are broken are mistakes", () => {
  isMistake(frame({ event: "mark", streamSid: STREAM }), "shape");
  isMistake(frame({ event: "mark", streamSid: STREAM, mark: { name: "m".repeat(601) } }), "shape");
  isMistake(frame({ event: "dtmf", streamSid: STREAM, dtmf: { digit: "12" } }), "shape");
  isMistake(frame({ event: "dtmf", streamSid: STREAM, dtmf: { digit: 1 } }), "shape");
  isMistake(frame({ event: "stop" }), "shape");
});

Deno.test("what is no message is a mistake; a message we do not know is only unknown", () => {
  for (const text of ["", "{", "nonsense", "\u0000"]) isMistake(read(text, 0), "json");
  for (const text of ["null", "[]", "5", '"start"', "{}", '{"event":5}', '{"event":null}']) {
    isMistake(read(text, 0), "shape");
  }
  assert.deepEqual(frame({ event: "telepathy" }), { kind: "unknown" });
  assert.deepEqual(frame({ event: "constructor" }), { kind: "unknown" });
});

Deno.test("what is written is what Twilio reads", () => {
  const audio = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0) };
  assert.deepEqual(JSON.parse(write({ type: "play", audio }, STREAM)), {
    event: "media",
    streamSid: STREAM,
    media: { payload: "/38A" },
  });
  assert.deepEqual(JSON.parse(write({ type: "mark", name: "0:item_1:240" }, STREAM)), {
    event: "mark",
    streamSid: STREAM,
    mark: { name: "0:item_1:240" },
  });
  assert.deepEqual(JSON.parse(write({ type: "clear" }, STREAM)), { event: "clear", streamSid: STREAM });
});

Deno.test("names that are hostile stay inside their strings", () => {
  const hostile = '","event":"clear","x":"\n\u2028\ud800';
  const audio = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0) };
  assert.deepEqual(JSON.parse(write({ type: "mark", name: hostile }, hostile)), {
    event: "mark",
    streamSid: hostile,
    mark: { name: hostile },
  });
  assert.equal(JSON.parse(write({ type: "play", audio }, hostile)).streamSid, hostile);
});

Deno.test("media read by position is what parsing makes of it", () => {
  const payload = new Uint8Array(160).fill(0x7f).toBase64();
  const plain = [
    `{"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"2","timestamp":"5","payload":"${payload}"},` +
    `"streamSid":"${STREAM}"}`,
    `{"event":"media","sequenceNumber":"3","streamSid":"${STREAM}","media":{"track":"inbound","chunk":"2",` +
    `"timestamp":"5","payload":"${payload}"}}`,
  ];
  for (const text of plain) {
    const reading = read(text, 77);
    assert.ok(reading.kind === "event" && reading.event.type === "caller_audio", text);
    // A space is as good in JSON, and not as Twilio writes it: this one is parsed.
    assert.deepEqual(reading, read(`${text} `, 77));
    for (let at = 0; at < text.length; at += 3) {
      const changed = text.slice(0, at) + "\\" + text.slice(at + 1);
      assert.deepEqual(read(changed, 77), read(` ${changed}`, 77), changed);
      const cut = text.slice(0, at);
      assert.deepEqual(read(cut, 77), read(` ${cut}`, 77), cut);
      const doubled = text.slice(0, at) + text.slice(0, at) + text.slice(at);
      assert.deepEqual(read(doubled, 77), read(` ${doubled}`, 77), doubled);
    }
  }
});

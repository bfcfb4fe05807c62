/** The Media Streams wire against any peer: reading never throws and stays bounded; the carrier takes what is written. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { Audio } from "../../src/call/call.ts";
import { CARRIER_MEDIA_BYTES } from "../../src/call/limits.ts";
import { step } from "../../src/call/step.ts";
import { CallLog } from "../../src/simulator/twilio/log.ts";
import { MediaStream } from "../../src/simulator/twilio/stream.ts";
import { type CarrierEffect, read, write } from "../../src/twilio/wire.ts";
import { greetedCall, talkingCall } from "../support/call.ts";
import { strangeText } from "../support/virtual_messages.ts";
import { seedFromOutside } from "../support/virtual_seed.ts";

const streamSid = "MZ1";
const GOOD = [
  { event: "connected", protocol: "Call", version: "1.0.0" },
  {
    event: "start",
    sequenceNumber: "1",
    start: {
      streamSid,
      accountSid: "AC1",
      callSid: "CA1",
      tracks: ["inbound"],
      customParameters: { token: "t" },
      mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
    },
    streamSid,
  },
  { event: "media", sequenceNumber: "2", media: { track: "inbound", timestamp: "20", payload: "/38A/38A" }, streamSid },
  { event: "dtmf", sequenceNumber: "3", dtmf: { track: "inbound_track", digit: "0" }, streamSid },
  { event: "mark", sequenceNumber: "4", mark: { name: "0:item_1:240" }, streamSid },
  { event: "stop", sequenceNumber: "5", stop: { accountSid: "AC1", callSid: "CA1" }, streamSid },
];
/** States that an event may meet. */
const STATES = [talkingCall().state, greetedCall().state];

Deno.test("the good messages are understood", () => {
  const kinds = GOOD.map((message) => read(JSON.stringify(message), 1).kind);
  assert.deepEqual(kinds, ["connected", "start", "event", "event", "event", "event"]);
});

Deno.test("whatever the carrier sends is read without an exception, and the call lives through it", () => {
  fc.assert(
    fc.property(strangeText(GOOD), (text) => {
      const reading = read(text, 5_000);
      if (reading.kind === "start") {
        for (const value of Object.values(reading.start)) {
          assert.ok(typeof value === "string" && [...value].length <= 500);
        }
      }
      if (reading.kind !== "event") return;
      const { event, streamSid } = reading;
      assert.ok(streamSid.length <= text.length);
      if (event.type === "mark_returned") assert.ok([...event.name].length <= 600);
      if (event.type === "digit_pressed") assert.equal([...event.digit].length, 1);
      if (event.type === "caller_audio") {
        const { timestampMs, levelDb, audio } = event;
        assert.ok(timestampMs >= 0 && timestampMs <= 86_400_000 && levelDb >= -72 && levelDb <= 0);
        assert.ok(audio.ulaw.length > 0 && audio.ulaw.length <= CARRIER_MEDIA_BYTES + 3);
        assert.deepEqual(new Uint8Array(Buffer.from(audio.base64, "base64")), audio.ulaw);
      }
      for (const state of STATES) step(state, event);
    }),
    { numRuns: 20_000, seed: seedFromOutside() ?? 1 },
  );
});

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 80 });
const audio: fc.Arbitrary<Audio> = fc.uint8Array({ minLength: 1, maxLength: 2_000 })
  .map((ulaw) => ({ ulaw, base64: Buffer.from(ulaw).toString("base64") }));
const EFFECT: fc.Arbitrary<CarrierEffect> = fc.oneof(
  fc.record({ type: fc.constant("play" as const), audio }),
  fc.record({ type: fc.constant("mark" as const), name: text }),
  fc.record({ type: fc.constant("clear" as const) }),
);

Deno.test("the simulated carrier takes every order as it was meant", () => {
  fc.assert(
    fc.property(fc.array(EFFECT, { maxLength: 20 }), text, (effects, streamSid) => {
      const { stream, log } = carrier(streamSid);
      for (const effect of effects) stream.handlers.onMessage(write(effect, streamSid));
      const taken = log.entries.flatMap((entry): unknown[] => {
        if (entry.type === "media_received") return [entry.bytes];
        if (entry.type === "mark_received") return [entry.name];
        return entry.type === "clear_received" ? [entry.type] : entry.type === "warning" ? [entry] : [];
      });
      const meant = effects.map((effect) => {
        return effect.type === "play"
          ? effect.audio.ulaw.length
          : effect.type === "mark"
          ? effect.name
          : "clear_received";
      });
      assert.deepEqual(taken, meant);
    }),
    { numRuns: 500 },
  );
});

Deno.test("the simulated carrier complains of what is not meant for it", () => {
  const { stream, log } = carrier("MZ1");
  stream.handlers.onMessage(write({ type: "clear" }, "MZ2"));
  assert.deepEqual(log.entries.map(({ type }) => type), ["warning"]);
});

/** A stream without a network, and what it notes. */
function carrier(streamSid: string): { stream: MediaStream; log: CallLog } {
  const log = new CallLog(() => 0);
  const atOnce = { delayMs: 0, jitterMs: 0 };
  const stream = new MediaStream({
    accountSid: "AC1",
    callSid: "CA1",
    streamSid,
    url: "ws://127.0.0.1/",
    parameters: {},
    toService: atOnce,
    toCaller: atOnce,
    random: () => 0,
    playbackLimitMs: 600_000,
    log,
  });
  return { stream, log };
}

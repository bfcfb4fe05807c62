import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { carrierMs, listen, release, startListening } from "../../src/call/listening.ts";
import { QUIET_DB, sound } from "../support/call.ts";

type CallerAudio = Extract<CallEvent, { type: "caller_audio" }>;

const frame = (timestampMs: number, atMs = timestampMs + 20): CallerAudio => ({
  type: "caller_audio",
  atMs,
  timestampMs,
  audio: sound(20),
  levelDb: QUIET_DB,
});

const standing = () => release(startListening()).listening;

Deno.test("`listen()` fills a gap in the carrier's stamps with silence of its length", () => {
  const first = listen(standing(), frame(0));
  const second = listen(first.listening, frame(220));
  assert.deepEqual(second.effects.map((effect) => effect.type === "listen" ? 20 : effect.ms), [200, 20]);
  assert.equal(second.listening.givenMs, 240);
});

Deno.test("`listen()` takes stamps that are a few ms off for rounding, and lets it not add up", () => {
  let listening = standing();
  let filled = 0;
  for (let i = 0; i < 500; i++) {
    const heard = listen(listening, frame(i * 20 + (i % 3) * 6));
    listening = heard.listening;
    filled += heard.effects.length - 1;
  }
  assert.equal(filled, 0);
  assert.equal(listening.givenMs, 10_000);
});

Deno.test("`listen()` never lets broken stamps make a flood of silence", () => {
  let listening = standing();
  let filledMs = 0;
  for (let i = 0; i < 400; i++) {
    const heard = listen(listening, frame(i % 2 === 0 ? 0 : 80_000_000, i * 20));
    listening = heard.listening;
    for (const effect of heard.effects) filledMs += effect.type === "listen" ? 0 : effect.ms;
  }
  assert.ok(filledMs <= 30_000 + 8_000, `${filledMs} ms of silence in 8 s`);
});

Deno.test("`listen()` keeps the latest 8 s while the model is not ready, in order", () => {
  let listening = startListening();
  for (let i = 0; i < 600; i++) listening = listen(listening, frame(i * 20)).listening;
  assert.equal(listening.heldMs, 8_000);
  const { effects, listening: released } = release(listening);
  assert.equal(effects.length, 400);
  assert.equal(released.givenMs, 8_000);
  assert.equal(released.held, null);
});

Deno.test("`carrierMs()` reads the carrier's clock from the frame that came with the least delay", () => {
  let listening = standing();
  for (const [stamp, atMs] of [[0, 150], [20, 140], [40, 190]] as const) {
    listening = listen(listening, frame(stamp, atMs)).listening;
  }
  assert.equal(carrierMs(listening, 300, 0), 200);
});

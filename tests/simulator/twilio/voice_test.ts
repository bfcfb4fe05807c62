import assert from "node:assert/strict";
import { mixed, SILENT_FRAME } from "../../../src/simulator/twilio/frame.ts";
import { Voice } from "../../../src/simulator/twilio/voice.ts";

const frame = (value: number) => new Uint8Array(160).fill(value);

Deno.test("a voice says nothing but silence, then what it is given, byte for byte, the last frame filled up", () => {
  const voice = new Voice();
  assert.deepEqual(voice.next(), { frame: SILENT_FRAME, lost: false });
  void voice.speak(new Uint8Array([...frame(1), 2, 3]));
  void voice.speak(frame(4));
  const last = SILENT_FRAME.slice();
  last.set([2, 3]);
  const said = Array.from({ length: 4 }, () => voice.next().frame);
  assert.deepEqual(said, [frame(1), last, frame(4), SILENT_FRAME]);
});

Deno.test("speaking is over when the frame after its last one is asked for", async () => {
  const voice = new Voice();
  let over = false;
  const spoken = voice.speak(frame(1)).then(() => over = true);
  voice.next();
  await Promise.resolve();
  assert.equal(over, false);
  voice.next();
  await spoken;
});

Deno.test("noise alone goes out as it is; noise behind speech is mixed with it", () => {
  const voice = new Voice();
  void voice.noise(new Uint8Array([...frame(0x20), ...frame(0x30)]));
  void voice.speak(frame(0x40));
  assert.deepEqual(voice.next().frame, mixed(frame(0x40), frame(0x20)));
  assert.notDeepEqual(mixed(frame(0x40), frame(0x20)), frame(0x40));
  assert.deepEqual(voice.next().frame, frame(0x30));
});

Deno.test("mixing with silence changes nothing, and loud sounds are clipped, not wrapped", () => {
  assert.deepEqual(mixed(frame(0x21), SILENT_FRAME), frame(0x21));
  assert.deepEqual(mixed(frame(0x80), frame(0x80)), frame(0x80));
});

Deno.test("what is said while the network loses frames is lost", () => {
  const voice = new Voice();
  void voice.speak(new Uint8Array([...frame(1), ...frame(2), ...frame(3)]));
  voice.lose(2);
  assert.deepEqual([voice.next(), voice.next(), voice.next()], [
    { frame: SILENT_FRAME, lost: true },
    { frame: SILENT_FRAME, lost: true },
    { frame: frame(3), lost: false },
  ]);
});

Deno.test("a voice that ended releases whoever waits for it", async () => {
  const voice = new Voice();
  const spoken = voice.speak(frame(1));
  voice.end();
  await spoken;
  await voice.speak(frame(2));
  assert.deepEqual(voice.next().frame, SILENT_FRAME);
});

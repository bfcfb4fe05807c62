import assert from "node:assert/strict";
import {
  begin,
  callerSpeaks,
  close,
  hear,
  type Heard,
  heldWords,
  quietTurns,
  stop,
  type Turns,
} from "../../src/call/turns.ts";

/**
 * Feeds `sounds`, a row of `<level dBFS>x<length ms><kind>`, in frames of 20 ms: vowels (`v`, which swing by 3 dB), tones
 * (`t`, voiced and steady), noise otherwise.
 */
function feed(turns: Turns, sounds: string, more: Partial<Heard> = {}): Turns {
  for (const part of sounds.trim().split(/\s+/)) {
    const [, level, ms, kind] = part.match(/^(-\d+)x(\d+)([vt]?)$/)!;
    for (let passed = 0; passed < Number(ms); passed += 20) {
      const levelDb = Number(level) - (kind === "v" ? passed / 20 % 4 : 0);
      const heard: Heard = { ms: 20, levelDb, isVoiced: kind !== "", playedDb: -Infinity, reply: "due", ...more };
      turns = hear(turns, heard);
    }
  }
  return turns;
}

// What the line carries after the detector's word | is it speech that interrupts?
const TABLE = `
  -70x600                            | noise
  -20x40v -70x500                    | noise
  -12x120 -70x500                    | noise
  -20x200 -60x500                    | noise
  -45x800v                           | noise
  -30x40v -70x600 -30x40v -70x300    | noise
  -10x1000t                          | noise
  -15x100t -70x100 -15x100t -70x100  | noise
  -10x40 -25x300v                    | speech
  -20x120v                           | speech
  -30x120v                           | speech
  -20x80v -70x260 -24x60v            | speech
  -20x160 -32x80 -20x160             | speech
  -20x400                            | noise
`;

for (const row of TABLE.trim().split("\n")) {
  const [sounds, verdict] = row.split("|").map((part) => part.trim());
  Deno.test(`over a reply, ${sounds} is ${verdict}`, () => {
    const turns = feed(begin(feed(quietTurns(), "-70x1000"), "t1", 1_000, true), sounds!);
    assert.equal(turns.turn!.isSpeech, verdict === "speech");
  });
}

Deno.test("steady background becomes the floor: only what stands out of it interrupts", () => {
  const traffic = feed(quietTurns(), "-35x6000");
  assert.equal(feed(begin(traffic, "t1", 0, true), "-33x1000v").turn!.isSpeech, false);
  assert.equal(feed(begin(traffic, "t1", 0, true), "-18x200v").turn!.isSpeech, true);
});

Deno.test("speech that began before the detector's word counts from its own beginning", () => {
  const talking = feed(quietTurns(), "-70x500 -20x200v");
  assert.equal(begin(talking, "t1", 0, true).turn!.isSpeech, true);
});

Deno.test("while nobody is speaking to the caller the detector is believed", () => {
  assert.equal(begin(quietTurns(), "t1", 0, false).turn!.isSpeech, true);
});

Deno.test("a turn that has stopped cannot become speech any more, and says nothing about the next", () => {
  const stopped = stop(begin(quietTurns(), "t1", 0, true), "t1", 300);
  assert.equal(feed(stopped, "-20x400v").turn!.isSpeech, false);
  assert.equal(begin(close(feed(stopped, "-20x400v")), "t2", 900, true).turn!.isSpeech, false);
});

Deno.test("`callerSpeaks()` is true in the middle of a sentence, not after it", () => {
  const speaking = feed(begin(quietTurns(), "t1", 0, false), "-20x400v");
  assert.equal(callerSpeaks(speaking), true);
  assert.equal(callerSpeaks(feed(speaking, "-70x1000")), false);
  assert.equal(callerSpeaks(stop(speaking, "t1", 400)), false);
});

Deno.test("what is much softer than the caller's own voice is somebody else, once the caller's words have come", () => {
  const spoke = close(feed(begin(quietTurns(), "t1", 0, false), "-14x600v"));
  const television = "-70x600 -34x600v";
  assert.equal(feed(begin(spoke, "t2", 0, true), television).turn!.isSpeech, true);
  assert.equal(feed(begin(heldWords(spoke, "t1"), "t2", 0, true), television).turn!.isSpeech, false);
  assert.equal(feed(begin(heldWords(spoke, "t1"), "t2", 0, true), "-70x600 -24x200v").turn!.isSpeech, true);
});

Deno.test("our own voice coming back is no speech; what is louder than any echo of it is", () => {
  const playing = { playedDb: -14 };
  const echoing = feed(begin(quietTurns(), "t1", 0, true), "-28x2000v", playing);
  assert.equal(echoing.turn!.isSpeech, false);
  assert.equal(feed(echoing, "-15x200v", playing).turn!.isSpeech, true);
});

Deno.test("a line that gave nothing back while we were loud has no echo: a soft caller interrupts", () => {
  const playing = { playedDb: -14 };
  const silent = feed(begin(quietTurns(), "t1", 0, true), "-65x600", playing);
  assert.equal(feed(silent, "-32x200v", playing).turn!.isSpeech, true);
});

Deno.test("a short answer over the last syllable is believed once the reply is over, and does not cut it", () => {
  const ending = feed(begin(quietTurns(), "t1", 0, true), "-25x80v -70x40", { reply: "ending" });
  assert.equal(ending.turn!.isSpeech, false);
  assert.equal(feed(ending, "-70x20", { reply: "over" }).turn!.isSpeech, true);
  const earlier = feed(begin(quietTurns(), "t1", 0, true), "-25x80v -70x40");
  assert.equal(feed(earlier, "-70x200", { reply: "over" }).turn!.isSpeech, false);
});

import assert from "node:assert/strict";
import { begin, callerSpeaks, close, hear, quietTurns, stop, type Turns } from "../../src/call/turns.ts";

/** Feeds `levels`, a row of `<level dBFS>x<length ms>`, in frames of 20 ms. */
function feed(turns: Turns, levels: string): Turns {
  for (const part of levels.trim().split(/\s+/)) {
    const [levelDb, ms] = part.split("x").map(Number);
    for (let passed = 0; passed < ms!; passed += 20) turns = hear(turns, levelDb!, 20);
  }
  return turns;
}

// What the line carries after the detector's word | is it speech that interrupts?
const TABLE = `
  -70x600                            | noise
  -20x60  -70x500                    | noise
  -12x120 -70x500                    | noise
  -20x160 -60x500                    | noise
  -45x800                            | noise
  -30x40 -70x200 -30x40 -70x200      | noise
  -20x200                            | speech
  -30x200                            | speech
  -38x240                            | speech
  -25x100 -60x60 -25x120             | speech
`;

for (const row of TABLE.trim().split("\n")) {
  const [levels, verdict] = row.split("|").map((part) => part.trim());
  Deno.test(`over a reply, ${levels} is ${verdict}`, () => {
    const turns = feed(begin(feed(quietTurns(), "-70x1000"), "t1", 1_000, true), levels!);
    assert.equal(turns.turn!.isSpeech, verdict === "speech");
  });
}

Deno.test("steady background becomes the floor: only what stands out of it interrupts", () => {
  const traffic = feed(quietTurns(), "-35x6000");
  assert.equal(feed(begin(traffic, "t1", 0, true), "-35x1000").turn!.isSpeech, false);
  assert.equal(feed(begin(traffic, "t1", 0, true), "-18x200").turn!.isSpeech, true);
});

Deno.test("speech that began before the detector's word counts from its own beginning", () => {
  const talking = feed(quietTurns(), "-70x500 -20x200");
  assert.equal(begin(talking, "t1", 0, true).turn!.isSpeech, true);
});

Deno.test("while nobody is speaking to the caller the detector is believed", () => {
  assert.equal(begin(quietTurns(), "t1", 0, false).turn!.isSpeech, true);
});

Deno.test("a turn that has stopped cannot become speech any more, and says nothing about the next", () => {
  const stopped = stop(begin(quietTurns(), "t1", 0, true), "t1", 300);
  assert.equal(feed(stopped, "-20x400").turn!.isSpeech, false);
  assert.equal(begin(close(feed(stopped, "-20x400")), "t2", 900, true).turn!.isSpeech, false);
});

Deno.test("`callerSpeaks()` is true in the middle of a sentence, not after it", () => {
  const speaking = feed(begin(quietTurns(), "t1", 0, false), "-20x400");
  assert.equal(callerSpeaks(speaking), true);
  assert.equal(callerSpeaks(feed(speaking, "-70x1000")), false);
  assert.equal(callerSpeaks(stop(speaking, "t1", 400)), false);
});

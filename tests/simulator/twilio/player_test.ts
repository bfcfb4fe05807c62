import assert from "node:assert/strict";
import { Player } from "../../../src/simulator/twilio/player.ts";

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

/** A frame as runs of `[value, length]`: shorter to read than 160 numbers. */
function runs(frame: Uint8Array): [number, number][] {
  const found: [number, number][] = [];
  for (const byte of frame) {
    const last = found.at(-1);
    if (last !== undefined && last[0] === byte) last[1]++;
    else found.push([byte, 1]);
  }
  return found;
}

function ticks(player: Player, count: number) {
  return Array.from({ length: count }, () => {
    const { frame, bytes, marks } = player.tick();
    return { frame: runs(frame), bytes, marks };
  });
}

const SILENT = { frame: [[0xff, 160]], bytes: 0, marks: [] };

Deno.test("a player with nothing buffered plays silence", () => {
  assert.deepEqual(ticks(new Player(1000), 2), [SILENT, SILENT]);
});

Deno.test("a player plays media of any size in order, across frames, and fills the last frame with silence", () => {
  const player = new Player(1000);
  assert.equal(player.append(bytes(100, 1)), true);
  assert.equal(player.append(bytes(90, 2)), true);
  assert.equal(player.append(bytes(0, 3)), true);
  assert.equal(player.append(bytes(1, 4)), true);
  assert.equal(player.bufferedBytes, 191);
  assert.deepEqual(ticks(player, 3), [
    { frame: [[1, 100], [2, 60]], bytes: 160, marks: [] },
    { frame: [[2, 30], [4, 1], [0xff, 129]], bytes: 31, marks: [] },
    SILENT,
  ]);
  assert.equal(player.bufferedBytes, 0);
});

Deno.test("a mark with nothing buffered is returned at once", () => {
  assert.equal(new Player(1000).mark("a"), true);
});

Deno.test("a mark is returned when its audio has ended, not when it begins to sound", () => {
  const player = new Player(1000);
  player.append(bytes(160, 1));
  assert.equal(player.mark("one"), false);
  player.append(bytes(80, 2));
  player.mark("two");
  player.append(bytes(80, 3));
  player.mark("three");
  player.mark("four");
  assert.deepEqual(ticks(player, 4).map(({ marks }) => marks), [[], ["one"], ["two", "three", "four"], []]);
});

Deno.test("a mark set while the last frame sounds waits for its end", () => {
  const player = new Player(1000);
  player.append(bytes(10, 1));
  player.tick();
  assert.equal(player.mark("late"), false);
  assert.deepEqual(player.tick().marks, ["late"]);
  assert.equal(player.mark("later"), true);
});

Deno.test("marks keep their order when one set during the last frame follows one met within it", () => {
  const player = new Player(1000);
  player.append(bytes(10, 1));
  player.mark("first");
  player.append(bytes(10, 1));
  player.tick();
  player.mark("second");
  assert.deepEqual(player.tick().marks, ["first", "second"]);
});

Deno.test("clear empties the buffer and returns every pending mark once", () => {
  const player = new Player(10_000);
  player.append(bytes(200, 1));
  player.mark("one");
  player.append(bytes(1000, 2));
  player.mark("two");
  ticks(player, 2);
  assert.deepEqual(player.clear(), { marks: ["one", "two"], droppedBytes: 880, runBytes: 320 });
  assert.deepEqual(ticks(player, 2), [SILENT, SILENT]);
  assert.deepEqual(player.clear(), { marks: [], droppedBytes: 0, runBytes: 0 });
});

Deno.test("what was played before a clear is counted from the last pause", () => {
  const player = new Player(10_000);
  player.append(bytes(160, 1));
  ticks(player, 2);
  player.append(bytes(800, 2));
  ticks(player, 3);
  assert.equal(player.clear().runBytes, 480);
});

Deno.test("a player refuses what exceeds its limit and keeps what it has", () => {
  const player = new Player(200);
  assert.equal(player.append(bytes(150, 1)), true);
  assert.equal(player.append(bytes(51, 2)), false);
  assert.equal(player.append(bytes(50, 3)), true);
  assert.deepEqual(ticks(player, 2).map(({ frame }) => frame), [[[1, 150], [3, 10]], [[3, 40], [0xff, 120]]]);
});

Deno.test("a long playback in small pieces stays in order", () => {
  const player = new Player(1_000_000);
  for (let at = 0; at < 3000; at++) {
    player.append(bytes(80, at % 251));
    player.mark(String(at));
  }
  const played = ticks(player, 1501);
  assert.deepEqual(played[700]?.frame, [[1400 % 251, 80], [1401 % 251, 80]]);
  const returned = played.flatMap(({ marks }) => marks);
  assert.deepEqual(returned, Array.from({ length: 3000 }, (_, at) => String(at)));
});

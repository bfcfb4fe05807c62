/** How long a media stream may keep us waiting: for its start, for its next frame, and in a full lobby. */

import assert from "node:assert/strict";
import { CARRIER_PING_AFTER_S, CARRIER_START_WAIT_MS, STREAM_SILENT_MS } from "../../src/call/limits.ts";
import { Lobby } from "../../src/twilio/lobby.ts";
import { MEDIA, START, started, Stream, types } from "./stream.ts";

Deno.test("a socket that sends no `start` is no call: one that talks is closed, a mute one left to Deno's ping first", () => {
  using alarms = new Alarms();
  const talking = new Stream();
  talking.receives({ event: "connected" });
  assert.equal(alarms.set[0]!.ms, CARRIER_START_WAIT_MS);
  alarms.set[0]!.ring();
  assert.deepEqual([talking.wire.closedWith, talking.refusals], [[4403, "no_start"], ["no_start"]]);

  const mute = new Stream();
  alarms.set[1]!.ring();
  assert.deepEqual([mute.wire.closedWith, mute.refusals], [null, ["no_start"]]);
  mute.receives(START);
  assert.deepEqual(mute.starts, [], "it is too late");
  assert.equal(alarms.set[2]!.ms, 2 * CARRIER_PING_AFTER_S * 1_000);
  alarms.set[2]!.ring();
  assert.deepEqual(mute.wire.closedWith, [4403, "no_start"]);
});

Deno.test("a stream that has started, or is gone, has no alarm for its start any more", () => {
  using alarms = new Alarms();
  const stream = started();
  assert.equal(alarms.set[0]!.isCleared, true);
  stream[Symbol.dispose]();
  assert.deepEqual(alarms.set.map(({ isCleared }) => isCleared), [true, true]);
});

Deno.test("a stream whose frames stop is told and closed; one whose frames come is not", () => {
  using alarms = new Alarms();
  const stream = started();
  assert.equal(alarms.set[1]!.ms, STREAM_SILENT_MS);
  stream.nowMs = STREAM_SILENT_MS - 20;
  stream.receives(MEDIA);
  stream.nowMs = STREAM_SILENT_MS;
  alarms.set[1]!.ring();
  assert.deepEqual([stream.faults, alarms.set[2]!.ms], [[], STREAM_SILENT_MS - 20]);
  stream.nowMs = 2 * STREAM_SILENT_MS;
  alarms.set[2]!.ring();
  assert.deepEqual(stream.faults, ["stream_silent"]);
  assert.deepEqual(stream.wire.closedWith, [4408, "stream_silent"]);
  assert.equal(types(stream).at(-1), "stream_closed");
});

Deno.test("where the process stood still a stream is not silent before its frames were read", () => {
  using alarms = new Alarms();
  const stream = started();
  stream.nowMs = 2 * STREAM_SILENT_MS;
  alarms.set[1]!.ring();
  assert.deepEqual(stream.faults, []);
  stream.receives(MEDIA);
  stream.nowMs += 250;
  alarms.set[2]!.ring();
  assert.deepEqual(stream.faults, [], "its frames have come");
  stream.nowMs += STREAM_SILENT_MS;
  alarms.set[3]!.ring();
  assert.equal(alarms.set[4]!.ms, 250);
  stream.nowMs += 250;
  alarms.set[4]!.ring();
  assert.deepEqual(stream.faults, ["stream_silent"]);
});

Deno.test("of too many sockets that have proved nothing the one that has waited longest goes", () => {
  using alarms = new Alarms();
  const lobby = new Lobby(2);
  const call = new Stream(null, lobby);
  call.receives(START);
  const [first, second, third] = [1, 2, 3].map(() => {
    const stream = new Stream(null, lobby);
    stream.receives({ event: "connected" });
    return stream;
  });
  assert.deepEqual(first!.wire.closedWith, [4403, "crowded_out"]);
  assert.deepEqual([second, third, call].map((stream) => stream!.wire.closedWith), [null, null, null]);
  second![Symbol.dispose]();
  const fourth = new Stream(null, lobby);
  assert.deepEqual([third!.refusals, fourth.refusals], [[], []], "who has left takes no room");
  assert.ok(alarms.set.length > 0);
});

/** Takes hold of the alarms that are set while it is in use, instead of waiting for them. */
class Alarms implements Disposable {
  readonly set: { ms: number; ring: () => void; isCleared: boolean }[] = [];
  readonly #kept = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    const capture = (ring: () => void, ms: number) => this.set.push({ ms, ring, isCleared: false });
    const clear = (id: number | undefined) => {
      const alarm = this.set[(id ?? 0) - 1];
      if (alarm !== undefined) alarm.isCleared = true;
    };
    Object.assign(globalThis, { setTimeout: capture, clearTimeout: clear });
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#kept);
  }
}

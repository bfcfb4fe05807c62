import assert from "node:assert/strict";
import { Ear } from "../../../src/simulator/twilio/ear.ts";
import { CallLog } from "../../../src/simulator/twilio/log.ts";
import {
  clearDelaysMs,
  deadAirMs,
  firstSoundMs,
  hangUpDelayMs,
  replyDelaysMs,
} from "../../../src/simulator/twilio/measure.ts";

const LOUD = new Uint8Array(160).fill(0x20);
const QUIET = new Uint8Array(160).fill(0xff);

/** A call drawn with a character per 100 ms, `#` for sound, and facts at their times. */
function records(
  caller: string,
  dispatcher: string,
  facts: (log: CallLog, at: (ms: number) => CallLog) => void = () => {},
) {
  const ear = new Ear({ keepMs: 0 });
  for (let tick = 0; tick < caller.length * 5; tick++) {
    const at = Math.floor(tick / 5);
    ear.tick(caller[at] === "#" ? LOUD : QUIET, dispatcher[at] === "#" ? LOUD : QUIET, 160);
  }
  let nowMs = 0;
  const log = new CallLog(() => nowMs);
  facts(log, (ms) => {
    nowMs = ms;
    return log;
  });
  return { ear, log };
}

Deno.test("the first sound is measured from the stream's start, and is null without one", () => {
  const open = (_: CallLog, at: (ms: number) => CallLog) =>
    at(130).add({ type: "stream_opened", streamSid: "MZ", url: "wss://a.example/ws" });
  assert.equal(firstSoundMs(records("......", "...##.", open)), 170);
  assert.equal(firstSoundMs(records("......", "......", open)), null);
  assert.equal(firstSoundMs(records("......", "...##.")), null);
});

Deno.test("a reply is measured from the caller's last sound to its first", () => {
  assert.deepEqual(replyDelaysMs(records("##.##.........##....", "..........##........")), [500, null]);
});

Deno.test("a clear is measured from the first sound of what the caller is saying", () => {
  const clear = (_: CallLog, at: (ms: number) => CallLog) =>
    at(750).add({ type: "clear_received", droppedBytes: 0, runBytes: 0 });
  assert.deepEqual(clearDelaysMs(records("#....####.", "...#####..", clear)), [250]);
  assert.deepEqual(clearDelaysMs(records("..........", "...#####..", clear)), [null]);
});

Deno.test("hanging up is measured from the end of the last sound, and only when the service did it", () => {
  const close = (by: "service" | "caller") => (_: CallLog, at: (ms: number) => CallLog) =>
    at(800).add({ type: "stream_closed", by, code: 1000, reason: "" });
  assert.equal(hangUpDelayMs(records(".........", ".##..#...", close("service"))), 200);
  assert.equal(hangUpDelayMs(records(".........", ".##..#...", close("caller"))), null);
});

Deno.test("dead air is the longest silence that the dispatcher owes: before its first word, after the caller's, within its own", () => {
  const open = (_: CallLog, at: (ms: number) => CallLog) =>
    at(100).add({ type: "stream_opened", streamSid: "MZ", url: "wss://a.example/ws" });
  assert.equal(deadAirMs(records("................", "....####........", open)), 300);
  assert.equal(deadAirMs(records("....###.........", ".##........##...", open)), 400);
  assert.equal(deadAirMs(records("................", ".##.....##......", open)), 500);
  // The caller's own silence, the one after the last word, and one that nobody breaks any more.
  assert.equal(deadAirMs(records("........##......", ".##.......##....", open)), 0);
  assert.equal(deadAirMs(records("....##..........", ".##.............", open)), 1_000);
  assert.equal(deadAirMs(records("................", "................", open)), 1_500);
});

Deno.test("a telephone that rings is no dead air, the silence before it is", () => {
  const rung = (log: CallLog, at: (ms: number) => CallLog) => {
    at(100).add({ type: "stream_opened", streamSid: "MZ", url: "wss://a.example/ws" });
    at(900).add({ type: "verb", name: "Dial", detail: "+15550001111" });
    at(1_400).add({ type: "verb", name: "Say", detail: "" });
    log.add({ type: "verb", name: "Hangup", detail: "" });
  };
  assert.equal(deadAirMs(records("....##..........", ".##...........##", rung)), 300);
});

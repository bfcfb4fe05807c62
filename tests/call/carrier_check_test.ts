/** A carrier that plays nothing is noticed by its marks. */

import assert from "node:assert/strict";
import { FIRST_MARK_WAIT_MS, MARK_OVERDUE_MS } from "../../src/call/limits.ts";
import { greetedCall, talkingCall, type VirtualCall } from "../support/call.ts";

const codes = (call: VirtualCall) => call.of("report_fault").map(({ code }) => code);

Deno.test("marks that come back at once, before what they stand behind can have been played, lead to a person", () => {
  const call = talkingCall();
  call.replies("greeting", 4_000);
  call.wait(60);
  call.marksReturn();
  assert.deepEqual(codes(call), ["carrier_rejected_audio"]);
  assert.equal(call.of("finish")[0]?.outcome, "failed");
});

Deno.test("marks that come back as the sound is played are believed, also where a few hundred ms are missing", () => {
  const call = talkingCall();
  call.replies("greeting", 2_000);
  call.wait(1_200);
  call.marksReturn();
  assert.deepEqual(codes(call), []);
});

Deno.test("a clear gives all marks back at once, and is no sign of anything", () => {
  const call = greetedCall();
  call.replies("r1", 6_000, { ends: false });
  call.takesTurn("t1");
  call.marksReturn();
  assert.deepEqual(codes(call), []);
});

Deno.test("a stream on which no mark has ever come back leads to a person 2 s after the first was due", () => {
  const call = talkingCall();
  call.replies("greeting", 1_000);
  call.wait(200 + FIRST_MARK_WAIT_MS - 1);
  assert.deepEqual(codes(call), []);
  call.wait(2);
  assert.deepEqual(codes(call), ["carrier_rejected_audio"]);
});

Deno.test("on a stream that has given marks back a lost one is done without", () => {
  const call = greetedCall();
  call.replies("r1", 1_000);
  // The way to the carrier and back was learned from the greeting: up to 1 s.
  call.wait(2_000 + MARK_OVERDUE_MS);
  assert.deepEqual(codes(call), ["carrier_rejected_audio"]);
  assert.equal(call.state.phase.name, "talking");
});

/** A model that ends the call: its goodbye is heard to the end, unless the caller has more to say. */

import assert from "node:assert/strict";
import { greetedCall, LOUD_DB, types } from "../support/call.ts";

Deno.test("a goodbye is heard to its last mark before the stream is closed", () => {
  const call = greetedCall();
  call.replies("r1", 2_000, { ends: false });
  call.endsCall("r1", { reason: "done" });
  assert.equal(call.of("close_stream").length, 0);
  call.hears(2_000);
  assert.equal(call.of("close_stream").length, 0);
  call.marksReturn();
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.of("finish")[0]!.outcome, "answered");
});

Deno.test("a goodbye whose mark never returns is closed when its deadline has passed", () => {
  const call = greetedCall();
  call.replies("bye", 2_000, { ends: false });
  call.endsCall("bye");
  call.wait(2_900);
  assert.equal(call.of("close_stream").length, 0);
  call.wait(1_200);
  assert.equal(call.of("close_stream").length, 1);
});

Deno.test("a model that hangs up without a word has to say goodbye first", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r1" });
  const effects = call.endsCall("r1");
  assert.deepEqual(types(effects), ["report_fault", "answer_tool", "request_reply", "save"]);
  assert.equal(call.of("close_stream").length, 0);
  call.replies("bye", 800);
  call.hears(800);
  call.marksReturn();
  assert.equal(call.of("finish")[0]!.outcome, "answered");
});

Deno.test("a caller who speaks on at the end of the goodbye keeps the line", () => {
  const call = greetedCall();
  call.replies("r1", 1_000, { ends: false });
  call.endsCall("r1");
  call.hears(600);
  call.detects("t1");
  call.hears(400, LOUD_DB);
  call.marksReturn();
  assert.equal(call.of("close_stream").length, 0);
  assert.equal(call.state.phase.name, "talking");
  call.hears(600);
  call.commits("t1");
  assert.equal(call.of("request_reply").at(-1)!.purpose, "answer");
});

Deno.test("a caller who has more to say during the goodbye is listened to and answered", () => {
  const call = greetedCall();
  call.replies("r1", 3_000, { ends: false });
  call.endsCall("r1");
  call.hears(600);
  call.detects("t1");
  call.hears(400, LOUD_DB);
  assert.equal(call.of("clear").length, 1);
  assert.equal(call.of("answer_tool").length, 1);
  call.hears(600);
  assert.ok(types(call.commits("t1")).includes("request_reply"));
  assert.equal(call.of("close_stream").length, 0);
});

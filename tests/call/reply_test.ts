/** When a reply is asked for, and what becomes of one that is empty, stalls, is refused or never comes. */

import assert from "node:assert/strict";
import { FILL_AFTER_MS } from "../../src/call/limits.ts";
import { greetedCall, LOUD_DB, talkingCall, types } from "../support/call.ts";

Deno.test("a reply without sound is asked for again once, then a person takes over", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  assert.ok(types(call.ended("r1", { fault: "empty_reply" })).includes("request_reply"));
  call.on({ type: "reply_started", replyId: "r2" });
  call.ended("r2", { fault: "empty_reply" });
  assert.deepEqual(call.of("report_fault").map((fault) => fault.code), ["empty_reply", "empty_reply"]);
  assert.equal(call.of("close_stream").length, 1);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
});

Deno.test("a reply that stalls is cancelled and asked for again", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  const effects = call.wait(2_900);
  assert.deepEqual(types(effects), ["cancel_reply", "report_fault"]);
  assert.deepEqual(types(call.ended("r1", { status: "cancelled" })), ["request_reply", "save"]);
});

Deno.test("a stalled reply whose end does not come either is not waited for", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  call.wait(2_900);
  assert.deepEqual(types(call.wait(1_000)), ["request_reply"]);
});

Deno.test("a caller whose reply never comes hears phrases, and is with a person after two tries", () => {
  const call = greetedCall({ hasPhrases: true });
  call.detects("t1");
  call.hears(400, LOUD_DB);
  const lastWordMs = call.nowMs;
  call.hears(500);
  call.commits("t1");
  call.wait(9_000);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
  assert.deepEqual(call.of("say_phrase").map(({ atMs }) => atMs - lastWordMs), [500 + FILL_AFTER_MS]);
  assert.ok(call.of("close_stream")[0]!.atMs - lastWordMs < 6_000);
});

Deno.test("a reply that prepares a tool is not taken for stalled", () => {
  const call = talkingCall();
  call.on({ type: "reply_started", replyId: "r1" });
  for (let i = 0; i < 8; i++) {
    call.wait(500);
    call.on({ type: "reply_moved", replyId: "r1" });
  }
  assert.equal(call.of("report_fault").length, 0);
  call.wait(1_300);
  assert.equal(call.of("report_fault")[0]!.code, "reply_stalled");
});

Deno.test("a reply is asked for once the one under way has ended, never beside it", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  call.on({ type: "reply_started", replyId: "r1" });
  call.detects("t2");
  call.hears(300, LOUD_DB);
  assert.equal(call.of("cancel_reply").length, 1);
  const asked = call.of("request_reply").length;
  call.commits("t2");
  assert.equal(call.of("request_reply").length, asked);
  call.ended("r1", { status: "cancelled", reason: "client_cancelled" });
  assert.equal(call.of("request_reply").length, asked + 1);
});

Deno.test("a turn that the detector never closes is closed for it and answered; one that is only noise is thrown away", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(500, LOUD_DB);
  assert.equal(call.of("close_turn").length, 0);
  const effects = types(call.hears(2_300)).filter((type) => type !== "listen");
  assert.deepEqual(effects, ["report_fault", "close_turn", "request_reply"]);
  assert.equal(call.of("close_turn")[0]!.keep, true);
  call.replies("r1", 4_000);
  assert.deepEqual(call.commits("t1"), [], "a commit that comes after all earns no second answer");
  call.detects("noise");
  call.hears(60, LOUD_DB);
  call.hears(2_300);
  assert.equal(call.of("close_turn").at(-1)!.keep, false);
  assert.equal(call.of("request_reply").length, 2);
});

Deno.test("a server that answers by itself is not asked for the same answer again", () => {
  const call = greetedCall();
  call.detects("t1");
  call.hears(300, LOUD_DB);
  call.commits("t1");
  const code = "conversation_already_has_active_response";
  call.on({ type: "order_refused", order: { kind: "request_reply" }, code });
  call.replies("its own", 600);
  const asked = call.of("request_reply").length;
  call.wait(1_000);
  assert.equal(call.of("request_reply").length, asked);
});

Deno.test("a request refused because a reply is under way is repeated, and given up when it never ends", () => {
  const call = talkingCall();
  for (let i = 0; i < 9; i++) {
    const code = "conversation_already_has_active_response";
    call.on({ type: "order_refused", order: { kind: "request_reply" }, code });
    assert.deepEqual(types(call.wait(300)), ["request_reply"]);
  }
  call.on({
    type: "order_refused",
    order: { kind: "request_reply" },
    code: "conversation_already_has_active_response",
  });
  assert.equal(call.of("finish")[0]!.reason, "reply_overlap");
});

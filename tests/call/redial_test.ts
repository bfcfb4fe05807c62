import assert from "node:assert/strict";
import { greetedCall, talkingCall, types, VirtualCall } from "../support/call.ts";

const REDIALS = { canRedial: true };
const LOST = { type: "model_lost", code: "connection_lost", detail: "closed 1006" } as const;

/** A call whose caller has said where it is, and whose session then broke off. */
function broken() {
  const call = greetedCall(REDIALS);
  call.on({ type: "reply_started", replyId: "r1" });
  const args = JSON.stringify({ location: { address: "12 Main Street" }, asking: "nature" });
  call.on({ type: "tool_called", replyId: "r1", callId: "c1", name: "record_answers", arguments: args });
  const effects = call.on(LOST);
  return { call, effects };
}

Deno.test("a session that breaks off is followed by another one, which is told what was said and recorded", () => {
  const { call, effects } = broken();
  assert.deepEqual(types(effects).filter((type) => type !== "save"), ["report_fault", "dial_model"]);
  assert.deepEqual(types(call.hears(300)), [], "what is said meanwhile waits for it");
  const ready = call.on({ type: "model_ready", model: "m" });
  assert.deepEqual(types(ready).slice(0, 2), ["tell_model", "request_reply"]);
  const [told, request] = ready as unknown as [{ text: string }, { purpose: string }];
  assert.match(told.text, /12 Main Street/);
  assert.equal(request.purpose, "resume");
  assert.equal(ready.filter(({ type }) => type === "listen").length, 15, "300 ms in pieces of 20");
});

Deno.test("another session that does not come leads to a person in time", () => {
  const { call } = broken();
  const effects = call.wait(3_000);
  assert.deepEqual(types(effects).filter((type) => /close|finish/.test(type)), [
    "close_stream",
    "close_model",
    "finish",
  ]);
  assert.equal(call.of("finish")[0]!.outcome, "failed");
});

Deno.test("a fourth lost session, and a cause that another one cannot mend, lead to a person at once", () => {
  const { call } = broken();
  for (const _ of [1, 2]) {
    call.on({ type: "model_ready", model: "m" });
    call.on(LOST);
  }
  call.on({ type: "model_ready", model: "m" });
  assert.ok(types(call.on(LOST)).includes("finish"));
  const other = greetedCall(REDIALS);
  assert.ok(types(other.on({ type: "model_lost", code: "no_credit", detail: "" })).includes("finish"));
});

Deno.test("a model whose replies are empty is followed by the other one, which is asked for the same reply", () => {
  const call = talkingCall(REDIALS);
  call.on({ type: "reply_started", replyId: "r1" });
  call.ended("r1", { fault: "empty_reply" });
  call.on({ type: "reply_started", replyId: "r2" });
  const effects = call.ended("r2", { fault: "empty_reply" });
  assert.deepEqual(effects.filter(({ type }) => type === "dial_model"), [{ type: "dial_model", isFallback: true }]);
  const ready = call.on({ type: "model_ready", model: "mini" });
  assert.equal((ready.find(({ type }) => type === "request_reply") as { purpose?: string }).purpose, "greet");
  call.on({ type: "reply_started", replyId: "r3" });
  assert.deepEqual(types(call.ended("r3", { fault: "empty_reply" })), ["report_fault", "request_reply", "save"]);
  call.on({ type: "reply_started", replyId: "r4" });
  assert.ok(types(call.ended("r4", { fault: "empty_reply" })).includes("finish"), "the fallback is the last model");
});

Deno.test("a model that cannot be had is followed by the other one; what no model can mend is not", () => {
  const ringing = new VirtualCall(REDIALS);
  const effects = ringing.on({ type: "model_lost", code: "model_unavailable", detail: "closed 4004" });
  assert.deepEqual(types(effects), ["report_fault", "dial_model", "save"]);
  assert.ok(
    types(ringing.on({ type: "model_lost", code: "model_unavailable", detail: "closed 4004" })).includes("finish"),
  );
  const unpaid = new VirtualCall(REDIALS);
  assert.ok(types(unpaid.on({ type: "model_lost", code: "no_credit", detail: "" })).includes("finish"));
});

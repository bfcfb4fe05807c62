import assert from "node:assert/strict";
import { greetedCall, types } from "../support/call.ts";

const LOST = { type: "model_lost", code: "connection_lost", detail: "closed 1006" } as const;

/** A call whose caller has said where it is, and whose session then broke off. */
function broken() {
  const call = greetedCall();
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
  const effects = call.wait(1_800);
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
  const other = greetedCall();
  assert.ok(types(other.on({ type: "model_lost", code: "no_credit", detail: "" })).includes("finish"));
});

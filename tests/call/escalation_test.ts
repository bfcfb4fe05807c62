import assert from "node:assert/strict";
import { greetedCall, talkingCall, types, VirtualCall } from "../support/call.ts";

function hears(call: VirtualCall, turnId: string, text: string): string[] {
  call.takesTurn(turnId);
  return types(call.on({ type: "turn_transcribed", turnId, text }));
}

Deno.test("words of danger cut the reply, raise the alarm, and leave the caller to the carrier at once", () => {
  const call = greetedCall();
  call.takesTurn("t1");
  call.replies("r1", 3_000, { ends: false });
  const effects = types(call.on({ type: "turn_transcribed", turnId: "t1", text: "he has a gun in his hand" }));
  assert.deepEqual(effects.filter((type) => ["escalate", "close_stream", "cancel_reply"].includes(type)), [
    "escalate",
    "close_stream",
    "cancel_reply",
  ]);
  assert.equal(call.state.phase.name, "away");
  call.ended("r1", { status: "cancelled" });
  assert.equal(call.of("request_reply").at(-1)!.purpose, "record_only");
});

Deno.test("a weapon, an injury, or a grave type that was recorded leads to a person as well", () => {
  for (const answers of [{ weapons: "yes" }, { injuries: "yes" }, { typeCode: "SHOOT" }]) {
    const call = greetedCall();
    call.on({ type: "reply_started", replyId: "r1" });
    call.on({
      type: "tool_called",
      replyId: "r1",
      callId: "c1",
      name: "record_answers",
      arguments: JSON.stringify(answers),
    });
    assert.equal(call.state.phase.name, "away", JSON.stringify(answers));
    assert.equal(call.of("escalate").length, 1);
  }
});

Deno.test("a danger that is recorded later has its own alarm, whatever was recorded before; each has one", () => {
  const call = greetedCall();
  call.on({ type: "reply_started", replyId: "r1" });
  const recorded = [{ weapons: "yes" }, { injuries: "yes" }, { typeCode: "SHOOT" }, { callerName: "Ann" }];
  for (const [n, answers] of recorded.entries()) {
    const called = { replyId: "r1", callId: `c${n}`, name: "record_answers", arguments: JSON.stringify(answers) };
    call.on({ type: "tool_called", ...called });
  }
  assert.deepEqual(call.of("escalate").map(({ kind }) => kind), ["weapon", "injury", "type SHOOT"]);
});

Deno.test("negated danger changes nothing", () => {
  const call = greetedCall();
  assert.deepEqual(hears(call, "t1", "no there are no weapons and nobody is hurt"), ["save"]);
  assert.equal(call.state.phase.name, "talking");
});

Deno.test("a person is rung for a caller who asks a second time", () => {
  const call = greetedCall();
  hears(call, "t1", "let me talk to a human");
  assert.equal(call.state.phase.name, "talking");
  call.replies("r1", 600);
  call.hears(600);
  call.marksReturn();
  hears(call, "t2", "I said I want an operator");
  assert.equal(call.state.phase.name, "away");
});

Deno.test("without a person the caller is told to dial the emergency number, and the alarm is raised once a kind", () => {
  const call = new VirtualCall({ hasPerson: false });
  call.on({ type: "model_ready", model: "m" });
  call.on({ type: "stream_started", streamSid: "MZ1" });
  call.replies("greeting", 600);
  call.hears(600);
  call.marksReturn();
  hears(call, "t1", "there is a fire in the kitchen");
  assert.equal(call.of("escalate").length, 1);
  call.on({ type: "reply_started", replyId: "r1" });
  call.ended("r1", { status: "cancelled" });
  assert.equal(call.of("request_reply").at(-1)!.purpose, "warn_danger");
  hears(call, "t2", "the fire is getting bigger");
  assert.equal(call.of("escalate").length, 1);
  assert.equal(call.state.phase.name, "talking");
});

Deno.test("when nobody answers, the call goes on with the model on a new stream, and the incident is urgent", () => {
  const call = greetedCall();
  call.on({ type: "digit_pressed", digit: "0" });
  call.ended("none");
  call.wait(40_000);
  assert.equal(call.state.phase.name, "away");
  call.on({ type: "stream_closed", why: "closed 1000" });
  const effects = call.on({ type: "nobody_answered" });
  assert.deepEqual(types(effects), ["escalate"]);
  call.on({ type: "stream_started", streamSid: "MZ2" });
  assert.equal(call.state.phase.name, "talking");
  call.on({ type: "reply_started", replyId: "only" });
  call.ended("only");
  assert.equal(call.of("request_reply").at(-1)!.purpose, "nobody_answered");
});

Deno.test("a person who answered ends the model's session; when they hang up, the call was transferred", () => {
  const call = greetedCall();
  call.on({ type: "digit_pressed", digit: "0" });
  assert.deepEqual(types(call.on({ type: "person_answered" })), ["close_model", "save"]);
  call.wait(30 * 60_000);
  assert.equal(call.of("finish").length, 0);
  call.on({ type: "person_left" });
  assert.equal(call.of("finish")[0]!.outcome, "transferred");
});

Deno.test("a caller who hangs up while a person is rung has abandoned the call", () => {
  const call = greetedCall();
  call.on({ type: "digit_pressed", digit: "0" });
  call.on({ type: "carrier_ended", status: "completed" });
  assert.equal(call.of("finish")[0]!.outcome, "abandoned");
});

Deno.test("a silent caller is asked twice, offered the keypad, and then handed to a person: never a loop", () => {
  const call = talkingCall();
  call.replies("greeting", 600);
  call.hears(600);
  call.marksReturn();
  const purposes: string[] = [];
  for (let i = 0; i < 3; i++) {
    call.wait(8_100);
    purposes.push(call.of("request_reply").at(-1)!.purpose);
    call.replies(`p${i}`, 600);
    call.hears(600);
    call.marksReturn();
  }
  assert.deepEqual(purposes, ["prompt_silent", "prompt_silent", "offer_keypad"]);
  call.wait(8_100);
  assert.equal(call.state.phase.name, "away");
  call.replies("recorded", 0);
  call.on({ type: "nobody_answered" });
  call.on({ type: "stream_started", streamSid: "MZ2" });
  call.replies("nobody", 600);
  call.hears(600);
  call.marksReturn();
  call.wait(8_100);
  assert.equal(call.of("request_reply").at(-1)!.purpose, "say_goodbye");
});

Deno.test("a key that was offered says what the caller cannot say", () => {
  for (const [digit, phase] of [["1", "away"], ["4", "talking"]] as const) {
    const call = talkingCall();
    call.replies("greeting", 600);
    call.hears(600);
    call.marksReturn();
    for (let i = 0; i < 3; i++) {
      call.wait(8_100);
      call.replies(`p${i}`, 600);
      call.hears(600);
      call.marksReturn();
    }
    call.on({ type: "digit_pressed", digit });
    assert.equal(call.state.phase.name, phase, digit);
    assert.equal(call.of("tell_model").length, digit === "4" ? 1 : 0);
  }
});

Deno.test("a caller who speaks again is not counted as silent any more", () => {
  const call = greetedCall();
  call.wait(8_100);
  call.replies("p0", 600);
  call.hears(600);
  call.marksReturn();
  assert.equal(call.state.prompts, 1);
  hears(call, "t1", "yes I am here");
  assert.equal(call.state.prompts, 0);
});

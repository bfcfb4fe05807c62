import assert from "node:assert/strict";
import type { Faults } from "../../src/simulator/openai/options.ts";
import { phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { speech } from "../../src/simulator/speech.ts";
import type { TwilioCall } from "../../src/simulator/twilio/call.ts";
import { House, type HouseOptions, PERSON, says } from "../support/house.ts";

const TROUBLE = "Say I am sorry, our automated assistant has stopped working.";

/** Calls take their time and no computing: a table's rows run side by side. */
async function together<Row extends readonly [string, ...unknown[]]>(
  rows: readonly Row[],
  check: (row: Row) => Promise<void>,
): Promise<void> {
  const results = await Promise.allSettled(rows.map(check));
  const failed = results.flatMap((result, index) =>
    result.status === "rejected" ? [`${rows[index]![0]}: ${result.reason?.stack ?? result.reason}`] : []
  );
  assert.deepEqual(failed, []);
}

/** What the caller hears when a person takes over. */
function isHandedOver(call: TwilioCall): void {
  assert.deepEqual(call.verbs.slice(1), [TROUBLE, `Dial ${PERSON}`, "Hangup"]);
}

/** The longest silence at the caller's ear from the stream's start, or from the caller's last word, to the next sound. */
function deadAirMs(call: TwilioCall): number {
  const fromMs = Math.max(call.log.of("stream_opened")[0]!.atMs, call.ear.lastSound("caller")?.toMs ?? 0);
  const next = call.ear.sounds("dispatcher", 0).find((sound) => sound.toMs > fromMs);
  return Math.max(0, (next?.fromMs ?? call.ear.nowMs) - fromMs);
}

const CANNOT_CONNECT: readonly [string, Faults, string][] = [
  ["a revoked key", {
    refusal: { type: "invalid_request_error", code: "invalid_api_key", message: "Incorrect API key" },
    refusalCloseCode: 3000,
  }, "invalid_key"],
  ["an unknown model", {
    refusal: { type: "invalid_request_error", code: "model_not_found", message: "no such model" },
    refusalCloseCode: 4004,
  }, "model_unavailable"],
  ["an empty account", {
    refusal: { type: "insufficient_quota", code: "credit_balance_exhausted", message: "no credit" },
  }, "no_credit"],
  ["a handshake refused by a proxy", { status: 403 }, "handshake_refused"],
  ["a handshake that is never answered", { isUnanswered: true }, "unreachable"],
  ["a session that stays on PCM", { staysPcm: true }, "wrong_codec"],
  ["a connection lost while the session opens", { end: { after: "session.created", how: "drop" } }, "connection_lost"],
];

Deno.test("a model that cannot be had: the caller hears a sentence and reaches a person, the record says why", () =>
  together(CANNOT_CONNECT, async ([_name, fault, code]) => {
    await using house = await House.open({ faults: () => fault });
    await using call = house.call();
    await call.untilEnded(20_000);
    isHandedOver(call);
    assert.ok(deadAirMs(call) <= 4_000, `${deadAirMs(call)} ms of silence`);
    const record = await house.recordWhenOver(call.callSid);
    assert.ok(record.faults.some((entry: { code: string }) => entry.code === code), JSON.stringify(record.faults));
    assert.deepEqual([record.state, record.outcome], ["transferred", "transferred"]);
  }));

/** A reply that goes wrong after the caller has spoken; `heals`: asked again, it is right. */
const BAD_REPLIES: readonly [string, HouseOptions["lines"], string, boolean][] = [
  ["an empty reply", [{ fault: "empty" }, says("dispatcher-safety")], "empty_reply", true],
  [
    "text instead of speech",
    [says("dispatcher-safety", { fault: "text_only" }), says("dispatcher-safety")],
    "text_only",
    true,
  ],
  ["a reply that stalls", [{ fault: "stall" }, says("dispatcher-safety")], "reply_stalled", true],
  [
    "a vendor's error",
    [
      { fault: { failed: { type: "server_error", code: null, message: "The server had an error" } } },
      says("dispatcher-safety"),
    ],
    "vendor_error",
    true,
  ],
  ["empty replies without end", [{ fault: "empty" }, { fault: "empty" }, { fault: "empty" }], "empty_reply", false],
  ["replies that all stall", [{ fault: "stall" }, { fault: "stall" }, { fault: "stall" }], "reply_stalled", false],
  [
    "an account that ran out of credit",
    [
      { fault: { failed: { type: "insufficient_quota", code: "insufficient_quota", message: "quota" } } },
    ],
    "no_credit",
    false,
  ],
];

Deno.test("a bad reply is asked for again within 3 s, one that stays bad leads to a person within 4 s", () =>
  together(BAD_REPLIES, async ([_name, replies, code, heals]) => {
    let opened = 0;
    // What is wrong with one model is wrong with the other.
    const lines = () => opened++ === 0 ? [says("dispatcher-where"), ...replies!] : replies!;
    await using house = await House.open({ mind: () => phrasebookMind([speech("caller-where")], lines()) });
    await using call = house.call();
    await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 8_000 });
    await call.speak(speech("caller-where").audio);
    if (heals) await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 8_000 });
    else await call.untilEnded(40_000);
    assert.ok(deadAirMs(call) <= (heals ? 3_000 : 4_000), `${deadAirMs(call)} ms of silence`);
    if (!heals) isHandedOver(call);
    await call.hangUp();
    const record = await house.recordWhenOver(call.callSid);
    assert.ok(record.faults.some((entry: { code: string }) => entry.code === code), JSON.stringify(record.faults));
    // Picked up before the last words are written down: told once, as it was.
    if (!heals) assert.equal(record.outcome, "transferred");
  }));

/** A call in the middle of a reply, after the caller has spoken, when the model's session breaks off. */
async function brokenOff(house: House, call: TwilioCall): Promise<void> {
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 20_000 });
  await call.speak(speech("caller-where").audio);
  await call.until(() => call.ear.heard(speech("dispatcher-when").audio).heardMs > 1_000, 8_000, "a reply");
  house.openai.sessions[0]!.drop();
}

Deno.test("a session that breaks off in the middle of a call is followed by one that knows what was said", async () => {
  const first = [says("dispatcher-where"), says("dispatcher-when")];
  let opened = 0;
  await using house = await House.open({
    mind: () => phrasebookMind([speech("caller-where")], opened++ === 0 ? first : [says("dispatcher-safety")]),
  });
  await using call = house.call();
  await brokenOff(house, call);
  await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 20_000 });
  assert.ok(deadAirMs(call) <= 3_000, `${deadAirMs(call)} ms of silence`);
  const [told] = house.openai.sessions[1]!.receivedOf("conversation.item.create");
  assert.ok(JSON.stringify(told).includes(speech("caller-where").text), "the new session is told what the caller said");
  await call.hangUp();
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual(record.faults.map(({ code }: { code: string }) => code), ["connection_lost"]);
  assert.equal(record.transcript[1].text, speech("caller-where").text);
});

Deno.test("a model that completes its replies without a word is followed by the fallback model, within 3 s", async () => {
  const first = [says("dispatcher-where"), ...Array.from({ length: 3 }, () => ({ fault: "empty" as const }))];
  let opened = 0;
  await using house = await House.open({
    mind: () => phrasebookMind([speech("caller-where")], opened++ === 0 ? first : [says("dispatcher-safety")]),
    env: { OPENAI_FALLBACK_MODEL: "gpt-realtime-2.1-mini" },
  });
  await using call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 20_000 });
  await call.speak(speech("caller-where").audio);
  await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 20_000 });
  assert.ok(deadAirMs(call) <= 3_000, `${deadAirMs(call)} ms of silence`);
  await call.hangUp();
  const record = await house.recordWhenOver(call.callSid);
  assert.equal(record.model, "gpt-realtime-2.1-mini");
  assert.ok(record.faults.every(({ code }: { code: string }) => code === "empty_reply"), JSON.stringify(record.faults));
});

Deno.test("a first model that this project may not use is not noticed by callers: the fallback model greets them", async () => {
  const refusal = { type: "invalid_request_error", code: "model_not_found", message: "no such model" };
  await using house = await House.open({
    faults: (attempt) => attempt === 0 ? { refusal, refusalCloseCode: 4004 } : {},
  });
  await using call = house.call();
  await call.untilHeard(speech("dispatcher-greeting").audio, { deadlineMs: 20_000 });
  await call.hangUp();
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual(record.faults.map(({ code }: { code: string }) => code), ["model_unavailable"]);
});

Deno.test("a model that is lost in the middle of a call for good: a sentence, a person, and the words are kept", async () => {
  let isGone = false;
  await using house = await House.open({
    lines: [says("dispatcher-where"), says("dispatcher-when")],
    faults: () => isGone ? { status: 503 } : {},
  });
  await using call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 20_000 });
  isGone = true;
  await call.speak(speech("caller-where").audio);
  await call.until(() => call.ear.heard(speech("dispatcher-when").audio).heardMs > 1_000, 8_000, "a reply");
  house.openai.sessions[0]!.drop();
  await call.untilEnded(20_000);
  isHandedOver(call);
  assert.ok(deadAirMs(call) <= 4_000, `${deadAirMs(call)} ms of silence`);
  const record = await house.recordWhenOver(call.callSid);
  assert.equal(record.faults[0].code, "connection_lost");
  assert.equal(record.transcript[1].text, speech("caller-where").text);
});

Deno.test("people are rung one after the other, and when nobody answers the report is taken by the script", async () => {
  const env = { HUMAN_NUMBER: "+12025550123,+12025550124" };
  await using house = await House.open({ faults: () => ({ status: 403 }), env });
  await using call = house.call({ dial: () => ({ status: "no-answer", tookMs: 200 }) });
  await call.until(() => call.verbs.includes("Gather speech dtmf"), 20_000, "the first question");
  assert.deepEqual(call.verbs.slice(1, 4), [TROUBLE, "Dial +12025550123", "Dial +12025550124"]);
  await call.until(
    () => call.verbs.some((verb) => /nobody could answer yet\.$/.test(verb)),
    5_000,
    "that nobody answered",
  );
});

Deno.test("a media stream that breaks while the caller is there is connected again, and the call goes on", async () => {
  await using house = await House.open({
    lines: [says("dispatcher-when"), says("dispatcher-where"), says("dispatcher-safety")],
  });
  await using call = house.call();
  await call.until(() => call.ear.heard(speech("dispatcher-when").audio).heardMs > 1_000, 8_000, "the greeting");
  call.dropConnection();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 10_000 });
  await call.speak(speech("caller-where").audio);
  await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 8_000 });
  await call.hangUp();
  assert.equal(house.openai.sessions.length, 1, "the model keeps its session and all that was said");
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual(record.faults.map(({ code }: { code: string }) => code), ["stream_lost"]);
  assert.equal(record.outcome, "abandoned");
});

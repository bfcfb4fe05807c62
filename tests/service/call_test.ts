import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readWav } from "../../src/audio/wav.ts";
import { speech } from "../../src/simulator/speech.ts";
import { clearDelaysMs, firstSoundMs, hangUpDelayMs, replyDelaysMs } from "../../src/simulator/twilio/measure.ts";
import { House, says } from "../support/house.ts";

const END_CALL = { name: "end_call", arguments: '{"reason":"done"}' };

/** A conversation of two answers and a goodbye, with a barge-in. */
const LINES = [
  says("dispatcher-where"),
  says("dispatcher-when", { after: speech("caller-where").text }),
  says("dispatcher-safety", { after: speech("caller-correction").text }),
  says("dispatcher-goodbye", { after: speech("caller-nobody").text, tools: [END_CALL] }),
];

async function conversation(house: House, options: Parameters<House["call"]>[0] = {}) {
  const call = house.call(options);
  const line = (id: string) => speech(`dispatcher-${id}`).audio;
  await call.untilHeard(line("where"), { deadlineMs: 8_000 });
  await call.speak(speech("caller-where").audio);
  await call.until(() => call.ear.heard(line("when")).heardMs >= 2_000, 8_000, "two seconds of a reply");
  await call.speak(speech("caller-correction").audio);
  await call.untilHeard(line("safety"), { deadlineMs: 8_000 });
  await call.speak(speech("caller-nobody").audio);
  await call.untilHeard(line("goodbye"), { deadlineMs: 8_000 });
  await call.untilEnded(4_000);
  return { call, line, record: await house.recordWhenOver(call.callSid) };
}

Deno.test("a whole call: heard, answered, interrupted, ended after the goodbye, kept", async (t) => {
  await using house = await House.open({ lines: LINES });
  const { call, line, record } = await conversation(house);
  const session = house.openai.sessions[0]!;

  await t.step("the caller hears the model byte for byte, each line to its end but the one cut off", () => {
    for (const id of ["where", "safety", "goodbye"]) assert.ok(call.ear.heardFully(line(id)), id);
    assert.ok(!call.ear.heardFully(line("when")));
    assert.deepEqual(call.warnings, []);
  });
  await t.step("the model hears the caller byte for byte", () => {
    const heard = Buffer.from(session.callerAudio);
    for (const id of ["where", "correction", "nobody"]) assert.ok(heard.includes(speech(`caller-${id}`).audio), id);
    assert.ok(!session.hadEarlyAudio);
    assert.equal(session.headers["openai-beta"], undefined);
  });
  await t.step("nobody waits: greeting, replies, barge-in and hanging up are in time", () => {
    assert.ok(firstSoundMs(call)! < 600, `first sound ${firstSoundMs(call)}`);
    const replies = replyDelaysMs(call).filter((ms) => ms !== null);
    assert.ok(replies.length >= 2 && Math.max(...replies) < 1_500, `replies ${replies}`);
    assert.ok(clearDelaysMs(call)[0]! < 400, `clear ${clearDelaysMs(call)}`);
    assert.ok(hangUpDelayMs(call)! < 2_000, `hang-up ${hangUpDelayMs(call)}`);
  });
  await t.step("the model was told what was heard of the reply that was cut", () => {
    const [truncated] = session.receivedOf("conversation.item.truncate");
    const heardMs = call.ear.heard(line("when")).heardMs;
    const toldMs = Number(truncated!["audio_end_ms"]);
    assert.ok(Math.abs(toldMs - heardMs) <= 60, `told ${toldMs}, heard ${heardMs}`);
    assert.deepEqual(session.errors, []);
  });
  await t.step("the record tells the call in spoken order, with what was heard", () => {
    assert.deepEqual([record.state, record.outcome, record.reason], ["ended", "answered", "goodbye"]);
    const said = record.transcript.map(({ speaker, text }: { speaker: string; text: string }) => [speaker, text]);
    const expected = [
      "dispatcher-where",
      "caller-where",
      "dispatcher-when",
      "caller-correction",
      "dispatcher-safety",
      "caller-nobody",
      "dispatcher-goodbye",
    ].map((id) => [id.split("-")[0], speech(id).text]);
    assert.deepEqual(said, expected);
    const cut = record.transcript[2];
    assert.ok(cut.heard.length > 0 && cut.heard.length < cut.text.length && cut.text.startsWith(cut.heard));
    assert.equal(record.transcript[0].heard, record.transcript[0].text);
    assert.equal(record.faults.length, 0);
    assert.ok(record.latency.greetingMs < 600 && record.latency.replyMsMax < 1_500);
  });
  await t.step("the recording holds both sides where they were, and nothing that was not heard", async () => {
    const response = await house.api(`/calls/${call.callSid}/recording.wav`);
    const [left, right] = readWav(new Uint8Array(await response.arrayBuffer()));
    const streamMs = call.log.of("stream_opened")[0]!.atMs;
    const lag = (channel: Uint8Array, side: "caller" | "dispatcher", clip: Uint8Array) => {
      const recordedMs = Buffer.from(channel).indexOf(clip) / 8;
      const heardMs = Buffer.from(call.ear.audio(side)).indexOf(clip) / 8 - streamMs;
      return Math.abs(recordedMs - heardMs);
    };
    for (const id of ["where", "correction", "nobody"]) {
      assert.ok(lag(left!, "caller", speech(`caller-${id}`).audio) <= 40, `caller ${id}`);
    }
    for (const id of ["where", "safety", "goodbye"]) {
      assert.ok(lag(right!, "dispatcher", line(id)) <= 40, `dispatcher ${id} ${lag(right!, "dispatcher", line(id))}`);
    }
    const heardBytes = call.ear.heard(line("when")).heardMs * 8;
    assert.equal(Buffer.from(right!).indexOf(line("when").subarray(0, heardBytes + 1_600)), -1);
  });
  await t.step("the journal is JSON Lines and holds no sound", async () => {
    const text = await (await house.api(`/calls/${call.callSid}/journal`)).text();
    const events = text.trim().split("\n").map((entry) => JSON.parse(entry));
    assert.ok(events.some(({ type }) => type === "speech_started"));
    assert.ok(events.every((entry) => !("audio" in entry)));
  });
});

Deno.test("a greeting that was made while Twilio connected leaves at once when the stream starts", async () => {
  await using house = await House.open({ lines: [says("dispatcher-where")], pace: Infinity });
  await using call = house.call({ network: { toService: { delayMs: 600, jitterMs: 0 } } });
  await call.untilSpeaking({ deadlineMs: 4_000 });
  const record = await house.record(call.callSid);
  assert.ok(record.latency.greetingMs < 150, `${record.latency.greetingMs}`);
});

Deno.test("what the caller says while the model connects is given to it in order once the session stands", async () => {
  await using house = await House.open({ lines: [says("dispatcher-where")] });
  await using call = house.call();
  await call.untilStreaming(3_000);
  await call.speak(speech("caller-theft").audio);
  const session = await house.openai.untilSession(0, 3_000);
  const heard = () => Buffer.from(session.callerAudio).includes(speech("caller-theft").audio);
  await session.until(heard, 3_000, "the caller's words");
  assert.ok(!session.hadEarlyAudio);
});

Deno.test("lost audio of the caller is replaced by silence, so that the model's clock stays the caller's", async () => {
  await using house = await House.open({ lines: [says("dispatcher-where")] });
  await using call = house.call();
  await call.untilQuiet({ deadlineMs: 8_000 });
  const session = house.openai.sessions[0]!;
  const before = session.heardMs;
  const fromMs = call.nowMs();
  call.skipFrames(500);
  await call.until(() => call.nowMs() - fromMs > 1_500, 3_000, "a second after the gap");
  const passedMs = call.nowMs() - fromMs;
  assert.ok(Math.abs(session.heardMs - before - passedMs) < 100, `${session.heardMs - before} of ${passedMs}`);
});

Deno.test("zero on the keypad reaches a person, and the books say so", async () => {
  await using house = await House.open({ lines: [says("dispatcher-where")] });
  await using call = house.call();
  await call.untilSpeaking({ deadlineMs: 4_000 });
  call.press("0");
  await call.untilEnded(20_000);
  assert.deepEqual(call.verbs.slice(1), [
    "Say I am connecting you to a person now. Please stay on the line.",
    "Dial +12025550123",
    "Hangup",
  ]);
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual([record.state, record.outcome], ["ended", "transferred"]);
});

Deno.test("a caller who hangs up leaves a record with what was said", async () => {
  await using house = await House.open({ lines: [says("dispatcher-where")], transcriptionDelayMs: 400 });
  const call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 8_000 });
  await call.speak(speech("caller-where").audio);
  await call.hangUp();
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual([record.state, record.outcome], ["ended", "abandoned"]);
  assert.equal(record.transcript.at(-1).text, speech("caller-where").text);
});

Deno.test("a call through the program as it is installed: greeted, answered, and on the books", async () => {
  await using house = await House.open({ lines: LINES, asProgram: true });
  const { record } = await conversation(house);
  assert.deepEqual([record.outcome, record.transcript.length], ["answered", 7]);
});

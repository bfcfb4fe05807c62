/** `doctor --from-journal`: a call that went wrong, after the fact, under the codes of the live call. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { CallEffect, CallEvent } from "../../src/call/call.ts";
import type { Row } from "../../src/doctor/check.ts";
import { journalRows } from "../../src/doctor/journal/rows.ts";
import { supportOfJournal } from "../../src/doctor/support.ts";
import { readJournal } from "../../src/journal_reader.ts";
import { writeOpening, writeStep } from "../../src/journal_format.ts";
import { emptyOutline } from "../../src/intake/outline.ts";

type Step = readonly [CallEvent, ...CallEffect[]];

/** A journal as a call writes it. */
function journalOf(steps: readonly Step[]): string {
  const lines: string[] = [];
  const journal = { write: (line: string) => void lines.push(line) };
  writeOpening(journal, {
    sid: "CA0123",
    at: new Date(0),
    house: { hasPerson: true, canRedial: true, outline: emptyOutline() },
  });
  for (const [event, ...effects] of steps) writeStep(journal, event, effects);
  return `${lines.join("\n")}\n`;
}

function rowsOf(text: string): Map<string, Row> {
  return new Map(readJournal(text).flatMap(journalRows).map((row) => [row.id, row]));
}

const sound = (ms: number) => ({
  base64: new Uint8Array(ms * 8).fill(0x20).toBase64(),
  ulaw: new Uint8Array(ms * 8).fill(0x20),
});
const begun: Step[] = [
  [{ type: "model_ready", atMs: 0, model: "gpt-realtime-2.1" }],
  [{ type: "stream_started", atMs: 100, streamSid: "MZ1" }],
];
const reply = (id: string, atMs: number, more: Partial<Extract<CallEvent, { type: "reply_ended" }>> = {}): Step[] => [
  [{ type: "reply_started", atMs, replyId: id }],
  [{
    type: "reply_ended",
    atMs: atMs + 50,
    replyId: id,
    status: "completed",
    reason: null,
    fault: null,
    retryAfterMs: null,
    usage: null,
    ...more,
  }],
];
const spoken = (id: string, atMs: number, db = -20): Step[] => {
  const [start, end] = reply(id, atMs) as [Step, Step];
  const audio: CallEvent = {
    type: "reply_audio",
    atMs: atMs + 40,
    replyId: id,
    lineId: `line_${id}`,
    audio: sound(100),
    levelsDb: Array(5).fill(db),
  };
  return [start, [audio, { type: "play", audio: sound(100) }], end];
};
const voice = (fromMs: number, ms: number, isVoiced = true): Step[] =>
  Array.from({ length: ms / 20 }, (_, index): Step => [
    {
      type: "caller_audio",
      atMs: fromMs + index * 20,
      timestampMs: index * 20,
      audio: sound(20),
      levelDb: isVoiced ? -20 : -60,
      isVoiced,
    },
    { type: "listen", audio: sound(20) },
  ]);
const end = (outcome: "failed" | "dispatched", reason: string, atMs: number): Step => [
  { type: "stream_stopped", atMs },
  { type: "finish", outcome, reason },
];

// What happened | the row | its verdict, its code, and a word of what was seen
const CALLS: readonly (readonly [string, readonly Step[], string, string, string | null, RegExp])[] = [
  [
    "a reply that was completed and empty",
    [...begun, ...reply("r1", 200, { fault: "empty_reply" })],
    "replies",
    "failure",
    "empty_reply",
    /r1 at 0\.2 s completed, 0 bytes/,
  ],
  [
    "a reply cut by noise",
    [...begun, ...reply("r1", 200, { status: "cancelled", reason: "turn_detected", fault: "cut_by_noise" })],
    "replies",
    "failure",
    "cut_by_noise",
    /turn_detected/,
  ],
  [
    "a reply without level",
    [...begun, ...spoken("r1", 200, -72)],
    "replies",
    "failure",
    "inaudible_audio",
    /800 bytes/,
  ],
  ["a reply that spoke", [...begun, ...spoken("r1", 200)], "replies", "ok", null, /1 replies/],
  ["no reply at all", begun, "replies", "failure", "reply_stalled", /no reply/],
  [
    "a reply that never came",
    [...begun, [{ type: "reply_started", atMs: 200, replyId: "r1" }], end("failed", "reply_stalled", 6_000)],
    "stalls",
    "failure",
    "reply_stalled",
    /nothing for 5\.8 s/,
  ],
  [
    "silence before the greeting",
    [...begun, ...spoken("r1", 4_500)],
    "dead_air",
    "failure",
    "reply_stalled",
    /from 0\.1 s for 4\.4 s/,
  ],
  [
    "silence after the caller's turn",
    [
      ...begun,
      ...spoken("r1", 200),
      [{ type: "speech_started", atMs: 2_000, turnId: "t1", audioStartMs: 1_900 }],
      [{ type: "speech_stopped", atMs: 3_000, turnId: "t1", audioEndMs: 2_500 }],
      end("failed", "reply_stalled", 9_000),
    ],
    "dead_air",
    "failure",
    "reply_stalled",
    /from 3\.0 s for 6\.0 s/,
  ],
  [
    "a noise that nobody owes an answer to",
    [
      ...begun,
      ...spoken("r1", 200),
      [{ type: "speech_started", atMs: 2_000, turnId: "t1", audioStartMs: 1_900 }],
      [{ type: "speech_stopped", atMs: 2_200, turnId: "t1", audioEndMs: 2_100 }],
      [{ type: "turn_transcribed", atMs: 2_400, turnId: "t1", text: "" }, { type: "forget_turn", turnId: "t1" }],
      end("dispatched", "goodbye", 9_000),
    ],
    "dead_air",
    "ok",
    null,
    /at most 3 s/,
  ],
  [
    "a caller whom nobody heard",
    [...begun, ...voice(200, 3_000)],
    "caller_heard",
    "failure",
    "caller_not_heard",
    /3\.0 s of it a voice, 0 turns/,
  ],
  ["a silent caller", [...begun, ...voice(200, 3_000, false)], "caller_heard", "ok", null, /0\.0 s of it a voice/],
  [
    "a stream without sound",
    [...begun, end("failed", "stream_silent", 5_000)],
    "caller_heard",
    "failure",
    "stream_silent",
    /no audio of the caller/,
  ],
  ["no stream", [begun[0]!], "caller_heard", "failure", "stream_lost", /never began/],
  [
    "words that were not written down",
    [...begun, [{ type: "turn_not_transcribed", atMs: 900, turnId: "t1" }]],
    "transcription",
    "failure",
    "transcription_failed",
    /1 of 1 turns.*0\.9 s/,
  ],
  [
    "a refused truncation",
    [...begun, [{
      type: "order_refused",
      atMs: 900,
      order: { kind: "truncate_line", lineId: "l" },
      code: "invalid_value",
    }]],
    "truncation",
    "warning",
    "truncate_refused",
    /invalid_value/,
  ],
  [
    "marks that never return",
    [...begun, [{ type: "time_passed", atMs: 300 }, { type: "mark", name: "0:l:1" }], end("failed", "x y", 5_000)],
    "carrier",
    "failure",
    "carrier_rejected_audio",
    /0 of 1 marks/,
  ],
  [
    "a session that was lost",
    [[{ type: "model_lost", atMs: 300, code: "no_credit", detail: "closed 4000" }, {
      type: "report_fault",
      code: "no_credit",
      action: "handed over",
    }], end("failed", "no_credit", 900)],
    "fault_no_credit",
    "failure",
    "no_credit",
    /closed 4000.*handed over/,
  ],
  ["the end of it", [...begun, end("failed", "no_credit", 900)], "call", "failure", "no_credit", /failed: no_credit/],
  [
    "a fault that was mended",
    [...begun, [{ type: "time_passed", atMs: 300 }, {
      type: "report_fault",
      code: "empty_reply",
      action: "asked again",
    }], end("dispatched", "goodbye", 900)],
    "fault_empty_reply",
    "warning",
    "empty_reply",
    /asked again/,
  ],
  [
    "greeted without a word",
    [...begun, [{ type: "time_passed", atMs: 300 }, {
      type: "report_fault",
      code: "ended_without_speech",
      action: "asked for the greeting",
    }]],
    "fault_ended_without_speech",
    "failure",
    "ended_without_speech",
    /greeting/,
  ],
];

for (const [name, steps, id, verdict, code, seen] of CALLS) {
  Deno.test(`a journal tells of ${name}`, () => {
    const row = rowsOf(journalOf(steps)).get(id);
    assert.ok(row, `there is no row ${id}`);
    assert.deepEqual([row.verdict, row.code], [verdict, code], row.seen);
    assert.match(row.seen, seen);
  });
}

const fixture = (name: string) => readFileSync(new URL(`../fixtures/journals/${name}.jsonl`, import.meta.url), "utf8");

Deno.test("recorded calls that went well have no failure, and those that did not are named by their fault", () => {
  const verdicts = (name: string) =>
    [...rowsOf(fixture(name)).values()].filter(({ verdict }) => verdict === "failure").map(({ code }) => code);
  for (const name of ["3-demo", "3-dispatched", "3-transfer", "3-noise"]) assert.deepEqual(verdicts(name), [], name);
  assert.ok(verdicts("3-hands-over").includes("empty_reply"));
  assert.ok(verdicts("3-marks-never-return").includes("carrier_rejected_audio"));
});

Deno.test("what goes to support has the ids and times of a call, and none of its words", () => {
  const steps: Step[] = [
    ...begun,
    ...spoken("resp_1", 200),
    [{ type: "reply_words", atMs: 250, replyId: "resp_1", lineId: "l", text: "Hello Xanthippe", whole: true }],
    [{ type: "turn_transcribed", atMs: 900, turnId: "item_7", text: "my name is Xanthippe" }],
    [{
      type: "tool_called",
      atMs: 950,
      replyId: "resp_1",
      callId: "call_9",
      name: "record_answers",
      arguments: '{"callerName":"Xanthippe"}',
    }],
    [{ type: "digit_pressed", atMs: 960, digit: "7" }],
    [{ type: "hangup_asked", atMs: 970, reason: "Xanthippe is done" }],
  ];
  const text = supportOfJournal(readJournal(journalOf(steps)), [], "0.0.0");
  for (const id of ["resp_1", "item_7", "call_9", "CA0123", "record_answers"]) assert.ok(text.includes(id), id);
  assert.doesNotMatch(text, /Xanthippe|"digit": "7"/);
  assert.ok(!text.includes(sound(100).base64.slice(0, 40)), "it holds audio");
  assert.match(text, /"atMs": 900/);
});

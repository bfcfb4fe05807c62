/**
 * The rows of the diagnosis table that have no code: mistakes that our own code must not be able to make. Some are shown
 * here; others by tests that stand where the code does, which must be there.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { classifyReply, isBenign } from "../../src/openai/faults.ts";
import { minimal } from "../../src/openai/session.ts";
import { read } from "../../src/openai/wire.ts";
import { write } from "../../src/openai/write.ts";
import { PURPOSES } from "../../src/intake/directions.ts";
import { SESSION } from "../openai/vendor.ts";
import { clientEventProblems } from "../support/schema.ts";

const BETA = [
  "modalities",
  "temperature",
  "voice",
  "input_audio_format",
  "output_audio_format",
  "max_response_output_tokens",
];
const END = { reason: null, error: null, hasAudio: false, hasText: false, hasTool: false };

Deno.test("C2: a reply that we cancelled is no fault", () => {
  assert.equal(classifyReply({ ...END, status: "cancelled", reason: "client_cancelled" }), null);
});

Deno.test("E2: a reply that only calls a tool is no fault, and its arguments' own event calls nothing a second time", () => {
  assert.equal(classifyReply({ ...END, status: "completed", hasTool: true }), null);
  const done = {
    type: "response.function_call_arguments.done",
    response_id: "r",
    item_id: "i",
    call_id: "c",
    name: "end_call",
    arguments: "{}",
  };
  assert.deepEqual(read(JSON.stringify(done), 0), { kind: "ignored" });
});

Deno.test("E5: audio is heard by its GA name and by the beta's", () => {
  for (const type of ["response.output_audio.delta", "response.audio.delta"]) {
    const reading = read(JSON.stringify({ type, response_id: "r", item_id: "i", delta: "////" }), 0);
    assert.ok(reading.kind === "event" && reading.event.type === "reply_audio", type);
  }
});

Deno.test("F5: no request for a reply has a field of the beta, whatever it is for", () => {
  for (const purpose of PURPOSES) {
    const event = JSON.parse(write({ type: "request_reply", purpose }, () => "Say it."));
    assert.deepEqual(clientEventProblems(event), [], purpose);
    for (const field of BETA) assert.ok(!(field in event.response), `${purpose} ${field}`);
    assert.deepEqual(event.response.output_modalities, ["audio"]);
  }
});

Deno.test("F12: a cancel that crossed the end of its reply is counted, and nothing else", () => {
  assert.equal(
    isBenign({
      type: "invalid_request_error",
      code: "response_cancel_not_active",
      message: "",
      param: null,
      eventId: null,
    }),
    true,
  );
});

Deno.test("F9, F15: no session leaves turns to nobody, or ends a long conversation in an error", () => {
  for (const session of [SESSION, minimal(SESSION)]) {
    const { audio, truncation } = session as { audio: { input: { turn_detection: object } }; truncation?: unknown };
    // Turns are found by the vendor; each is answered by a request of ours (see below).
    assert.ok(audio.input.turn_detection !== null);
    assert.notEqual(truncation, "disabled");
  }
});

Deno.test("F17: whatever text the vendor sends is read without an exception", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void read(text, 0)));
});

/** Where the others are shown. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "E2 the reply that follows a tool": [
    "a reply that only recorded is continued at once, after its result",
    "parallel tools of one reply are kept in order, and the reply goes on when all have their results",
  ],
  "F7 audio waits for the session": [
    "nothing is sent before the session stands: audio on the defaults would be the wrong codec",
    "audio of the caller that comes before the session stands is given to the model in order",
  ],
  "F8 a turn is closed by hand only where the detector left it open": [
    "a turn that the detector never closes is closed for it and answered; one that is only noise is thrown away",
    "a caller whom the detector hears is left to it",
  ],
  "F9 every turn is answered": ["a reply is asked for once the one under way has ended, never beside it"],
  "F14 the greeting is asked for": [
    "the greeting is asked for while the carrier connects, kept, and played when the stream starts",
  ],
  "F17 an exception ends one call": [
    "an exception ends this call by the way that leads to a person, and is told",
    "a mistake that nobody caught is counted and logged, and ends no process",
  ],
};

Deno.test("the tests that show the others are there", () => {
  const texts = filesIn("tests").map((path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
  for (const [row, names] of Object.entries(ELSEWHERE)) {
    for (const name of names) {
      assert.ok(texts.filter((text) => text.includes(name)).length > 1, `${row}: "${name}" is gone`);
    }
  }
});

function filesIn(folder: string): string[] {
  return readdirSync(new URL(`../../${folder}`, import.meta.url), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : path.endsWith(".ts") ? [path] : [];
  });
}

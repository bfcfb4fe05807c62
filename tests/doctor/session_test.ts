/** `doctor --session`: what the API does with a session that somebody else asks for, and how it should be. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { reviewSession } from "../../src/doctor/session/review.ts";
import { sessionUpdate } from "../../src/simulator/openai/session_shapes.ts";
import { SESSION } from "../openai/vendor.ts";
import { clientEventProblems } from "../support/schema.ts";

/** The predecessor's settings, to the letter (PROTOCOLS.md 1.0). */
const PREDECESSOR = {
  type: "session.update",
  headers: { "OpenAI-Beta": "realtime=v1" },
  model: "gpt-4o-realtime-preview-2024-10-01",
  session: {
    modalities: ["text", "audio"],
    instructions: "You are a dispatcher.",
    voice: "alloy",
    input_audio_format: "g711_ulaw",
    output_audio_format: "g711_ulaw",
    input_audio_transcription: { model: "whisper-1" },
    turn_detection: { type: "server_vad", threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 },
    temperature: 0.8,
    max_response_output_tokens: 4096,
  },
};

/** What is wrong with a corrected object, for the vendor's schema and for the vendor as it behaves. */
function problems(session: unknown): string[] {
  const taken = sessionUpdate.safeParse(session);
  return [
    ...clientEventProblems({ type: "session.update", session }),
    ...(taken.success ? [] : taken.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)),
  ];
}

/** The remarks on a field that are no praise. */
function about(input: unknown, field: string) {
  return reviewSession(input).fields.filter((remark) => remark.field === field && remark.verdict !== "ok");
}

// The predecessor's setting | verdict | code | the setting to change
const ANSWERS = `
  header OpenAI-Beta                 | failure | beta_header          | drop the header
  model                              | failure | model_unavailable    | gpt-realtime-2.1
  session.modalities                 | failure | session_refused      | "output_modalities": \\["audio"\\]
  session.voice                      | failure | session_refused      | audio.output.voice
  session.input_audio_format         | failure | session_refused      | audio.input.format {"type": "audio/pcmu"}
  session.output_audio_format        | failure | session_refused      | audio.output.format {"type": "audio/pcmu"}
  session.input_audio_transcription  | failure | session_refused      | audio.input.transcription
  session.turn_detection             | failure | session_refused      | audio.input.turn_detection; against noise
  session.temperature                | failure | session_refused      | remove it
  session.max_response_output_tokens | failure | session_refused      | max_output_tokens
  session.type                       | failure | session_refused      | "type": "realtime"
`;

Deno.test("each of the predecessor's settings is answered with the setting to change", () => {
  for (const row of ANSWERS.trim().split("\n")) {
    const [field = "", verdict, code, change] = row.split("|").map((part) => part.trim());
    const [remark] = about(PREDECESSOR, field);
    assert.ok(remark, field);
    assert.deepEqual([remark.verdict, remark.code], [verdict, code], field);
    assert.match(remark.change ?? "", new RegExp(change!.replace(/[{}]/g, "\\$&")), field);
  }
  assert.match(about(PREDECESSOR, "session.input_audio_transcription")[1]!.change!, /gpt-transcribe/);
});

Deno.test("the predecessor's session is corrected: the vendor takes it, and it speaks as it was meant to", () => {
  const { corrected } = reviewSession(PREDECESSOR);
  assert.deepEqual(problems(corrected), []);
  assert.deepEqual(corrected, {
    type: "realtime",
    output_modalities: ["audio"],
    instructions: "You are a dispatcher.",
    max_output_tokens: 4096,
    audio: {
      input: {
        format: { type: "audio/pcmu" },
        transcription: { model: "gpt-transcribe" },
        turn_detection: PREDECESSOR.session.turn_detection,
      },
      output: { format: { type: "audio/pcmu" }, voice: "alloy" },
    },
  });
});

Deno.test("a bare session is read as well as an event", () => {
  const event = reviewSession({ type: "session.update", session: PREDECESSOR.session });
  const bare = reviewSession(PREDECESSOR.session);
  assert.deepEqual(bare, event);
  assert.equal(bare.fields.find(({ field }) => field === "header OpenAI-Beta")?.verdict, "warning");
});

Deno.test("the session of a call has no fault, and is not changed", () => {
  const { fields, corrected } = reviewSession(SESSION);
  assert.deepEqual(fields.filter(({ verdict }) => verdict === "failure"), []);
  assert.deepEqual(corrected, SESSION);
});

const GA = {
  type: "realtime",
  output_modalities: ["audio"],
  audio: { input: { format: { type: "audio/pcmu" } }, output: { format: { type: "audio/pcmu" } } },
};
const input = (more: object) => ({ ...GA, audio: { ...GA.audio, input: { ...GA.audio.input, ...more } } });
const output = (more: object) => ({ ...GA, audio: { ...GA.audio, output: { ...GA.audio.output, ...more } } });

// What is wrong with a GA session | its field | the code
const MISTAKES: readonly (readonly [object, string, string])[] = [
  [output({ format: { type: "audio/pcmu", rate: 8_000 } }), "session.audio.output.format", "session_refused"],
  [output({ format: { type: "audio/pcm", rate: 24_000 } }), "session.audio.output.format", "wrong_codec"],
  [output({ format: "g711_ulaw" }), "session.audio.output.format", "session_refused"],
  [input({ format: { type: "audio/pcma" } }), "session.audio.input.format", "wrong_codec"],
  [{ ...GA, audio: { input: GA.audio.input } }, "session.audio.output.format", "wrong_codec"],
  [{ ...GA, output_modalities: ["audio", "text"] }, "session.output_modalities", "session_refused"],
  [{ ...GA, output_modalities: ["text"] }, "session.output_modalities", "text_only"],
  [output({ voice: "nova" }), "session.audio.output.voice", "session_refused"],
  [output({ speed: 2 }), "session.audio.output.speed", "session_refused"],
  [{ ...GA, model: "gpt-4o-mini-realtime-preview" }, "session.model", "model_unavailable"],
  [{ ...GA, model: "gpt-transcribe" }, "session.model", "not_a_realtime_model"],
  [{ ...GA, model: "gpt-realtime" }, "session.model", "model_unavailable"],
  [{ ...GA, type: "transcription" }, "session.type", "session_refused"],
  [{ ...GA, max_output_tokens: 50_000 }, "session.max_output_tokens", "session_refused"],
  [{ ...GA, max_output_tokens: 20 }, "session.max_output_tokens", "token_limit"],
  [{ ...GA, model: "gpt-realtime-1.5", reasoning: { effort: "low" } }, "session.reasoning", "session_refused"],
  [{ ...GA, tool_choice: { type: "function", name: "a" } }, "session.tool_choice", "vendor_error"],
  [{ ...GA, tools: [{ type: "function", function: { name: "a" } }] }, "session.tools", "session_refused"],
  [{ ...GA, tools: [{ type: "function", name: "a", strict: true }] }, "session.tools", "session_refused"],
  [{ ...GA, prompt: { id: "pmpt_1" } }, "session.prompt", "session_refused"],
  [{ ...GA, nonsense: 1 }, "session.nonsense", "session_refused"],
  [
    input({ transcription: { model: "gpt-realtime-whisper", languages: ["en"] } }),
    "session.audio.input.transcription",
    "session_refused",
  ],
  [
    input({ turn_detection: { type: "server_vad", threshold: 3 } }),
    "session.audio.input.turn_detection",
    "session_refused",
  ],
  [
    input({ turn_detection: { type: "server_vad", eagerness: "low" } }),
    "session.audio.input.turn_detection",
    "session_refused",
  ],
  [input({ noise_reduction: "far_field" }), "session.audio.input.noise_reduction", "session_refused"],
];

Deno.test("mistakes in a GA session are named, each at its field, and mended", () => {
  for (const [session, field, code] of MISTAKES) {
    const remarks = about(session, field);
    assert.ok(remarks.some((remark) => remark.code === code), `${field} ${code}: ${JSON.stringify(remarks)}`);
    const { corrected } = reviewSession(session);
    assert.deepEqual(problems(corrected), [], field);
    assert.deepEqual(reviewSession(corrected).fields.filter(({ verdict }) => verdict === "failure"), [], field);
  }
});

Deno.test("nobody who answers is told: turn detection off, or told not to answer", () => {
  for (const turn_detection of [null, { type: "server_vad", create_response: false }]) {
    const [remark] = about(input({ turn_detection }), "session.audio.input.turn_detection");
    assert.match(remark!.why!, /response\.create/);
  }
});

Deno.test("what is no session is refused with the reason", () => {
  for (
    const [input, reason] of [[[], /no JSON object/], [{ session: 1 }, /no object/], [
      { type: "response.create" },
      /response\.create/,
    ]] as const
  ) {
    assert.throws(() => reviewSession(input), reason);
  }
});

Deno.test("whatever is given, what comes back is taken by the vendor, and has no fault left", () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("audio", "text", "alloy", "g711_ulaw", "whisper-1", "server_vad", "function", "gpt-realtime"),
  );
  const value = fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("type", "model", "rate", "name", "id", "threshold", "effort", "format", "x"), leaf),
  );
  const keys = [
    ...Object.keys(PREDECESSOR.session),
    "type",
    "model",
    "output_modalities",
    "max_output_tokens",
    "tools",
    "tool_choice",
    "reasoning",
    "truncation",
    "prompt",
    "include",
    "tracing",
    "parallel_tool_calls",
    "id",
    "zzz",
  ];
  const half = fc.dictionary(
    fc.constantFrom("format", "voice", "speed", "transcription", "turn_detection", "noise_reduction", "y"),
    value,
  );
  const audio = fc.oneof(value, fc.record({ input: fc.oneof(half, value), output: fc.oneof(half, value) }));
  const session = fc.record({ rest: fc.dictionary(fc.constantFrom(...keys), value), audio: fc.option(audio) })
    .map(({ rest, audio }) => audio === null ? rest : { ...rest, audio });
  fc.assert(
    fc.property(session, (session) => {
      const { corrected } = reviewSession({ type: "session.update", session });
      assert.deepEqual(problems(corrected), []);
      assert.deepEqual(reviewSession(corrected).fields.filter(({ verdict }) => verdict === "failure"), []);
    }),
    { numRuns: 1_000 },
  );
});

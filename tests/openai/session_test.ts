/** The session that is asked for, and what becomes of it when the vendor refuses some of it. */

import assert from "node:assert/strict";
import type { VendorError } from "../../src/openai/faults.ts";
import { toolDefinitions } from "../../src/intake/tools.ts";
import { echoFault, type Json, mend, minimal, refusedProperty, sessionFor } from "../../src/openai/session.ts";
import { clientEventProblems } from "../support/schema.ts";

const TOOLS = toolDefinitions();
const SETTINGS = {
  instructions: "Be brief.",
  voice: "marin",
  transcriptionModel: "gpt-transcribe",
  tools: TOOLS,
};
const SESSION = sessionFor(SETTINGS);

/** Refuses a property, as the vendor does. */
function refusing(param: string | null, message = ""): VendorError {
  return { type: "invalid_request_error", code: "invalid_value", message, param, eventId: null };
}

/** A session without what was refused of it; fails when it was not mended. */
function mended(session: Json, param: string): Json {
  const mend_ = mend(session, refusing(`session.${param}`));
  assert.ok(mend_, `${param} was not mended`);
  assert.equal(mend_.property, param);
  takes(mend_.session);
  return mend_.session;
}

/** The vendor's schema takes an update to this session. */
function takes(session: Json): void {
  assert.deepEqual(clientEventProblems({ type: "session.update", event_id: "session:1", session }), []);
}

function at(session: Json, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Json | undefined)?.[key], session);
}

Deno.test("the session is one that the vendor takes", () => {
  takes(SESSION);
  takes(minimal(SESSION));
});

Deno.test("the session, and the least of it, speak and listen as a telephone does", () => {
  for (const session of [SESSION, minimal(SESSION)]) {
    // A `rate` is refused with this format.
    assert.deepEqual(at(session, "audio.input.format"), { type: "audio/pcmu" });
    assert.deepEqual(at(session, "audio.output.format"), { type: "audio/pcmu" });
    assert.deepEqual(session["output_modalities"], ["audio"]);
    assert.equal(session["instructions"], "Be brief.");
    assert.deepEqual(session["tools"], TOOLS);
  }
});

Deno.test("the server only detects: it neither answers nor interrupts by itself", () => {
  for (const session of [SESSION, minimal(SESSION)]) {
    assert.equal(at(session, "audio.input.turn_detection.create_response"), false);
    assert.equal(at(session, "audio.input.turn_detection.interrupt_response"), false);
  }
});

Deno.test("nothing of the beta is asked for", () => {
  for (const name of ["modalities", "temperature", "voice", "turn_detection", "input_audio_format"]) {
    assert.ok(!(name in SESSION), name);
  }
});

Deno.test("a refused property is dropped, and nothing else", () => {
  for (const property of ["audio.input.noise_reduction", "max_output_tokens", "tool_choice", "audio.output.voice"]) {
    const before = structuredClone(SESSION);
    const session = property === "audio.output.voice" ? sessionFor({ ...SETTINGS, voice: "alloy" }) : SESSION;
    assert.equal(at(mended(session, property), property), undefined, property);
    assert.deepEqual(SESSION, before, "the session that was given is changed");
  }
  const { max_output_tokens: _, ...rest } = SESSION;
  assert.deepEqual(mended(SESSION, "max_output_tokens"), rest);
});

Deno.test("a refused voice is replaced by one that every model has, until there is none left", () => {
  let session = sessionFor({ ...SETTINGS, voice: "nova" });
  const tried = [];
  for (let refusals = 0; refusals < 4; refusals++) {
    session = mended(session, "audio.output.voice");
    tried.push(at(session, "audio.output.voice"));
  }
  assert.deepEqual(tried, ["marin", "cedar", "alloy", undefined]);
  assert.equal(
    mend(session, refusing("session.audio.output.voice")),
    null,
    "a voice is refused that was not asked for",
  );
});

Deno.test("a refused transcription model is replaced, and the transcription given up when none is left", () => {
  let session = sessionFor({ ...SETTINGS, transcriptionModel: "whisper-1" });
  const tried = [];
  for (let refusals = 0; refusals < 3; refusals++) {
    const mend_ = mend(session, refusing("session.audio.input.transcription.model"));
    assert.ok(mend_);
    takes(session = mend_.session);
    tried.push(at(session, "audio.input.transcription"));
  }
  assert.deepEqual(tried, [{ model: "gpt-transcribe" }, { model: "gpt-realtime-whisper" }, undefined]);
  assert.equal(mend(session, refusing("session.audio.input.transcription.model")), null);
});

Deno.test("what a call cannot do without is never dropped", () => {
  const essential = [
    "type",
    "output_modalities",
    "instructions",
    "audio",
    "audio.input",
    "audio.output",
    "audio.input.format",
    "audio.input.format.type",
    "audio.output.format",
    "audio.output.format.type",
    "audio.input.turn_detection",
    "audio.input.turn_detection.type",
    "audio.input.turn_detection.create_response",
    "audio.input.turn_detection.interrupt_response",
  ];
  for (const property of essential) assert.equal(mend(SESSION, refusing(`session.${property}`)), null, property);
});

Deno.test("the numbers of the detector may be dropped", () => {
  const session = mended(SESSION, "audio.input.turn_detection.silence_duration_ms");
  assert.equal(at(session, "audio.input.turn_detection.threshold"), 0.5);
});

Deno.test("what was not asked for cannot be dropped", () => {
  for (const property of ["temperature", "audio.input.telepathy", "audio.output.speed", "constructor", "__proto__.x"]) {
    assert.equal(mend(SESSION, refusing(`session.${property}`)), null, property);
  }
});

Deno.test("an error names its property by itself, or in its words", () => {
  const unknown = "Unknown parameter: 'session.audio.input.noise_reduction'.";
  assert.equal(refusedProperty(refusing("session.tool_choice", unknown)), "tool_choice");
  assert.equal(refusedProperty(refusing(null, unknown)), "audio.input.noise_reduction");
  assert.equal(refusedProperty(refusing("session.tools[0].parameters.type")), "tools");
  assert.equal(refusedProperty(refusing(null, "Invalid tool: session.tools[12].name is bad.")), "tools");
});

Deno.test("an error about something else names no property", () => {
  for (const param of ["session", "response.modalities", "item.session.voice", "sessions.voice", "model", ""]) {
    assert.equal(refusedProperty(refusing(param)), null, param);
  }
  assert.equal(refusedProperty(refusing(null, "The session is gone.")), null);
  assert.equal(mend(SESSION, refusing(null, "The session is gone.")), null);
});

Deno.test("an echo of another codec, or of a session that writes, is a fault", () => {
  const echo = (input: unknown, output: unknown, modalities: unknown): Json => ({
    output_modalities: modalities,
    audio: { input: { format: input }, output: { format: output } },
  });
  const ulaw = { type: "audio/pcmu" };
  assert.equal(echoFault(SESSION), null);
  assert.equal(echoFault(echo(ulaw, ulaw, ["audio"])), null);
  assert.equal(echoFault(echo({ type: "audio/pcm", rate: 24_000 }, ulaw, ["audio"])), "wrong_codec");
  assert.equal(echoFault(echo(ulaw, { type: "audio/pcma" }, ["audio"])), "wrong_codec");
  assert.equal(echoFault(echo(ulaw, ulaw, ["text"])), "text_only");
  for (const hostile of [{}, { audio: null }, { audio: { input: "audio/pcmu" } }, { audio: [] }]) {
    assert.equal(echoFault(hostile), "wrong_codec");
  }
});

Deno.test("an echo that does not show its modalities is believed", () => {
  const { output_modalities: _, ...rest } = SESSION;
  assert.equal(echoFault(rest), null);
});

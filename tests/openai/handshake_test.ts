import assert from "node:assert/strict";
import type { VendorError } from "../../src/openai/faults.ts";
import { concernsUpdate, created, refused, startHandshake, updated } from "../../src/openai/handshake.ts";
import { type Json, sessionFor } from "../../src/openai/session.ts";

const session = sessionFor({
  instructions: "Be brief.",
  voice: "nova",
  transcriptionModel: "gpt-transcribe",
  tools: [],
});
const echo = (format: string, modalities = ["audio"]): Json => ({
  output_modalities: modalities,
  audio: { input: { format: { type: format } }, output: { format: { type: format } } },
});
const refusal = (code: string, param: string | null, message = "", eventId: string | null = "session:1") =>
  ({ type: "invalid_request_error", code, message, param, eventId }) satisfies VendorError;
const configuring = () => created(startHandshake(session)).handshake;

Deno.test("the update goes out once, with an event_id, after session.created", () => {
  const first = created(startHandshake(session));
  assert.equal(first.send!["type"], "session.update");
  assert.equal(first.send!["event_id"], "session:1");
  assert.equal(created(first.handshake).send, null);
});

Deno.test("the session is ready only when the echo has µ-law both ways", () => {
  assert.deepEqual(updated(configuring(), echo("audio/pcmu")).news, { type: "ready" });
  const pcm = updated(configuring(), echo("audio/pcm"));
  assert.equal(pcm.news!.type, "faulted");
  assert.equal(pcm.handshake.phase, "minimal");
  const again = updated(pcm.handshake, echo("audio/pcm"));
  assert.deepEqual(again.news, {
    type: "lost",
    code: "wrong_codec",
    detail: (again.news as { detail: string }).detail,
  });
});

Deno.test("a refused voice is replaced by one that every model has", () => {
  const mended = refused(configuring(), refusal("invalid_value", "session.audio.output.voice"));
  assert.deepEqual(mended.news, {
    type: "faulted",
    code: "session_refused",
    action: "session.audio.output.voice replaced by marin",
  });
  const sent = mended.send!["session"] as { audio: { output: { voice: string } } };
  assert.equal(sent.audio.output.voice, "marin");
  assert.equal(mended.send!["event_id"], "session:2");
});

Deno.test("an unknown property is dropped, also when only the message names it", () => {
  const byParam = refused(configuring(), refusal("unknown_parameter", "session.audio.input.noise_reduction"));
  assert.equal("noise_reduction" in (byParam.handshake.session as { audio: { input: object } }).audio.input, false);
  const byText = refused(
    configuring(),
    refusal("unknown_parameter", null, "Unknown parameter: 'session.tool_choice'."),
  );
  assert.equal("tool_choice" in byText.handshake.session, false);
});

Deno.test("a refusal that names nothing leaves the least that a call needs, and after that the call is lost", () => {
  const least = refused(configuring(), refusal("invalid_value", null));
  assert.equal(least.handshake.phase, "minimal");
  assert.equal("transcription" in (least.handshake.session as { audio: { input: object } }).audio.input, false);
  assert.equal(refused(least.handshake, refusal("invalid_value", null)).news!.type, "lost");
});

Deno.test("the codec is never dropped to please the vendor", () => {
  const progress = refused(configuring(), refusal("invalid_value", "session.audio.output.format"));
  assert.equal(progress.handshake.phase, "minimal");
  const audio = (progress.handshake.session as { audio: { output: { format: unknown } } }).audio;
  assert.deepEqual(audio.output.format, { type: "audio/pcmu" });
});

Deno.test("mending ends: a vendor that refuses everything is given up", () => {
  let handshake = configuring();
  for (let tries = 0; tries < 20 && handshake.phase !== "failed"; tries++) {
    handshake = refused(handshake, refusal("invalid_value", "session.audio.output.voice")).handshake;
  }
  assert.equal(handshake.phase, "failed");
});

Deno.test("`concernsUpdate()` takes errors without an event_id for the update's while it is under way", () => {
  assert.equal(concernsUpdate(configuring(), refusal("x", null, "", null)), true);
  assert.equal(concernsUpdate(configuring(), refusal("x", null, "", "reply:")), false);
  assert.equal(
    concernsUpdate(updated(configuring(), echo("audio/pcmu")).handshake, refusal("x", null, "", null)),
    false,
  );
});

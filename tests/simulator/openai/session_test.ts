import assert from "node:assert/strict";
import { connect, phoneSession, speech, start } from "./client.ts";

const PCM = { type: "audio/pcm", rate: 24_000 };

Deno.test("a session begins with the API's defaults: 24 kHz PCM, server VAD, no tools", async () => {
  await using server = await start();
  await using client = await connect(server);
  const { session } = await client.event("session.created");
  assert.equal(session.type, "realtime");
  assert.equal(session.model, "gpt-realtime-2.1");
  assert.deepEqual(session.audio.input.format, PCM);
  assert.deepEqual(session.audio.output.format, PCM);
  assert.equal(session.audio.input.turn_detection.type, "server_vad");
  assert.deepEqual(session.tools, []);
  assert.ok(Math.abs(session.expires_at - Date.now() / 1_000 - 3_600) < 60);
});

Deno.test("an update changes what it names, keeps the rest and is echoed as a whole", async () => {
  await using server = await start();
  await using client = await connect(server);
  const before = (await client.event("session.created")).session;
  client.send({
    type: "session.update",
    session: { type: "realtime", instructions: "Be brief.", audio: { input: { format: { type: "audio/pcmu" } } } },
  });
  const { session } = await client.event("session.updated");
  const { input } = before.audio;
  assert.deepEqual(session, {
    ...before,
    instructions: "Be brief.",
    audio: { ...before.audio, input: { ...input, format: { type: "audio/pcmu" } } },
  });
  client.send({
    type: "session.update",
    session: {
      type: "realtime",
      audio: { input: { turn_detection: { type: "server_vad", silence_duration_ms: 700 } } },
    },
  });
  const again = (await client.event("session.updated", 1)).session;
  assert.deepEqual(again.audio.input.turn_detection, { ...input.turn_detection, silence_duration_ms: 700 });
  assert.equal(again.instructions, "Be brief.");
});

Deno.test("turn detection, transcription and noise reduction are turned off with null", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  const input = { turn_detection: null, transcription: null, noise_reduction: null };
  client.send({ type: "session.update", session: { type: "realtime", audio: { input } } });
  const { session } = await client.event("session.updated", 1);
  assert.deepEqual(session.audio.input, { format: { type: "audio/pcmu" }, ...input });
});

const update = (session: Record<string, unknown>) => ({ type: "realtime", instructions: "Changed.", ...session });
const input = (more: Record<string, unknown>) => update({ audio: { input: more } });
const output = (more: Record<string, unknown>) => update({ audio: { output: more } });
const VOICES = /^Invalid value: 'nova'. Supported values are: 'alloy', 'ash'.+ and 'cedar'.$/;

/** An update, and the code, parameter and message of the error that refuses the whole of it. */
const REFUSED: readonly [session: Record<string, unknown>, code: string, param: string, message: RegExp][] = [
  [{ instructions: "Changed." }, "missing_required_parameter", "session.type", /'session.type'/],
  [
    update({ temperature: 0.8 }),
    "unknown_parameter",
    "session.temperature",
    /^Unknown parameter: 'session.temperature'.$/,
  ],
  [update({ modalities: ["audio"] }), "unknown_parameter", "session.modalities", /session.modalities/],
  [update({ voice: "alloy" }), "unknown_parameter", "session.voice", /session.voice/],
  [update({ turn_detection: null }), "unknown_parameter", "session.turn_detection", /session.turn_detection/],
  [
    update({ output_modalities: ["audio", "text"] }),
    "invalid_value",
    "session.output_modalities",
    /^Invalid modalities/,
  ],
  [update({ max_output_tokens: 5_000 }), "integer_above_max_value", "session.max_output_tokens", /<= 4096/],
  [update({ model: "gpt-realtime" }), "invalid_value", "session.model", /cannot be changed/],
  [update({ tools: [{ type: "function", name: "a b" }] }), "invalid_value", "session.tools[0].name", /pattern/],
  [output({ voice: "nova" }), "invalid_value", "session.audio.output.voice", VOICES],
  [
    output({ voice: {} }),
    "missing_required_parameter",
    "session.audio.output.voice.id",
    /'session.audio.output.voice.id'/,
  ],
  [update({ tool_choice: { type: "function" } }), "missing_required_parameter", "session.tool_choice.name", /name/],
  [update({ tool_choice: "never" }), "invalid_value", "session.tool_choice", /'auto', 'none', and 'required'/],
  [output({ speed: 2 }), "decimal_above_max_value", "session.audio.output.speed", /<= 1.5/],
  [output({ format: { type: "audio/pcm" } }), "missing_required_parameter", "session.audio.output.format.rate", /rate/],
  [
    input({ format: { type: "audio/pcmu", rate: 8_000 } }),
    "unknown_parameter",
    "session.audio.input.format.rate",
    /^Unknown parameter: 'session.audio.input.format.rate'.$/,
  ],
  [
    input({ transcription: { model: "whisper-1", languages: ["en"] } }),
    "unsupported_parameter",
    "session.audio.input.transcription.languages",
    /whisper-1/,
  ],
  [
    input({ turn_detection: { type: "server_vad", threshold: 1.5 } }),
    "decimal_above_max_value",
    "session.audio.input.turn_detection.threshold",
    /<= 1/,
  ],
];

for (const [session, code, param, message] of REFUSED) {
  Deno.test(`an update with a wrong ${param} is refused as a whole (${code})`, async () => {
    await using server = await start();
    await using client = await connect(server);
    const before = (await client.event("session.created")).session;
    const error = await client.refused({ type: "session.update", event_id: "su_1", session });
    const { type, event_id } = error;
    assert.deepEqual({ type, code: error.code, param: error.param, event_id }, {
      type: "invalid_request_error",
      code,
      param,
      event_id: "su_1",
    });
    assert.match(error.message, message);
    assert.deepEqual(server.sessions[0]?.session, before);
    assert.equal(client.of("session.updated").length, 0);
  });
}

Deno.test("reasoning is refused by a model that has none, and taken by one that has", async () => {
  await using server = await start();
  const event = { type: "session.update", session: { type: "realtime", reasoning: { effort: "low" } } };
  await using plain = await connect(server, { query: "?model=gpt-realtime-1.5" });
  assert.equal((await plain.refused(event)).code, "unsupported_parameter");
  await using reasoning = await connect(server);
  reasoning.send(event);
  assert.deepEqual((await reasoning.event("session.updated")).session.reasoning, { effort: "low" });
});

Deno.test("the voice is fixed once the model has spoken, and the rest of that update is lost too", async () => {
  await using server = await start([{ speech: speech("Hello.", 100) }]);
  await using client = await phoneSession(server);
  client.send({ type: "response.create" });
  await client.event("response.done");
  const session = { type: "realtime", instructions: "Changed.", audio: { output: { voice: "cedar" } } };
  assert.equal((await client.refused({ type: "session.update", session })).code, "cannot_update_voice");
  assert.notEqual(server.sessions[0]?.session.instructions, "Changed.");
  client.send({ type: "session.update", session: { ...session, audio: { output: { voice: "marin" } } } });
  assert.equal((await client.event("session.updated", 1)).session.instructions, "Changed.");
});

Deno.test("an error can leave out which event it answers", async () => {
  await using server = await start([], { faults: () => ({ areErrorsAnonymous: true }) });
  await using client = await connect(server);
  const error = await client.refused({ type: "session.update", event_id: "su_1", session: {} });
  assert.equal(error.event_id, null);
});

Deno.test("a session can stay on PCM without complaint, and then speaks PCM", async () => {
  const said = speech("Hello.", 100);
  await using server = await start([{ speech: said }], { faults: () => ({ staysPcm: true }) });
  await using client = await phoneSession(server);
  const { session } = await client.event("session.updated");
  assert.deepEqual([session.audio.input.format, session.audio.output.format], [PCM, PCM]);
  client.send({ type: "response.create" });
  await client.event("response.done");
  const bytes = client.of("response.output_audio.delta").reduce((sum, { delta }) => sum + atob(delta).length, 0);
  assert.equal(bytes, 100 * 48);
});

Deno.test("a session ends at its limit with an error and close 1001", async () => {
  await using server = await start([], { sessionLimitMs: 60 });
  await using client = await connect(server);
  const [code, reason] = await client.untilClosed();
  assert.equal(code, 1001);
  assert.match(reason, /^Your session hit the maximum duration of .* minutes\.$/);
  assert.equal((await client.event("error")).error.code, "session_expired");
});

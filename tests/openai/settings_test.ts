/** From the configuration to a session. */

import assert from "node:assert/strict";
import { type Config, type Environment, readConfig } from "../../src/config/config.ts";
import { modelSettings } from "../../src/openai/settings.ts";
import { clientEventProblems } from "../support/schema.ts";

const OCCASION = { now: new Date("2026-11-25T17:30:00Z"), callerId: true };

async function settingsOf(
  changes: Environment = {},
): Promise<ReturnType<typeof modelSettings> & { config: Config }> {
  const read = await readConfig({
    PUBLIC_URL: "https://dispatch.example.org",
    TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
    TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
    OPENAI_API_KEY: "sk-proj-0123456789",
    ...changes,
  });
  assert.ok(read.ok);
  return { ...modelSettings(read.config, OCCASION), config: read.config };
}

Deno.test("the model joins the query of the address", async () => {
  const { url, model, apiKey } = await settingsOf();
  assert.equal(url.href, "wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1");
  assert.deepEqual([model, apiKey], ["gpt-realtime-2.1", "sk-proj-0123456789"]);
});

Deno.test("a model that stands in the address is the one that counts", async () => {
  const { url, model } = await settingsOf({
    OPENAI_REALTIME_URL: "wss://proxy.example.org/realtime?key=1&model=deployment%201",
    OPENAI_MODEL: "gpt-realtime-2",
  });
  assert.equal(url.searchParams.getAll("model").join(), "deployment 1");
  assert.deepEqual([model, url.searchParams.get("key")], ["deployment 1", "1"]);
});

Deno.test("other parameters of the address stay, and the configuration's address is not changed", async () => {
  const { url, config } = await settingsOf({ OPENAI_REALTIME_URL: "wss://proxy.example.org/v1/realtime?key=1" });
  assert.equal(url.search, "?key=1&model=gpt-realtime-2.1");
  assert.equal(config.openai.realtimeUrl.search, "?key=1");
});

Deno.test("voice, transcription and agency are the configured ones, in a session that the vendor takes", async () => {
  const { session } = await settingsOf({
    OPENAI_VOICE: "cedar",
    OPENAI_TRANSCRIPTION_MODEL: "gpt-realtime-whisper",
    AGENCY_NAME: "Rivertown Police",
  });
  assert.deepEqual(clientEventProblems({ type: "session.update", session }), []);
  const audio = session["audio"] as { input: { transcription: unknown }; output: { voice: unknown } };
  assert.equal(audio.output.voice, "cedar");
  assert.deepEqual(audio.input.transcription, { model: "gpt-realtime-whisper" });
  assert.match(String(session["instructions"]), /Rivertown Police/);
});

Deno.test("a person is promised only where there is one", async () => {
  const told = async (changes: Environment) => (await settingsOf(changes)).directions("greet") ?? "";
  assert.match(await told({ HUMAN_NUMBER: "+12025550123" }), /press zero or say operator/);
  assert.doesNotMatch(await told({}), /press zero/);
});

Deno.test("what goes with a request holds the session's instructions too, the protocol's questions and the local time", async () => {
  const { directions, session } = await settingsOf({ TIME_ZONE: "America/New_York" });
  assert.equal(directions("answer"), undefined);
  for (const purpose of ["close_now", "tell_number", "warn_danger", "resume", "record_only"] as const) {
    assert.ok(directions(purpose)?.startsWith(String(session["instructions"])), purpose);
  }
  assert.match(String(session["instructions"]), /Wednesday, November 25, 2026.*12:30.*America\/New_York/);
  assert.match(String(session["instructions"]), /location:.*\n2\. nature:/);
});

Deno.test("the model is offered the four tools of a call", async () => {
  const tools = (await settingsOf()).session["tools"] as { name: string }[];
  assert.deepEqual(tools.map(({ name }) => name), [
    "record_answers",
    "dispatch_incident",
    "transfer_to_human",
    "end_call",
  ]);
});

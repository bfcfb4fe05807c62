/** The doctor as a whole where much is wrong at once: nothing keeps it from the rest, and whose fault it is is told. */

import assert from "node:assert/strict";
import { Clinic } from "./clinic.ts";

Deno.test("with most of the configuration missing, the rest is checked all the same", async () => {
  await using clinic = await Clinic.open({
    env: { PUBLIC_URL: "", TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "nope nope" },
  });
  const report = await clinic.examine();
  const verdicts = Object.fromEntries(report.checks.map(({ id, verdict }) => [id, verdict]));
  assert.equal(verdicts["configuration"], "failure");
  for (const id of ["session", "reply", "transcription", "tool_call", "store", "webhook_receiver"]) {
    assert.equal(verdicts[id], "ok", id);
  }
  for (const id of ["twilio_credentials", "twilio_voice_url", "public_url", "media_stream"]) {
    assert.equal(verdicts[id], "skipped", id);
  }
  assert.match(report.row("public_url").seen, /PUBLIC_URL is missing or wrong/);
  assert.equal(report.ok, false);
});

Deno.test("a fault of the first model alone is a failure, and told to be the model's; of the fallback alone a warning", async () => {
  await using first = await Clinic.open({ openai: { models: ["gpt-realtime-2.1-mini"] } });
  const report = await first.examine(["session", "fallback_session", "transcription", "rate_limits"]);
  assert.equal(report.row("session").verdict, "failure");
  assert.match(
    report.row("session").cause!,
    /gpt-realtime-2\.1-mini does get a session: it is the model, not the account/,
  );
  // What does not depend on the first model is looked at with the other one.
  for (const id of ["fallback_session", "transcription", "rate_limits"]) assert.equal(report.row(id).verdict, "ok", id);
  await using second = await Clinic.open({ openai: { models: ["gpt-realtime-2.1"] } });
  assert.equal((await second.examine(["fallback_session"])).row("fallback_session").verdict, "warning");
  await using both = await Clinic.open({ openai: { models: ["gpt-realtime-2"] } });
  assert.equal((await both.examine(["fallback_session"])).row("fallback_session").verdict, "failure");
});

Deno.test("the predecessor's symptom: completed, output: [], transcription working. It is no proof, and both models are asked", async () => {
  await using clinic = await Clinic.open({ reply: () => ({ fault: "empty" }) });
  const report = await clinic.examine(["reply", "transcription", "fallback_reply"]);
  const row = report.row("reply");
  assert.deepEqual([row.verdict, row.code], ["failure", "empty_reply"]);
  assert.match(row.seen, /response\.done status completed, output: \[\]; usage \d+ in, \d+ out/);
  assert.match(row.cause!, /gpt-realtime-2\.1-mini is silent too \(empty_reply\): it is the account/);
  assert.match(row.cause!, /transcription works, which proves nothing/);
  assert.equal(report.row("transcription").verdict, "ok");
});

Deno.test("everything dead: every wait has an end, all is told within 60 s", async () => {
  // Takes every connection, and says nothing.
  using hole = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const held: Deno.Conn[] = [];
  const taking = (async () => {
    for await (const conn of hole) held.push(conn);
  })();
  const host = `127.0.0.1:${hole.addr.port}`;
  await using clinic = await Clinic.open({
    env: {
      OPENAI_REALTIME_URL: `ws://${host}/v1/realtime`,
      OPENAI_API_URL: `http://${host}/v1`,
      TWILIO_API_URL: `http://${host}`,
      PUBLIC_URL: `http://${host}`,
      RMS_WEBHOOK_URL: `http://${host}`,
      DATABASE_URL: `postgres://us:er@${host}/db`,
    },
  });
  const report = await clinic.examine();
  assert.ok(report.ms < 60_000, `${report.ms} ms`);
  for (const id of ["openai_key", "session", "twilio_credentials", "public_url", "media_stream"]) {
    assert.equal(report.row(id).code, "unreachable", id);
  }
  assert.equal(report.row("webhook_receiver").verdict, "failure");
  assert.equal(report.row("store").code, "store_failed");
  hole.close();
  await taking.catch(() => {});
  for (const conn of held) conn.close();
});

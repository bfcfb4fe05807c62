/** The configuration as a whole: its defaults, and how its mistakes are told. */

import assert from "node:assert/strict";
import { describeMistake, type Environment, readConfig } from "../src/config/config.ts";
import { configOf, mistakesOf, REQUIRED } from "./support/config.ts";

Deno.test("`readConfig()` needs four variables and has a default for each of the others", async () => {
  const { publicUrl, openai: { realtimeUrl, apiUrl, ...openai }, protocol, ...config } = await configOf();
  assert.equal(protocol.id, "police");
  assert.equal(publicUrl.href, "https://dispatch.example.org/");
  assert.equal(realtimeUrl.href, "wss://api.openai.com/v1/realtime");
  assert.equal(apiUrl.href, "https://api.openai.com/v1");
  assert.deepEqual(openai, {
    apiKey: "sk-proj-0123456789",
    model: "gpt-realtime-2.1",
    fallbackModel: "gpt-realtime-2.1-mini",
    voice: "marin",
    transcriptionModel: "gpt-transcribe",
  });
  assert.deepEqual(config, {
    port: 8080,
    host: "0.0.0.0",
    twilio: {
      accountSid: REQUIRED.TWILIO_ACCOUNT_SID,
      authToken: REQUIRED.TWILIO_AUTH_TOKEN,
      apiUrl: new URL("https://api.twilio.com"),
      phoneNumber: null,
    },
    delivery: { webhook: null, smsTo: [], callTo: [], ticketscadUrl: null, resgridUrl: null },
    retentionDays: 90,
    databaseUrl: "sqlite:data/dispatcher.db",
    dataDir: "data",
    agencyName: "the police department",
    humanNumbers: [],
    apiToken: null,
    maxCalls: 200,
    recordCalls: true,
    gazetteer: null,
    drainLimitS: 3600,
    timeZone: "UTC",
    logLevel: "info",
    logFormat: "json",
  });
});

Deno.test("`readConfig()` reports all mistakes together: name, value, what was expected, an example", async () => {
  const read = await readConfig({ PORT: "http", PUBLIC_URL: "ftp://example.org", OPENAI_API_KEY: "sk-two words" });
  assert.ok(!read.ok);
  assert.deepEqual(read.mistakes.map(({ name, given }) => [name, given]), [
    ["PORT", "http"],
    ["PUBLIC_URL", "ftp://example.org"],
    ["TWILIO_ACCOUNT_SID", null],
    ["TWILIO_AUTH_TOKEN", null],
    ["OPENAI_API_KEY", "sk-… (12 characters)"],
  ]);
  assert.equal(
    describeMistake(read.mistakes[0]!),
    'PORT is "http"; expected a port, 0 for any free one, for example PORT=8080',
  );
  assert.match(describeMistake(read.mistakes[2]!), /^TWILIO_ACCOUNT_SID is not set; expected .* for example TWILIO_/);
});

Deno.test("`readConfig()` shows no secret in a mistake", async () => {
  const secrets = ["TWILIO_AUTH_TOKEN", "OPENAI_API_KEY", "API_TOKEN", "RMS_WEBHOOK_SECRET", "DATABASE_URL"];
  for (const name of [...secrets, "TICKETSCAD_URL", "RESGRID_URL"]) {
    const [mistake] = await mistakesOf({ [name]: "abc hunter2 xyz" });
    assert.equal(mistake?.name, name);
    assert.doesNotMatch(describeMistake(mistake), /hunter2|xyz/);
  }
});

Deno.test("`readConfig()` shows no user and no password of a URL in a mistake", async () => {
  for (const name of ["PUBLIC_URL", "OPENAI_REALTIME_URL", "OPENAI_API_URL", "TWILIO_API_URL", "RMS_WEBHOOK_URL"]) {
    const [mistake] = await mistakesOf({ [name]: "http://us:hunt@er2@example.org/path" });
    assert.equal(mistake?.given, "http://…@example.org/path", name);
  }
});

Deno.test("`readConfig()` takes an empty variable for one that is not set, and ignores space around a value", async () => {
  assert.equal((await configOf({ PORT: "  ", API_TOKEN: "" })).port, 8080);
  assert.equal((await configOf({ PORT: " 81 " })).port, 81);
  assert.deepEqual((await mistakesOf({ PUBLIC_URL: " " })).map(({ given }) => given), [null]);
});

Deno.test("what means nothing alone asks for its companion: a webhook for its secret, units for a sender", async () => {
  const names = async (changes: Environment) => (await mistakesOf(changes)).map(({ name }) => name);
  assert.deepEqual(await names({ RMS_WEBHOOK_URL: "https://rms.example.org" }), ["RMS_WEBHOOK_SECRET"]);
  assert.deepEqual(await names({ NOTIFY_SMS_TO: "+12025550124" }), ["TWILIO_PHONE_NUMBER"]);
  assert.deepEqual(await names({ NOTIFY_CALL_TO: "+12025550124", TWILIO_PHONE_NUMBER: "+12025550100" }), []);
});

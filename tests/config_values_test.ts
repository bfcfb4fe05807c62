/** The configuration, variable by variable: what is taken and what is refused. */

import assert from "node:assert/strict";
import { describeMistake } from "../src/config/config.ts";
import { VARIABLES } from "../src/config/variables.ts";
import { configOf, judges, mistakesOf } from "./support/config.ts";

Deno.test("the example that goes with each mistake is itself right", async () => {
  const takeAnything = ["DATA_DIR", "PROTOCOL_FILE", "AGENCY_NAME", "GAZETTEER_FILE"];
  for (const { name } of VARIABLES.filter(({ name }) => !takeAnything.includes(name))) {
    const [mistake] = await mistakesOf({ [name]: 'no "such"' });
    await judges(name, { good: [mistake?.example ?? "none"], bad: [] });
  }
});

Deno.test("PUBLIC_URL is https with nothing after the host, or http on loopback", async () => {
  await judges("PUBLIC_URL", {
    good: [
      "https://example.org/",
      "https://example.org:8443",
      "HTTPS://EXAMPLE.org",
      "http://localhost:8080",
      "http://127.0.0.1:8080/",
      "http://127.8.9.10",
      "http://[::1]:8080",
    ],
    bad: [
      "example.org",
      "http://example.org",
      "http://10.0.0.1",
      "http://localhost.example.org",
      "http://127.0.0.1.example.org",
      "wss://example.org",
      "https://example.org/path",
      "https://example.org/?query",
      "https://example.org/#part",
      "https://user@example.org",
      "https://:word@example.org",
      "https://",
    ],
  });
  assert.equal((await configOf({ PUBLIC_URL: "https://example.org/" })).publicUrl.href, "https://example.org/");
});

Deno.test("OPENAI_REALTIME_URL is wss, or ws to loopback and private addresses", async () => {
  await judges("OPENAI_REALTIME_URL", {
    good: [
      "wss://example.org/v1/realtime?model=x",
      "ws://localhost:9000",
      "ws://127.0.0.1:9000/realtime",
      "ws://[::1]:9000",
      "ws://10.1.2.3",
      "ws://172.16.0.1",
      "ws://172.31.255.255",
      "ws://192.168.1.1",
      "ws://[fd00::1]:9000",
      "ws://vendor:9000",
    ],
    bad: [
      "https://api.openai.com/v1/realtime",
      "ws://api.openai.com/v1/realtime",
      "ws://172.15.0.1",
      "ws://172.32.0.1",
      "ws://192.169.1.1",
      "ws://11.0.0.1",
      "ws://8.8.8.8",
      "ws://134744072",
      "ws://10.0.0.1.example.org",
      "ws://[2001:db8::1]",
      "api.openai.com",
    ],
  });
});

Deno.test("credentials have the form that their vendors give them, and no pasted spaces or quotes", async () => {
  await judges("TWILIO_ACCOUNT_SID", {
    good: [`AC${"x".repeat(32)}`, `AC${"0".repeat(32)}`],
    bad: [`AC${"0".repeat(31)}`, `AC${"0".repeat(33)}`, `SK${"0".repeat(32)}`, `AC${"-".repeat(32)}`, "AC"],
  });
  for (const name of ["TWILIO_AUTH_TOKEN", "OPENAI_API_KEY", "API_TOKEN"]) {
    await judges(name, {
      good: ["x", "sk-proj-_-0123"],
      bad: ["sk-a b", '"sk-a"', "'sk-a'", "sk-a\tb", "sk-a\nb", "`sk`"],
    });
  }
});

Deno.test("DATABASE_URL is a SQLite file or a PostgreSQL database, whose password no mistake shows", async () => {
  await judges("DATABASE_URL", {
    good: [
      ...["sqlite:x.db", "sqlite:/srv/x.db", "sqlite::memory:", "postgres://db/dispatcher"],
      ...["postgres://me:hunter2@db.example.org:5432/dispatcher?sslmode=require", "postgresql://[::1]/dispatcher"],
    ],
    bad: [
      "sqlite:",
      "x.db",
      "postgres:",
      "postgres://db",
      "postgres://db/",
      "postgres://db/a/b",
      "mysql://db/dispatcher",
    ],
  });
  const [mistake] = await mistakesOf({ DATABASE_URL: "postgres://me:hunter2@db" });
  assert.doesNotMatch(describeMistake(mistake!), /hunter2/);
});

Deno.test("telephone numbers are E.164 and exist; several are separated by commas and keep their order", async () => {
  const bad = ["2025550123", "+1 202 555 0123", "+12025550123,", ",", "+1202555012", "+12025550123 or 911", "911"];
  for (const name of ["HUMAN_NUMBER", "NOTIFY_SMS_TO", "NOTIFY_CALL_TO", "TWILIO_PHONE_NUMBER"]) {
    await judges(name, { good: ["+12025550123", "+442079460018"], bad });
  }
  const { humanNumbers } = await configOf({ HUMAN_NUMBER: "+442079460018, +12025550123" });
  assert.deepEqual(humanNumbers, ["+442079460018", "+12025550123"]);
});

Deno.test("numbers stay within their bounds", async () => {
  await judges("PORT", { good: ["0", "65535"], bad: ["65536", "-1", "1.5", "0x50", "1e3", "١"] });
  await judges("MAX_CALLS", { good: ["1", "100000"], bad: ["0", "100001", "many"] });
  await judges("DRAIN_LIMIT_S", { good: ["0", "86400"], bad: ["86401", "1h"] });
  await judges("RETENTION_DAYS", { good: ["1", "36500"], bad: ["0", "36501"] });
});

Deno.test("words come from their lists", async () => {
  await judges("RECORD_CALLS", { good: ["true", "false"], bad: ["yes", "1", "TRUE"] });
  await judges("LOG_LEVEL", { good: ["debug", "info", "warning", "error"], bad: ["warn", "INFO", "trace"] });
  await judges("LOG_FORMAT", { good: ["json", "pretty"], bad: ["text"] });
  await judges("TIME_ZONE", { good: ["UTC", "America/New_York", "Europe/Berlin"], bad: ["Mars/Olympus", "New York"] });
  assert.equal((await configOf({ RECORD_CALLS: "false" })).recordCalls, false);
});

Deno.test("RMS_WEBHOOK_SECRET is whsec_ and 24 to 64 bytes", async () => {
  const secret = (bytes: number) => `whsec_${btoa("x".repeat(bytes))}`;
  await judges("RMS_WEBHOOK_SECRET", {
    good: [secret(24), secret(64)],
    bad: [secret(23), secret(65), "whsec_", "whsec_***", secret(32).slice("whsec_".length)],
  });
});

/** The configuration: what is taken, what is refused, and in which words. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { type Config, describeMistake, type Environment, readConfig } from "../src/config/config.ts";
import { type Mistake, VARIABLES } from "../src/config/variables.ts";

/** What must be set, and nothing else. */
const REQUIRED = {
  PUBLIC_URL: "https://dispatch.example.org",
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  OPENAI_API_KEY: "sk-proj-0123456789",
};

async function configOf(changes: Environment = {}): Promise<Config> {
  const read = await readConfig({ ...REQUIRED, ...changes });
  assert.ok(read.ok, read.ok ? "" : read.mistakes.map(describeMistake).join("\n"));
  return read.config;
}

async function mistakesOf(changes: Environment): Promise<readonly Mistake[]> {
  const read = await readConfig({ ...REQUIRED, ...changes });
  return read.ok ? [] : read.mistakes;
}

/** Checks which values a variable takes and which it does not. */
async function judges(
  name: string,
  { good, bad }: { good: readonly string[]; bad: readonly string[] },
): Promise<void> {
  const about = async (value: string) =>
    (await mistakesOf({ [name]: value })).filter((mistake) => mistake.name === name);
  for (const value of good) assert.deepEqual(await about(value), [], `${name} refuses ${value}`);
  for (const value of bad) {
    assert.equal((await about(value)).length, 1, `${name} takes ${value}`);
  }
}

Deno.test("`readConfig()` needs four variables and has a default for each of the others", async () => {
  const { publicUrl, openai: { realtimeUrl, ...openai }, protocol, ...config } = await configOf();
  assert.equal(protocol.id, "police");
  assert.equal(publicUrl.href, "https://dispatch.example.org/");
  assert.equal(realtimeUrl.href, "wss://api.openai.com/v1/realtime");
  assert.deepEqual(openai, {
    apiKey: "sk-proj-0123456789",
    model: "gpt-realtime-2.1",
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
    unused: [],
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

Deno.test("`readConfig()` takes an empty variable for one that is not set, and ignores space around a value", async () => {
  assert.equal((await configOf({ PORT: "  ", API_TOKEN: "" })).port, 8080);
  assert.equal((await configOf({ PORT: " 81 " })).port, 81);
  assert.deepEqual((await mistakesOf({ PUBLIC_URL: " " })).map(({ given }) => given), [null]);
});

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

Deno.test("PROTOCOL_FILE is one that comes with the program, or a file, whose mistakes are told one by one", async () => {
  await judges("PROTOCOL_FILE", { good: ["police", "campus", "utility_outage"], bad: ["nowhere.yaml", "."] });
  assert.equal((await configOf({ PROTOCOL_FILE: "campus" })).protocol.id, "campus");
  const folder = mkdtempSync(join(tmpdir(), "dispatcher-"));
  try {
    const path = join(folder, "ours.yaml");
    const police = readFileSync(new URL("../src/intake/protocols/police.yaml", import.meta.url), "utf8");
    writeFileSync(path, police.replace(/^id: .*$/m, "id: ours"));
    assert.equal((await configOf({ PROTOCOL_FILE: path })).protocol.id, "ours");
    writeFileSync(path, police.replace(/^budget: .*$/m, "budget: 99").replace(/^caller:$/m, "callr:"));
    const mistakes = await mistakesOf({ PROTOCOL_FILE: path, PORT: "http" });
    assert.deepEqual(mistakes.map(({ name }) => name), ["PORT", ...Array(3).fill("PROTOCOL_FILE")]);
    const told = mistakes.map(describeMistake).join("\n");
    assert.match(told, /PROTOCOL_FILE is ".*ours\.yaml": .*ours\.yaml, line 5: budget is 99; expected a whole number/);
    assert.match(told, /callr is unknown; expected .* did you mean caller\?/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("GAZETTEER_FILE is read at start, and its mistakes are told one by one beside all others", async () => {
  assert.equal((await configOf()).gazetteer, null);
  const town = (name: string) => fileURLToPath(new URL(`./fixtures/gazetteer/${name}`, import.meta.url));
  assert.ok(((await configOf({ GAZETTEER_FILE: town("town.csv") })).gazetteer?.bases.length ?? 0) > 30);
  assert.ok((await configOf({ GAZETTEER_FILE: town("town.geojson") })).gazetteer?.boundary.length);
  await judges("GAZETTEER_FILE", { good: [], bad: ["nowhere.csv", "."] });
  const mistakes = await mistakesOf({ GAZETTEER_FILE: town("spoken.tsv"), PORT: "http" });
  assert.deepEqual(mistakes.map(({ name }) => name), ["PORT", "GAZETTEER_FILE"]);
  const folder = mkdtempSync(join(tmpdir(), "dispatcher-"));
  try {
    const path = join(folder, "ours.csv");
    writeFileSync(path, "kind,name,lat,lon\nplace,A,north,1\nplace,,1,1\n");
    const told = (await mistakesOf({ GAZETTEER_FILE: path })).map(describeMistake);
    assert.equal(told.length, 2);
    assert.match(
      told[0] ?? "",
      /^GAZETTEER_FILE is ".*ours\.csv": line 2: latitude is "north"; expected .*; GAZETTEER_FILE/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("RMS_WEBHOOK_SECRET is whsec_ and 24 to 64 bytes", async () => {
  const secret = (bytes: number) => `whsec_${btoa("x".repeat(bytes))}`;
  await judges("RMS_WEBHOOK_SECRET", {
    good: [secret(24), secret(64)],
    bad: [secret(23), secret(65), "whsec_", "whsec_***", secret(32).slice("whsec_".length)],
  });
});

Deno.test("`readConfig()` names what is set and has no effect yet", async () => {
  const { unused } = await configOf({ OPENAI_FALLBACK_MODEL: "gpt-realtime-1.5", AGENCY_NAME: "Springfield" });
  assert.deepEqual(unused, ["OPENAI_FALLBACK_MODEL"]);
});

const EXAMPLE = readFileSync(new URL("../.env.example", import.meta.url), "utf8");

Deno.test(".env.example names the variables that are read, each once, and no other", () => {
  const named = [...EXAMPLE.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  assert.deepEqual(named.toSorted(), VARIABLES.map(({ name }) => name).toSorted());
});

Deno.test(".env.example taken as it is lacks only what is required", async () => {
  const read = await readConfig(parseEnv(EXAMPLE));
  assert.ok(!read.ok);
  assert.deepEqual(
    read.mistakes.map(({ name, given }) => [name, given]),
    Object.keys(REQUIRED).map((name) => [name, null]),
  );
});

Deno.test(".env.example with all its lines taken in is right, and its defaults are the ones in force", async () => {
  const { GAZETTEER_FILE: _file, ...whole } = parseEnv(EXAMPLE.replace(/^#([A-Z][A-Z0-9_]+=)/gm, "$1"));
  // Where there is no default, the example shows how a value looks.
  const examples = (config: Config) => {
    const {
      unused: _,
      humanNumbers: _numbers,
      delivery: _delivery,
      twilio: { phoneNumber: _sender, ...twilio },
      ...rest
    } = config;
    return { ...rest, twilio };
  };
  assert.deepEqual(examples(await configOf({ ...whole, ...REQUIRED })), examples(await configOf()));
});

Deno.test("what means nothing alone asks for its companion: a webhook for its secret, units for a sender", async () => {
  const names = async (changes: Environment) => (await mistakesOf(changes)).map(({ name }) => name);
  assert.deepEqual(await names({ RMS_WEBHOOK_URL: "https://rms.example.org" }), ["RMS_WEBHOOK_SECRET"]);
  assert.deepEqual(await names({ NOTIFY_SMS_TO: "+12025550124" }), ["TWILIO_PHONE_NUMBER"]);
  assert.deepEqual(await names({ NOTIFY_CALL_TO: "+12025550124", TWILIO_PHONE_NUMBER: "+12025550100" }), []);
});

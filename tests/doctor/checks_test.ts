/** The checks beside the sessions: settings, network, the vendors' REST APIs, who is behind PUBLIC_URL, what is kept. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Verdict } from "../../src/doctor/check.ts";
import { Clinic, type ClinicOptions, freePort, NUMBER } from "./clinic.ts";

/** What is wrong | the check | its verdict, code, and a word of what it saw or says is to do. */
type Case = readonly [
  ClinicOptions | ((clinic: Clinic) => Record<string, string>),
  string,
  Verdict,
  string | null,
  RegExp,
];

/** A port where nobody listens. */
const CLOSED = freePort();

const env = (settings: Record<string, string>): ClinicOptions => ({ env: settings });
const number = (more: object): ClinicOptions => ({ twilio: { numbers: [{ phone_number: NUMBER, ...more }] } });

const SETTINGS: readonly Case[] = [
  [env({ PORT: "http" }), "configuration", "failure", null, /PORT is "http"/],
  [env({ OPENAI_API_KEY: "sk-a b" }), "configuration", "failure", "invalid_key", /OPENAI_API_KEY is "sk-/],
  [env({ TWILIO_AUTH_TOKEN: "" }), "configuration", "failure", "carrier_credentials", /TWILIO_AUTH_TOKEN is not set/],
  [env({ OPENAI_BETA: "realtime=v1" }), "beta_names", "failure", "beta_header", /OPENAI_BETA is set/],
  [
    env({ OPENAI_TEMPERATURE: "0.8", OPENAI_MODALITIES: "text,audio" }),
    "beta_names",
    "failure",
    "beta_header",
    /OPENAI_TEMPERATURE.*output_modalities/,
  ],
  [
    env({ OPENAI_REALTIME_URL: "wss://api.openai.com/v1/realtime/sessions" }),
    "beta_names",
    "failure",
    "beta_header",
    /REST path of the beta/,
  ],
  [
    env({ OPENAI_REALTIME_URL: "wss://x.openai.azure.com/openai/realtime?api-version=2024-10-01-preview" }),
    "beta_names",
    "failure",
    "beta_header",
    /api-version/,
  ],
  [
    env({ OPENAI_MODEL: "gpt-4o-realtime-preview-2024-10-01" }),
    "model_names",
    "failure",
    "model_unavailable",
    /retired on 2026-05-12.*OPENAI_MODEL=gpt-realtime-2\.1/,
  ],
  [
    env({ OPENAI_MODEL: "gpt-realtime" }),
    "model_names",
    "warning",
    "model_unavailable",
    /ends on 2027-01-20, in \d+ days/,
  ],
  [
    env({ OPENAI_FALLBACK_MODEL: "gpt-realtime-mini-2025-12-15" }),
    "model_names",
    "warning",
    "model_unavailable",
    /OPENAI_FALLBACK_MODEL/,
  ],
  [
    env({ OPENAI_TRANSCRIPTION_MODEL: "whisper-1" }),
    "model_names",
    "warning",
    "transcription_failed",
    /2027-02-26.*gpt-transcribe/,
  ],
  [env({ OPENAI_MODEL: "whisper-1" }), "model_names", "failure", "not_a_realtime_model", /for transcription/],
  [
    env({ OPENAI_VOICE: "nova" }),
    "model_names",
    "failure",
    "session_refused",
    /OPENAI_VOICE is nova.*OPENAI_VOICE=marin/,
  ],
  [
    env({ OPENAI_REALTIME_URL: "wss://no-such-host.invalid/v1/realtime" }),
    "openai_name",
    "failure",
    "unreachable",
    /not known.*DNS/,
  ],
  [
    env({ OPENAI_REALTIME_URL: "ws://127.0.0.1:9/v1/realtime" }),
    "openai_connection",
    "failure",
    "unreachable",
    /refused/,
  ],
  [
    (clinic) => ({ TWILIO_API_URL: clinic.twilio.url.replace("http:", "https:") }),
    "twilio_connection",
    "failure",
    "unreachable",
    /TLS/,
  ],
];

const OPENAI: readonly Case[] = [
  [env({ OPENAI_API_KEY: "sk-revoked-0123456789" }), "openai_key", "failure", "invalid_key", /401, invalid_api_key/],
  [
    { openai: { modelsRefusal: { status: 403, code: "missing_scope" } } },
    "openai_key",
    "failure",
    "handshake_refused",
    /403.*the right/,
  ],
  [
    { openai: { modelsRefusal: { status: 429, code: "insufficient_quota" } } },
    "openai_key",
    "failure",
    "no_credit",
    /insufficient_quota/,
  ],
  [env({ OPENAI_API_URL: `http://127.0.0.1:${CLOSED}/v1` }), "openai_key", "failure", "unreachable", /refused/],
  [
    { openai: { models: ["gpt-realtime-2.1-mini", "gpt-realtime-2"] } },
    "model_access",
    "failure",
    "model_unavailable",
    /does not list gpt-realtime-2\.1; it has gpt-realtime-2\.1-mini/,
  ],
  [
    { openai: { models: ["gpt-realtime-2.1"] } },
    "model_access",
    "warning",
    "model_unavailable",
    /gpt-realtime-2\.1-mini/,
  ],
  [
    { openai: { modelFields: { "gpt-realtime-2.1": { deprecation: { shutdown_date: "2031-05-06" } } } } },
    "model_dates",
    "warning",
    "model_unavailable",
    /gpt-realtime-2\.1 ends on 2031-05-06/,
  ],
  [
    { openai: { modelFields: { "gpt-realtime-2.1-mini": { shutdown_at: 1_700_000_000 } } } },
    "model_dates",
    "failure",
    "model_unavailable",
    /ends on 2023-11-14/,
  ],
  [{ openai: { modelsDate: new Date(Date.now() - 60_000) } }, "clock", "warning", null, /(59|60|61) s ahead/],
  [{ openai: { modelsDate: new Date(Date.now() + 3_600_000) } }, "clock", "failure", null, /s behind.*timedatectl/],
];

const TWILIO: readonly Case[] = [
  [
    env({ TWILIO_AUTH_TOKEN: "fedcba9876543210fedcba9876543210" }),
    "twilio_credentials",
    "failure",
    "carrier_credentials",
    /401, error 20003/,
  ],
  [{ twilio: { accountStatus: "suspended" } }, "twilio_credentials", "failure", "carrier_credentials", /suspended/],
  [env({ TWILIO_API_URL: `http://127.0.0.1:${CLOSED}` }), "twilio_credentials", "failure", "unreachable", /refused/],
  [
    env({ TWILIO_PHONE_NUMBER: "+12025550199" }),
    "twilio_number",
    "failure",
    "carrier_misrouted",
    /\+…99 is no number of this account/,
  ],
  [number({ capabilities: { voice: false } }), "twilio_number", "failure", "carrier_misrouted", /no voice/],
  [
    number({ voice_url: "https://demo.twilio.com/welcome/voice/" }),
    "twilio_voice_url",
    "failure",
    "carrier_misrouted",
    /demo\.twilio\.com.*\/twilio\/voice is right.*setup/,
  ],
  [number({ trunk_sid: "TK0123" }), "twilio_voice_url", "failure", "carrier_misrouted", /trunk/],
  [number({}), "twilio_fallback_url", "failure", "carrier_misrouted", /not set/],
  [
    number({ voice_fallback_url: "https://handler.twilio.com/twiml/EH0123" }),
    "twilio_fallback_url",
    "ok",
    null,
    /TwiML Bin/,
  ],
  [
    number({ status_callback: "http://localhost:1/twilio/status" }),
    "twilio_status_url",
    "failure",
    "carrier_misrouted",
    /localhost:1/,
  ],
  [
    { ...number({ voice_url: "https://elsewhere.example.org/" }), env: { TWILIO_PHONE_NUMBER: "" } },
    "twilio_voice_url",
    "failure",
    "carrier_misrouted",
    /elsewhere\.example\.org/,
  ],
];

/** Nothing can be made below a file, whoever asks. */
const NO_FOLDER = `${fileURLToPath(import.meta.url)}/folder`;

const HOUSE: readonly Case[] = [
  [env({ PUBLIC_URL: `http://127.0.0.1:${CLOSED}` }), "public_url", "failure", "unreachable", /refused.*proxy/],
  [env({ PUBLIC_URL: `http://127.0.0.1:${CLOSED}` }), "media_stream", "failure", "unreachable", /no connection/],
  [(clinic) => ({ PUBLIC_URL: clinic.twilio.url }), "public_url", "failure", "carrier_misrouted", /not this service/],
  [(clinic) => ({ PUBLIC_URL: clinic.twilio.url }), "media_stream", "failure", "handshake_refused", /HTTP 401/],
  [env({ HUMAN_NUMBER: NUMBER }), "human_numbers", "failure", null, /TWILIO_PHONE_NUMBER/],
  [env({ HUMAN_NUMBER: "" }), "human_numbers", "skipped", null, /not set/],
  [{ receiver: () => ({ status: 500 }) }, "webhook_receiver", "failure", null, /HTTP 500/],
  [
    env({ RMS_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx" }),
    "webhook_receiver",
    "failure",
    null,
    /HTTP 401.*RMS_WEBHOOK_SECRET/,
  ],
  [
    env({ DATABASE_URL: "postgres://us:hunter22@127.0.0.1:9/db" }),
    "store",
    "failure",
    "store_failed",
    /ECONNREFUSED|refused/,
  ],
  [
    env({ DATABASE_URL: `sqlite:${NO_FOLDER}/dispatcher.db` }),
    "store",
    "failure",
    "store_failed",
    /ENOTDIR|EEXIST|not a directory/i,
  ],
  [env({ DATA_DIR: NO_FOLDER }), "data_dir", "failure", "store_failed", /ENOTDIR|EEXIST|not a directory/i],
];

for (const [name, cases] of Object.entries({ SETTINGS, OPENAI, TWILIO, HOUSE })) {
  Deno.test(`what is wrong is found, and named: ${name.toLowerCase()}`, async () => {
    const results = await Promise.allSettled(cases.map(found));
    const failed = results.flatMap((result, index) =>
      result.status === "rejected" ? [`${cases[index]![1]}: ${result.reason}`] : []
    );
    assert.deepEqual(failed, []);
  });
}

async function found([wrong, check, verdict, code, words]: Case): Promise<void> {
  await using clinic = await Clinic.open(typeof wrong === "function" ? {} : wrong);
  if (typeof wrong === "function") Object.assign(clinic.env, wrong(clinic));
  const report = await clinic.examine([check]);
  const row = report.row(check);
  assert.deepEqual([row.verdict, row.code], [verdict, code], JSON.stringify(row));
  assert.match(`${row.seen} ${row.action}`, words);
  assert.ok(!JSON.stringify(report.checks).includes("hunter22"));
}

/**
 * `dispatcher demo`: one whole call on loopback, with real speech, over real sockets, heard by an ear of its own; its
 * incident goes to a records system that receives webhooks.
 */

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Config, readConfig } from "../config/config.ts";
import { journalPath, recordingPath } from "../files.ts";
import { createMetrics } from "../metrics.ts";
import { start } from "../service.ts";
import { playCaller } from "./demo/caller.ts";
import { Screen } from "./demo/screen.ts";
import { scriptedMind, TURNS } from "./demo/script.ts";
import { startOpenAI } from "./openai/server.ts";
import { startReceiver } from "./receiver.ts";
import type { CallRecord } from "../store/call_record.ts";
import { startTwilioCall, type TwilioCall } from "./twilio/call.ts";

const ACCOUNT_SID = "AC00000000000000000000000000000001";
const AUTH_TOKEN = "demo-auth-token";
const API_KEY = "sk-demo";
const API_TOKEN = "demo";
const WEBHOOK_SECRET = "whsec_ZGVtbyBzZWNyZXQsIG9ubHkgb24gbG9vcGJhY2s=";

/** The name that signatures are made of; the sockets go to wherever the service listens. */
const PUBLIC_URL = "http://localhost";

/** After the goodbye, the service hangs up within 2 s. */
const HANG_UP_MS = 4_000;

/** And its last word to the records system follows within 3 s. */
const TOLD_MS = 5_000;

export interface DemoOptions {
  /** Where recording, journal and database are left; default `data/demo-<time>`. */
  readonly dir?: string;
  readonly print: (text: string) => void;
}

/** Plays the call. Returns 0 when the caller heard every line as it was meant and the incident was dispatched, else 1. */
export async function runDemo({ dir = defaultDir(), print }: DemoOptions): Promise<number> {
  const folder = resolve(dir);
  await mkdir(folder, { recursive: true });
  const screen = new Screen(print);
  await using openai = await startOpenAI({ mind: scriptedMind, apiKey: API_KEY });
  await using records = await startReceiver({ secret: WEBHOOK_SECRET, reply: (delivery) => screen.webhook(delivery) });
  const service = await start(await configOf(folder, openai.url, records.url), createMetrics());
  const address = `http://127.0.0.1:${service.address.port}`;
  try {
    await using call = startTwilioCall({
      publicUrl: PUBLIC_URL,
      reachUrl: address,
      authToken: AUTH_TOKEN,
      accountSid: ACCOUNT_SID,
      from: "+12025550147",
      to: "+12025550100",
    });
    screen.begin(call);
    const questions = () => recordOf(address, call).then(({ questions }) => screen.questions(questions));
    const lines = await playCaller(call, TURNS, screen, questions);
    await call.untilEnded(HANG_UP_MS).catch(() => {});
    const isTold = ({ type }: { type: string }) => type === "call.ended";
    await records.until(({ messages }) => messages.some(isTold), TOLD_MS, "the records system to be told").catch(
      () => {},
    );
    const record = await recordOf(address, call);
    const isDispatched = records.messages.some(({ type }) => type === "incident.dispatched");
    const ok = lines.length === TURNS.length && lines.every(({ isAsMeant }) => isAsMeant) &&
      record.outcome === "dispatched" && isDispatched;
    screen.end({ call, lines, record, ok });
    screen.files({
      recording: recordingPath(folder, call.callSid),
      journal: journalPath(folder, call.callSid),
      database: join(folder, "dispatcher.db"),
    });
    return ok ? 0 : 1;
  } finally {
    await service.close();
  }
}

async function configOf(folder: string, openaiUrl: string, recordsUrl: string): Promise<Config> {
  const read = await readConfig({
    PUBLIC_URL,
    HOST: "127.0.0.1",
    PORT: "0",
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    OPENAI_API_KEY: API_KEY,
    OPENAI_REALTIME_URL: openaiUrl,
    DATABASE_URL: `sqlite:${join(folder, "dispatcher.db")}`,
    DATA_DIR: folder,
    HUMAN_NUMBER: "+12025550123",
    RMS_WEBHOOK_URL: recordsUrl,
    RMS_WEBHOOK_SECRET: WEBHOOK_SECRET,
    API_TOKEN,
  });
  if (!read.ok) throw new Error(`The demo's configuration is wrong: ${JSON.stringify(read.mistakes)}`);
  return read.config;
}

/** The call as the service's API tells it. */
async function recordOf(address: string, call: TwilioCall): Promise<CallRecord> {
  const headers = { authorization: `Bearer ${API_TOKEN}` };
  const response = await fetch(`${address}/api/v1/calls/${call.callSid}`, { headers });
  return await response.json();
}

function defaultDir(): string {
  return join("data", `demo-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`);
}

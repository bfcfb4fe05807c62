/** `dispatcher demo`: one whole call on loopback, with real speech, over real sockets, heard by an ear of its own. */

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readConfig } from "../config/config.ts";
import { journalPath, recordingPath } from "../files.ts";
import { createMetrics } from "../metrics.ts";
import { start } from "../service.ts";
import { playCaller } from "./demo/caller.ts";
import { Screen } from "./demo/screen.ts";
import { scriptedMind, TURNS } from "./demo/script.ts";
import { startOpenAI } from "./openai/server.ts";
import { startTwilioCall, type TwilioCall } from "./twilio/call.ts";

const ACCOUNT_SID = "AC00000000000000000000000000000001";
const AUTH_TOKEN = "demo-auth-token";
const API_KEY = "sk-demo";
const API_TOKEN = "demo";

/** The name that signatures are made of; the sockets go to wherever the service listens. */
const PUBLIC_URL = "http://localhost";

/** After the goodbye, the service hangs up within 2 s. */
const HANG_UP_MS = 4_000;

export interface DemoOptions {
  /** Where recording, journal and database are left; default `data/demo-<time>`. */
  readonly dir?: string;
  readonly print: (text: string) => void;
}

/** Plays the call. Returns 0 when the caller heard every line as it was meant, else 1. */
export async function runDemo({ dir = defaultDir(), print }: DemoOptions): Promise<number> {
  const folder = resolve(dir);
  await mkdir(folder, { recursive: true });
  await using openai = await startOpenAI({ mind: scriptedMind, apiKey: API_KEY });
  const service = await start(configOf(folder, openai.url), createMetrics());
  const address = `http://127.0.0.1:${service.address.port}`;
  const screen = new Screen(print);
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
    const lines = await playCaller(call, TURNS, screen);
    await call.untilEnded(HANG_UP_MS).catch(() => {});
    const record = await recordOf(address, call);
    const ok = lines.length === TURNS.length && lines.every(({ isAsMeant }) => isAsMeant) &&
      record["outcome"] === "answered";
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

function configOf(folder: string, openaiUrl: string) {
  const read = readConfig({
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
    API_TOKEN,
  });
  if (!read.ok) throw new Error(`The demo's configuration is wrong: ${JSON.stringify(read.mistakes)}`);
  return read.config;
}

/** The call as the service's API tells it. */
async function recordOf(address: string, call: TwilioCall): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${API_TOKEN}` };
  const response = await fetch(`${address}/api/v1/calls/${call.callSid}`, { headers });
  return await response.json();
}

function defaultDir(): string {
  return join("data", `demo-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`);
}

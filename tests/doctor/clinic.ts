/** The doctor between simulated vendors on loopback: everything is healthy, unless a test says what is not. */

import assert from "node:assert/strict";
import { readLeniently } from "../../src/config/lenient.ts";
import { Bench } from "../../src/doctor/bench.ts";
import type { Row } from "../../src/doctor/check.ts";
import { CHECKS } from "../../src/doctor/checks/all.ts";
import { examine, type Report } from "../../src/doctor/doctor.ts";
import { KNOWN_SENTENCE, knownSpeech } from "../../src/doctor/known_speech.ts";
import type { Mind, Reply, ReplyContext } from "../../src/simulator/openai/mind.ts";
import type { OpenAIOptions } from "../../src/simulator/openai/options.ts";
import { phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { type SimulatedOpenAI, startOpenAI } from "../../src/simulator/openai/server.ts";
import { type Receiver, startReceiver } from "../../src/simulator/receiver.ts";
import { speech } from "../../src/simulator/speech.ts";
import { type RestApi, type RestApiOptions, startRestApi } from "../../src/simulator/twilio/rest_api.ts";
import { REQUIRED } from "../cli/program.ts";

export const API_KEY = "sk-clinic-0123456789abcdef";
export const NUMBER = "+12025550100";
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PERSON = "+12025550123";

export interface ClinicOptions {
  readonly openai?: Partial<OpenAIOptions>;
  /** What the model answers, other than to a tool that must be called; default: speech. */
  readonly reply?: (context: ReplyContext) => Reply;
  /** What it hears in a turn; default: what was said. */
  readonly hear?: Mind["hear"];
  readonly twilio?: Partial<RestApiOptions>;
  readonly receiver?: Parameters<typeof startReceiver>[0]["reply"];
  readonly env?: Readonly<Record<string, string>>;
}

/** A spoken answer. */
export function spoken(id = "dispatcher-where"): Reply {
  const { text, audio } = speech(id);
  return { speech: { text, audio } };
}

/** A mind that speaks, and calls the tool when it must. */
export function healthyMind({ reply = () => spoken(), hear }: Pick<ClinicOptions, "reply" | "hear"> = {}): Mind {
  const ear = phrasebookMind([{ text: KNOWN_SENTENCE, audio: knownSpeech() }], []);
  const tool = { name: "record_answers", arguments: '{"location":{"raw":"12 Main Street"},"asking":null}' };
  return {
    hear: hear ?? ((turn) => ear.hear(turn)),
    reply: (context) => context.toolChoice === "required" ? { tools: [tool] } : reply(context),
  };
}

export class Clinic implements AsyncDisposable {
  private constructor(
    readonly openai: SimulatedOpenAI,
    readonly twilio: RestApi,
    readonly receiver: Receiver,
    readonly folder: string,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(options: ClinicOptions = {}): Promise<Clinic> {
    const folder = await Deno.makeTempDir({ prefix: "dispatcher-clinic-" });
    const publicUrl = `http://localhost:${freePort()}`;
    const openai = await startOpenAI({
      mind: () => healthyMind(options),
      apiKey: API_KEY,
      pace: 20,
      ...options.openai,
    });
    const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = REQUIRED;
    const numbers = [{
      phone_number: NUMBER,
      voice_url: `${publicUrl}/twilio/voice`,
      voice_fallback_url: `${publicUrl}/twilio/fallback`,
      status_callback: `${publicUrl}/twilio/status`,
    }];
    const twilio = await startRestApi({ accountSid, authToken, publicUrl, numbers, ...options.twilio });
    const reply = options.receiver;
    const receiver = await startReceiver({ secret: SECRET, ...(reply === undefined ? {} : { reply }) });
    return new Clinic(openai, twilio, receiver, folder, {
      ...REQUIRED,
      PUBLIC_URL: publicUrl,
      PORT: new URL(publicUrl).port,
      OPENAI_API_KEY: API_KEY,
      OPENAI_REALTIME_URL: openai.url,
      OPENAI_API_URL: openai.apiUrl,
      TWILIO_API_URL: twilio.url,
      TWILIO_PHONE_NUMBER: NUMBER,
      HUMAN_NUMBER: PERSON,
      RMS_WEBHOOK_URL: receiver.url,
      RMS_WEBHOOK_SECRET: SECRET,
      DATABASE_URL: `sqlite:${folder}/dispatcher.db`,
      DATA_DIR: `${folder}/data`,
      ...options.env,
    });
  }

  /** Runs all checks, or some. */
  async examine(ids?: readonly string[]): Promise<Report & { row(id: string): Row; bench: Bench }> {
    const bench = new Bench(await readLeniently(this.env), this.env);
    const checks = ids === undefined ? CHECKS : CHECKS.filter(({ id }) => ids.includes(id));
    const report = await examine(checks, bench);
    const row = (id: string) => {
      const found = report.checks.find((row) => row.id === id);
      assert.ok(found, `there is no row ${id}`);
      return found;
    };
    return { ...report, row, bench };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.openai.takeProblems();
    await this.openai.close();
    await this.twilio.close();
    await this.receiver.close();
    await Deno.remove(this.folder, { recursive: true });
    // Lets our own sockets notice that their connections are closed.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that nobody has now, and that the system gives to nobody by itself. */
export function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ port, hostname: "127.0.0.1" }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/**
 * The service between two simulated vendors, on loopback: for tests over real sockets, judged by the caller's ear. With
 * DISPATCHER_BIN set and `asProgram`, the service is the executable named there, in an empty folder.
 */

import { readConfig } from "../../src/config/config.ts";
import { createMetrics } from "../../src/metrics.ts";
import { start } from "../../src/service.ts";
import type { OpenAIOptions } from "../../src/simulator/openai/options.ts";
import { type SimulatedOpenAI, startOpenAI } from "../../src/simulator/openai/server.ts";
import type { CallOptions } from "../../src/simulator/twilio/context.ts";
import { startTwilioCall, type TwilioCall } from "../../src/simulator/twilio/call.ts";
import { type Answer, type SignatureKind, signedPost } from "../../src/simulator/twilio/requests.ts";
import { speech } from "../../src/simulator/speech.ts";
import { type Line, phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { Program, REQUIRED } from "../cli/program.ts";

export const ACCOUNT_SID: string = REQUIRED.TWILIO_ACCOUNT_SID;
export const AUTH_TOKEN: string = REQUIRED.TWILIO_AUTH_TOKEN;
export const PUBLIC_URL = "http://localhost";
export const PERSON = "+12025550123";
const API_TOKEN = "token-for-tests";

export interface HouseOptions extends Partial<OpenAIOptions> {
  /** What the model says, in order; default: the demo's greeting, then nothing. */
  readonly lines?: readonly Line[];
  /** What callers' clips are understood as, beside or instead of their own words: by the clip's name. */
  readonly words?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the service as a process of its own: the executable when DISPATCHER_BIN names one, else from source. */
  readonly asProgram?: boolean;
}

/** A line of the model's: a clip of speech, by its name. */
export function says(id: string, more: Partial<Line> = {}): Line {
  const { text, audio } = speech(id);
  return { speech: { text, audio }, ...more };
}

/** All that callers say in clips, so that the model understands it. */
const PHRASEBOOK = ["theft", "where", "correction", "nobody", "number", "right"].map((id) => speech(`caller-${id}`));

export class House implements AsyncDisposable {
  private constructor(
    readonly openai: SimulatedOpenAI,
    readonly address: string,
    readonly folder: string,
    readonly service: { drain(): Promise<unknown>; close(): Promise<unknown> },
    /** The service's own process, with `asProgram`. */
    readonly program: Program | null = null,
  ) {}

  static async open(options: HouseOptions = {}) {
    const { lines = [says("dispatcher-greeting")], words = {}, env = {}, asProgram, ...openai } = options;
    const phrasebook = PHRASEBOOK.map(({ id, text, audio }) => ({ text: words[id] ?? text, audio }));
    const folder = await Deno.makeTempDir({ prefix: "dispatcher-house-" });
    const model = await startOpenAI({ mind: () => phrasebookMind(phrasebook, lines), pace: 20, ...openai });
    const settings = {
      ...REQUIRED,
      PUBLIC_URL,
      OPENAI_REALTIME_URL: model.url,
      DATABASE_URL: `sqlite:${folder}/dispatcher.db`,
      DATA_DIR: folder,
      HUMAN_NUMBER: PERSON,
      API_TOKEN,
      ...env,
    };
    if (asProgram) {
      const program = new Program(["serve"], { folder, env: settings });
      const address = await program.serves();
      const stop = async () => {
        if (!program.isOver) program.signal("SIGTERM");
        return await program.ended();
      };
      return new House(model, address, folder, { drain: stop, close: stop }, program);
    }
    const read = await readConfig(settings);
    if (!read.ok) throw new Error(`The house's configuration is wrong: ${JSON.stringify(read.mistakes)}`);
    const service = await start(read.config, createMetrics());
    return new House(model, `http://127.0.0.1:${service.address.port}`, folder, service);
  }

  /** Places a call. */
  call(options: Partial<CallOptions> = {}): TwilioCall {
    return startTwilioCall({
      publicUrl: PUBLIC_URL,
      reachUrl: this.address,
      authToken: AUTH_TOKEN,
      accountSid: ACCOUNT_SID,
      from: "+12025550147",
      to: "+12025550100",
      sayMsPerCharacter: 15,
      ...options,
    });
  }

  /** A signed webhook about a call, as Twilio posts it. */
  post(path: string, parameters: Record<string, string>, signature: SignatureKind = "good"): Promise<Answer> {
    return signedPost({
      url: PUBLIC_URL + path,
      reachUrl: this.address + path,
      authToken: AUTH_TOKEN,
      parameters: { AccountSid: ACCOUNT_SID, From: "+12025550147", To: "+12025550100", ...parameters },
      signature,
    });
  }

  /** A request to the API with its token. */
  async api(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(`${this.address}/api/v1${path}`, {
      headers: { authorization: `Bearer ${API_TOKEN}`, ...headers },
    });
  }

  // deno-lint-ignore no-explicit-any -- tests look at what they need
  async record(sid: string): Promise<any> {
    return await (await this.api(`/calls/${sid}`)).json();
  }

  /** The call's record once it is over and nothing more is written. */
  // deno-lint-ignore no-explicit-any -- as above
  async recordWhenOver(sid: string, deadlineMs = 6_000): Promise<any> {
    return await eventually(
      async () => {
        const record = await this.record(sid);
        return record.endedAt == null ? null : record;
      },
      deadlineMs,
      `the end of ${sid} on the books`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.close();
    await this.openai.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Looks every 20 ms until `look` gives something but null; throws when `deadlineMs` is over. */
export async function eventually<T>(
  look: () => Promise<T | null> | T | null,
  deadlineMs: number,
  what: string,
): Promise<T> {
  const untilMs = performance.now() + deadlineMs;
  while (true) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > untilMs) throw new Error(`Waited ${deadlineMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

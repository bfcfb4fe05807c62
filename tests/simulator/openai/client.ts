/** A client of the simulated API that keeps every event and checks it against the vendor's published schema. */

import type { Buffer } from "node:buffer";
// @ts-types="npm:@types/ws@8.18.2"
import WebSocket from "ws";
import assert from "node:assert/strict";
import { type SimulatedOpenAI, startOpenAI } from "../../../src/simulator/openai/server.ts";
import type { OpenAIOptions } from "../../../src/simulator/openai/options.ts";
import type { Mind, Reply } from "../../../src/simulator/openai/mind.ts";
import { Waits } from "../../../src/simulator/openai/waits.ts";
import { serverEventProblems } from "../../support/schema.ts";

// deno-lint-ignore no-explicit-any -- events are JSON, and tests look deep into them.
export type Event = any;

/** Long enough on a busy machine; reached only by a test that fails. */
export const DEADLINE_MS = 5_000;

const HEADERS = { Authorization: "Bearer sk-test-of-the-simulator" };

/** A connection. Every event is checked; `close` throws when one did not fit the schema. */
export class Client {
  readonly events: Event[] = [];
  /** `[code, reason]` once the socket is closed. */
  closed: readonly [number, string] | null = null;
  readonly #socket: WebSocket;
  readonly #misfits: string[] = [];
  readonly #waits = new Waits();

  constructor(url: string, headers: Record<string, string>, protocols: string[] = []) {
    const socket = this.#socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
    socket.on("message", (data: Buffer) => {
      const event = JSON.parse(data.toString());
      this.events.push(event);
      this.#misfits.push(...serverEventProblems(event));
      this.#waits.look();
    });
    socket.on("error", () => {});
    socket.on("close", (code, reason: Buffer) => {
      this.closed = [code, reason.toString()];
      this.#waits.look();
      this.#waits.end(`the socket closed with ${code} ${reason}`);
    });
  }

  /** Resolves with null once it is open, else with what is wrong. */
  opened(): Promise<Error | null> {
    return new Promise((resolve) => {
      this.#socket.once("open", () => resolve(null));
      this.#socket.once("error", resolve);
    });
  }

  send(event: Readonly<Record<string, unknown>> | string | Uint8Array): void {
    const isRaw = typeof event === "string" || event instanceof Uint8Array;
    this.#socket.send(isRaw ? event : JSON.stringify(event));
  }

  of(type: string): Event[] {
    return this.events.filter((event) => event.type === type);
  }

  /** The n-th event of a type, counted from 0. */
  async event(type: string, n = 0): Promise<Event> {
    const probe = () => this.of(type).length > n;
    await this.#waits.until(probe, DEADLINE_MS, `${type} #${n}, after ${this.story().join(" ")}`);
    return this.of(type)[n];
  }

  /** Sends, and returns the `error` object that it is answered with. */
  async refused(event: Readonly<Record<string, unknown>> | string | Uint8Array): Promise<Event> {
    const n = this.of("error").length;
    this.send(event);
    return (await this.event("error", n)).error;
  }

  async untilClosed(): Promise<readonly [number, string]> {
    await this.#waits.until(() => this.closed !== null, DEADLINE_MS, "the close");
    return this.closed!;
  }

  /** The types of the events so far, runs of one type as one. */
  story(): string[] {
    return this.events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.untilClosed();
    assert.deepEqual(this.#misfits, []);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Connects. */
export async function connect(
  server: SimulatedOpenAI,
  { query = "?model=gpt-realtime-2.1", headers = HEADERS, protocols = [] }: {
    query?: string;
    headers?: Record<string, string>;
    protocols?: string[];
  } = {},
): Promise<Client> {
  const client = new Client(`${server.url}${query}`, headers, protocols);
  const failure = await client.opened();
  if (failure !== null) throw failure;
  return client;
}

/** A simulator whose mind hears "words" in every turn and gives these replies in turn; quick unless told otherwise. */
export function start(replies: readonly Reply[] = [], more: Partial<OpenAIOptions> = {}): Promise<SimulatedOpenAI> {
  return startOpenAI({
    mind: () => mindOf(replies),
    firstAudioMs: 0,
    pace: Infinity,
    transcriptionDelayMs: 0,
    cancelDelayMs: 0,
    ...more,
  });
}

export function mindOf(replies: readonly Reply[], words: string | null = "two words"): Mind {
  const left = [...replies];
  return { hear: () => words, reply: () => left.shift() ?? { fault: "empty" } };
}

/** A session of µ-law both ways, confirmed; by default the API detects turns and does nothing about them. */
export async function phoneSession(
  server: SimulatedOpenAI,
  { turnDetection = {}, transcription = "gpt-transcribe", ...more }: {
    turnDetection?: Record<string, unknown> | null;
    transcription?: string;
    [key: string]: unknown;
  } = {},
): Promise<Client> {
  const client = await connect(server);
  await client.event("session.created");
  const off = { type: "server_vad", create_response: false, interrupt_response: false };
  const input = {
    format: { type: "audio/pcmu" },
    transcription: { model: transcription },
    turn_detection: turnDetection === null ? null : { ...off, ...turnDetection },
  };
  const audio = { input, output: { format: { type: "audio/pcmu" } } };
  client.send({ type: "session.update", session: { type: "realtime", audio, ...more } });
  await client.event("session.updated");
  return client;
}

/** µ-law that is loud enough to be speech. */
export function loud(ms: number): Uint8Array {
  return Uint8Array.from({ length: ms * 8 }, (_, i) => i % 16 < 8 ? 0x10 : 0x90);
}

export function quiet(ms: number): Uint8Array {
  return new Uint8Array(ms * 8).fill(0xff);
}

/** Sends audio in frames of 20 ms, as a phone line does, all at once. */
export function speak(client: Client, ...sounds: readonly Uint8Array[]): void {
  for (const sound of sounds) {
    for (let at = 0; at < sound.length; at += 160) {
      client.send({ type: "input_audio_buffer.append", audio: sound.subarray(at, at + 160).toBase64() });
    }
  }
}

/** Speech whose bytes count up, so that lost and doubled pieces show. */
export function speech(text: string, ms: number): { text: string; audio: Uint8Array } {
  return { text, audio: Uint8Array.from({ length: ms * 8 }, (_, i) => i % 251) };
}

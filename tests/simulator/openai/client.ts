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

export interface Client {
  readonly events: readonly Event[];
  /** `[code, reason]` once the socket is closed. */
  readonly closed: () => readonly [number, string] | null;
  send(event: Readonly<Record<string, unknown>> | string | Uint8Array): void;
  /** The n-th event of a type, counted from 0. */
  event(type: string, n?: number): Promise<Event>;
  untilClosed(): Promise<readonly [number, string]>;
  count(type: string): number;
  /** The types of the events so far, runs of one type as one. */
  story(): string[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HEADERS = { Authorization: "Bearer sk-test-of-the-simulator" };

/** Connects. Every event is checked; `close` throws when one did not fit the schema. */
export async function connect(
  server: SimulatedOpenAI,
  { query = "?model=gpt-realtime-2.1", headers = HEADERS }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Client> {
  const socket = new WebSocket(`${server.url}${query}`, { headers, perMessageDeflate: false });
  const events: Event[] = [];
  const misfits: string[] = [];
  const waits = new Waits();
  let closed: readonly [number, string] | null = null;
  socket.on("message", (data: Buffer) => {
    const event = JSON.parse(data.toString());
    events.push(event);
    misfits.push(...serverEventProblems(event));
    waits.look();
  });
  socket.on("close", (code, reason: Buffer) => {
    closed = [code, reason.toString()];
    waits.look();
    waits.end(`the socket closed with ${code} ${reason}`);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  const of = (type: string) => events.filter((event) => event.type === type);
  const client: Client = {
    events,
    closed: () => closed,
    send: (event) =>
      socket.send(typeof event === "string" || event instanceof Uint8Array ? event : JSON.stringify(event)),
    async event(type, n = 0) {
      await waits.until(() => of(type).length > n, DEADLINE_MS, `${type} #${n}, after ${client.story().join(" ")}`);
      return of(type)[n];
    },
    async untilClosed() {
      await waits.until(() => closed !== null, DEADLINE_MS, "the close");
      return closed!;
    },
    count: (type) => of(type).length,
    story: () => events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]),
    async close() {
      socket.close();
      await client.untilClosed();
      assert.deepEqual(misfits, []);
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
  return client;
}

/** A simulator whose mind hears "words" in every turn and gives these replies in turn; quick unless told otherwise. */
export function start(replies: readonly Reply[] = [], more: Partial<OpenAIOptions> = {}): Promise<SimulatedOpenAI> {
  return startOpenAI({
    mind: () => mindOf(replies),
    firstAudioMs: 0,
    pace: Infinity,
    transcriptionDelayMs: 0,
    ...more,
  });
}

export function mindOf(replies: readonly Reply[], words: string | null = "two words"): Mind {
  const left = [...replies];
  return { hear: () => words, reply: () => left.shift() ?? { fault: "empty" } };
}

/** A session of µ-law both ways, confirmed. */
export async function phoneSession(
  server: SimulatedOpenAI,
  { turnDetection = {}, ...more }: { turnDetection?: Record<string, unknown> | null; [key: string]: unknown } = {},
): Promise<Client> {
  const client = await connect(server);
  await client.event("session.created");
  client.send({
    type: "session.update",
    session: {
      type: "realtime",
      output_modalities: ["audio"],
      audio: {
        input: {
          format: { type: "audio/pcmu" },
          transcription: { model: "gpt-transcribe" },
          turn_detection: turnDetection === null
            ? null
            : { type: "server_vad", create_response: false, interrupt_response: false, ...turnDetection },
        },
        output: { format: { type: "audio/pcmu" } },
      },
      ...more,
    },
  });
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

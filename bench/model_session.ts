/** One session of a Realtime API as light as it can be: speaks in real time, takes in audio, and knows how old it is. */

import { frame, RawSocket } from "./raw_socket.ts";
import { FRAME_MS } from "./sound.ts";
import { ageMs, microseconds, type Spread, stamp } from "./stamp.ts";

/** What is counted over all sessions. */
export interface Tally {
  /** From the caller to the model. */
  readonly ages: Spread;
  /** From a call of `record_answers` to its result. */
  readonly records: Spread;
  sent: number;
  heard: number;
}

/** A reply lasts this long, ms; then the caller is supposed to have said something, and the next one is due. */
const REPLY_MS = 10_000;
const TURN_MS = 100;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const AUDIO = encoder.encode('"audio":"');

/** Words a second, in pieces: what comes along with the sound. */
const PIECES_PER_WORD = 20;

export class ModelSession {
  readonly #socket: RawSocket;
  #reply = 0;
  #piece = 0;
  #nextMs = Infinity;
  #endsMs = Infinity;
  #turnMs = Infinity;
  #audioAt = 0;
  #recordedAtMs: number | null = null;
  #delta: { before: Uint8Array; after: Uint8Array } | null = null;

  constructor(
    conn: Deno.Conn,
    rest: Uint8Array,
    private readonly frames: readonly Uint8Array[],
    private readonly tally: Tally,
    private readonly at: number,
    /** Pieces of sound that are sent at once. */
    private readonly burst: number,
    /** Whether each reply records an answer. */
    private readonly recordsAnswers: boolean,
  ) {
    this.#socket = new RawSocket(conn, (text) => this.#hear(text), rest);
    this.#send({ type: "session.created", event_id: "event_1", session: { type: "realtime" } });
  }

  get isOver(): boolean {
    return this.#socket.isOver;
  }

  get closed(): Promise<void> {
    return this.#socket.closed;
  }

  /** Sends what is due. */
  tick(nowMs: number): void {
    if (nowMs >= this.#turnMs) this.#turn();
    while (this.#nextMs <= nowMs && this.#nextMs < this.#endsMs) {
      for (let i = 0; i < this.burst; i++) this.#speak();
      this.#nextMs += FRAME_MS * this.burst;
    }
    if (this.#endsMs <= nowMs) this.#end(nowMs);
  }

  #hear(text: Uint8Array): void {
    if (this.#isAudio(text)) {
      this.tally.heard++;
      const age = ageMs(text, this.#audioAt, microseconds());
      if (age !== null && age < 10_000) this.tally.ages.add(age);
      return;
    }
    const message = JSON.parse(decoder.decode(text)) as { type: string; session?: unknown };
    if (message.type === "session.update") this.#send({ type: "session.updated", session: message.session });
    if (message.type === "response.create") this.#begin();
    if (message.type === "conversation.item.create" && this.#recordedAtMs !== null) {
      this.tally.records.add(performance.now() - this.#recordedAtMs);
      this.#recordedAtMs = null;
    }
  }

  #isAudio(text: Uint8Array): boolean {
    const from = this.#audioAt - AUDIO.length;
    if (from > 0 && AUDIO.every((byte, i) => text[from + i] === byte)) return true;
    const at = decoder.decode(text.subarray(0, 80)).indexOf('"audio":"');
    if (at > 0 && text.length > 80) this.#audioAt = at + AUDIO.length;
    return at > 0 && this.#audioAt === at + AUDIO.length;
  }

  #begin(): void {
    const reply = ++this.#reply;
    const of = { response_id: `resp_${this.at}_${reply}`, item_id: `item_${this.at}_${reply}`, output_index: 0 };
    this.#send({ type: "response.created", response: { id: of.response_id } });
    const before = JSON.stringify({
      type: "response.output_audio.delta",
      event_id: "event_AbCdEfGhIjKlMnOpQrSt",
      ...of,
    });
    this.#delta = {
      before: encoder.encode(before.slice(0, -1) + ',"content_index":0,"delta":"'),
      after: encoder.encode('"}'),
    };
    // Replies begin at any moment: their pieces lie evenly over the 20 ms.
    this.#nextMs = performance.now() + FRAME_MS * this.burst * (this.at * 0.618 % 1);
    this.#endsMs = this.#nextMs + REPLY_MS * (0.5 + this.at * 0.618 % 1);
  }

  #speak(): void {
    const sound = this.frames[(this.#piece + this.at * 53) % this.frames.length]!;
    if (++this.#piece % PIECES_PER_WORD === 0) this.#word();
    const { before, after } = this.#delta!;
    const payload = new Uint8Array(before.length + sound.length + after.length);
    payload.set(before);
    payload.set(sound, before.length);
    payload.set(after, before.length + sound.length);
    stamp(payload, before.length, microseconds());
    this.#socket.send(frame(payload, 1, false));
    this.tally.sent++;
  }

  #word(): void {
    const of = { response_id: `resp_${this.at}_${this.#reply}`, item_id: `item_${this.at}_${this.#reply}` };
    const where = { output_index: 0, content_index: 0 };
    this.#send({
      type: "response.output_audio_transcript.delta",
      event_id: "event_1",
      ...of,
      ...where,
      delta: " word",
    });
  }

  #end(nowMs: number): void {
    this.#endsMs = this.#nextMs = Infinity;
    const id = `resp_${this.at}_${this.#reply}`;
    const item = { id: `item_${this.at}_${this.#reply}`, type: "message", content: [{ type: "output_audio" }] };
    if (this.recordsAnswers) this.#record(id, nowMs);
    this.#send({ type: "response.done", response: { id, status: "completed", output: [item], usage: null } });
    this.#turnMs = nowMs + TURN_MS;
  }

  /** Each answer says something new, so that each is written. */
  #record(response_id: string, nowMs: number): void {
    const answers = {
      nature: `a car alarm, for the ${this.#reply}th time`,
      location: { address: `${this.at} Main Street` },
      when: `since ${this.#reply} minutes`,
      asking: null,
    };
    const call_id = `call_${this.at}_${this.#reply}`;
    const item = { type: "function_call", call_id, name: "record_answers", arguments: JSON.stringify(answers) };
    this.#send({ type: "response.output_item.done", response_id, output_index: 1, item });
    this.#recordedAtMs = nowMs;
  }

  /** The caller is supposed to have said something meanwhile. */
  #turn(): void {
    this.#turnMs = Infinity;
    const item_id = `turn_${this.at}_${this.#reply}`;
    this.#send({ type: "input_audio_buffer.committed", item_id });
    const transcript = "It is at twelve Main Street.";
    this.#send({
      type: "conversation.item.input_audio_transcription.completed",
      item_id,
      content_index: 0,
      transcript,
    });
  }

  #send(message: object): void {
    this.#socket.send(frame(encoder.encode(JSON.stringify(message)), 1, false));
  }
}

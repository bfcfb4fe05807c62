/** The caller's turns: from audio to items of the conversation, with their transcripts. */

import type { Alarms } from "./alarms.ts";
import { Refusal } from "./complaint.ts";
import type { Conversation, Item } from "./conversation.ts";
import type { Detection } from "./detector.ts";
import { bytesPerMs } from "./formats.ts";
import { InputBuffer } from "./input_buffer.ts";
import type { Outlet } from "./outlet.ts";
import type { Timing } from "./options.ts";
import type { Session } from "./session.ts";

/** One append holds at most 15 MiB of audio. */
const APPEND_BYTES = 15 * 1024 * 1024;

/** What turns need of their session. */
export interface TurnHost {
  readonly outlet: Outlet;
  readonly alarms: Alarms;
  readonly conversation: Conversation;
  readonly timing: Timing;
  readonly session: () => Session;
  readonly isDeaf: boolean;
  /** Asks the mind; null when transcribing fails. */
  readonly hear: (itemId: string, audio: Uint8Array) => string | null;
  /** The caller began to speak. */
  readonly onSpeech: () => void;
  /** A turn that was detected is in the conversation. */
  readonly onTurn: () => void;
}

/** The turns of one session. */
export class Turns {
  readonly #host: TurnHost;
  readonly #buffer: InputBuffer;
  /** The item that the turn under way will become. */
  #itemId: string | null = null;
  readonly #heard: string[] = [];
  #heardMs = 0;

  /** No turns yet. */
  constructor(host: TurnHost) {
    this.#host = host;
    const { format, turn_detection } = host.session().audio.input;
    this.#buffer = new InputBuffer(format, host.isDeaf ? null : turn_detection);
  }

  /** What the caller said in each turn, oldest first; "" for noise. */
  get heard(): readonly string[] {
    return this.#heard;
  }

  /** Length of all turns, ms. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** All audio ever received, ms. */
  get clockMs(): number {
    return this.#buffer.clockMs;
  }

  /** The session was updated. */
  configure(): void {
    const { format, turn_detection } = this.#host.session().audio.input;
    this.#buffer.configure(format, this.#host.isDeaf ? null : turn_detection);
  }

  /**
   * Takes the audio of an append; returns its bytes.
   * @throws Refusal when it is not base64, or too long.
   */
  append(base64: string): Uint8Array {
    if (base64.length > (APPEND_BYTES / 3) * 4 + 4) {
      const message = `Invalid 'audio': string too long. Expected at most ${APPEND_BYTES} bytes of audio.`;
      throw new Refusal("string_above_max_length", message, "audio");
    }
    const bytes = decoded(base64);
    this.#buffer.append(bytes, (detection, audio) => this.#detected(detection, audio));
    return bytes;
  }

  /** Ends the turn by hand. Such a turn asks for no reply. @throws Refusal when there is too little audio. */
  commit(): void {
    const audio = this.#buffer.commit();
    this.#commit(this.#takeItemId(), audio);
  }

  /** Forgets the audio that is not committed. */
  clear(): void {
    this.#buffer.clear();
    this.#itemId = null;
    this.#host.outlet.send("input_audio_buffer.cleared", {});
  }

  #detected(detection: Detection, audio: Uint8Array): void {
    const { outlet, onSpeech, onTurn } = this.#host;
    if (detection.type === "started") {
      const itemId = this.#itemId = outlet.newId("item");
      return this.#later(() => {
        const audio_start_ms = Math.round(detection.audioStartMs);
        outlet.send("input_audio_buffer.speech_started", { audio_start_ms, item_id: itemId });
        onSpeech();
      });
    }
    const itemId = this.#takeItemId();
    this.#later(() => {
      const audio_end_ms = Math.round(detection.audioEndMs);
      outlet.send("input_audio_buffer.speech_stopped", { audio_end_ms, item_id: itemId });
      this.#commit(itemId, audio);
      onTurn();
    });
  }

  #takeItemId(): string {
    const itemId = this.#itemId ?? this.#host.outlet.newId("item");
    this.#itemId = null;
    return itemId;
  }

  #commit(itemId: string, audio: Uint8Array): void {
    const { outlet, conversation, hear } = this.#host;
    const item: Item = {
      id: itemId,
      object: "realtime.item",
      type: "message",
      status: "completed",
      role: "user",
      content: [{ type: "input_audio", transcript: null }],
    };
    const previous_item_id = conversation.add(item);
    outlet.send("input_audio_buffer.committed", { previous_item_id, item_id: itemId });
    outlet.send("conversation.item.added", { previous_item_id, item });
    outlet.send("conversation.item.done", { previous_item_id, item });
    const ms = audio.length / bytesPerMs(this.#host.session().audio.input.format);
    this.#heardMs += ms;
    const words = hear(itemId, audio);
    this.#heard.push(words ?? "");
    this.#transcribe(item, words, ms);
  }

  /** The transcript comes later, from a model of its own; the item may be gone by then. */
  #transcribe(item: Item, transcript: string | null, ms: number): void {
    const { outlet, alarms, conversation, timing, session } = this.#host;
    const { transcription } = session().audio.input;
    if (transcription === null) return;
    const type = "conversation.item.input_audio_transcription";
    const place = { item_id: item.id, content_index: 0 };
    alarms.after(timing.transcriptionDelayMs, () => {
      if (transcript === null) {
        const message = `Input transcription failed for item '${item.id}'.`;
        return outlet.send(`${type}.failed`, { ...place, error: { type: "server_error", code: "unknown", message } });
      }
      for (const delta of transcript.match(/\s*\S+/g) ?? []) outlet.send(`${type}.delta`, { ...place, delta });
      const content = [{ type: "input_audio" as const, transcript }];
      if (item.type === "message") conversation.replace({ ...item, content });
      outlet.send(`${type}.completed`, { ...place, transcript, usage: usageOf(transcription.model, transcript, ms) });
    });
  }

  #later(action: () => void): void {
    const { alarms, timing } = this.#host;
    if (timing.detectionDelayMs === 0) action();
    else alarms.after(timing.detectionDelayMs, action);
  }
}

/** @throws Refusal when it is not base64. */
function decoded(base64: string): Uint8Array {
  try {
    if (base64 !== "") return Uint8Array.fromBase64(base64);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const got = base64 === "" ? "an empty string" : "an invalid value";
  throw new Refusal("invalid_value", `Invalid 'audio'. Expected base64-encoded audio bytes but got ${got}.`, "audio");
}

/** Models of the 4o family count tokens, ten for a second of audio; the others are billed by duration. */
function usageOf(model: string, transcript: string, ms: number): Record<string, unknown> {
  if (!model.startsWith("gpt-4o")) return { type: "duration", seconds: Math.round(ms) / 1_000 };
  const input = Math.ceil(ms / 100);
  const output = Math.ceil(transcript.length / 4);
  return {
    type: "tokens",
    total_tokens: input + output,
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: output,
  };
}

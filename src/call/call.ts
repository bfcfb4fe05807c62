/**
 * The vocabulary of a call: what can happen (events, past tense), what is ordered (effects, imperative).
 *
 * Everything here is plain data. Events carry `atMs`, milliseconds since the call was opened; nothing in this folder
 * reads a clock, a socket or a random number. Audio is G.711 µ-law at 8 kHz, base64 as it arrived: 8 bytes are 1 ms.
 */

import type { Facts } from "../intake/facts.ts";
import type { PhraseLanguage, PhraseName } from "../intake/phrases.ts";
import { BYTES_PER_MS } from "./limits.ts";

/** How a call ended, as the outside reads it. */
export type Outcome =
  | "dispatched"
  | "reported"
  | "answered"
  | "transferred"
  | "abandoned"
  | "refused"
  | "failed";

/** Where a call is, as the outside reads it. */
export type CallStage = "ringing" | "talking" | "intake" | "transferred" | "ended";

/** What the diagnosis table knows about a fault; the table itself is in `openai/faults.ts`. */
export type FaultCode =
  | "beta_header"
  | "invalid_key"
  | "model_unavailable"
  | "not_a_realtime_model"
  | "no_credit"
  | "handshake_refused"
  | "unreachable"
  | "rate_limited"
  | "vendor_capacity"
  | "vendor_error"
  | "cut_by_noise"
  | "token_limit"
  | "content_filter"
  | "empty_reply"
  | "text_only"
  | "carrier_rejected_audio"
  | "wrong_codec"
  | "inaudible_audio"
  | "ended_without_speech"
  | "session_refused"
  | "reply_overlap"
  | "caller_not_heard"
  | "truncate_refused"
  | "session_expired"
  | "transcription_failed"
  | "reply_stalled"
  | "connection_lost"
  | "carrier_credentials"
  | "carrier_misrouted"
  | "restarted"
  | "overloaded"
  | "store_failed"
  | "stream_lost"
  | "stream_silent";

/** How the model ended a reply. */
export type ReplyStatus = "completed" | "cancelled" | "failed" | "incomplete";

/**
 * A piece of sound, G.711 µ-law at 8 kHz: as it crosses the wire, and decoded once for those who listen beside the
 * path. The call passes it on and looks at its length only.
 */
export interface Audio {
  readonly base64: string;
  readonly ulaw: Uint8Array;
}

/** How long a piece of sound lasts, ms. */
export function lengthMs(audio: Audio): number {
  return audio.ulaw.length / BYTES_PER_MS;
}

/** What happened. The first group comes from the carrier, the second from the model, the last from ourselves. */
export type CallEvent =
  | { type: "stream_started"; atMs: number; streamSid: string }
  | {
    type: "caller_audio";
    atMs: number;
    /** The carrier's stamp: where these bytes begin, ms since the stream began. */
    timestampMs: number;
    audio: Audio;
    /** Loudness of these bytes, dBFS, 0 the loudest, about -72 for silence. */
    levelDb: number;
    /** Whether they are voiced, as vowels are. Absent in journals from before it was measured. */
    isVoiced?: boolean;
  }
  | { type: "mark_returned"; atMs: number; name: string }
  | { type: "digit_pressed"; atMs: number; digit: string }
  | { type: "stream_stopped"; atMs: number }
  | { type: "stream_closed"; atMs: number; why: string }
  | { type: "carrier_ended"; atMs: number; status: string }
  /** `livesMs`: how long the vendor says that the session lasts; absent where it does not say. */
  | { type: "model_ready"; atMs: number; model: string; livesMs?: number }
  | { type: "model_faulted"; atMs: number; code: FaultCode; action: string }
  | { type: "model_lost"; atMs: number; code: FaultCode; detail: string }
  /** The session that is to follow stands, or will not. */
  | { type: "next_model_ready"; atMs: number; model: string; livesMs?: number }
  | { type: "next_model_lost"; atMs: number; code: FaultCode; detail: string }
  | { type: "speech_started"; atMs: number; turnId: string; audioStartMs: number }
  | { type: "speech_stopped"; atMs: number; turnId: string; audioEndMs: number }
  | { type: "turn_committed"; atMs: number; turnId: string }
  | { type: "turn_transcribed"; atMs: number; turnId: string; text: string; usage?: TranscriptionUsage }
  | { type: "turn_not_transcribed"; atMs: number; turnId: string }
  | { type: "reply_started"; atMs: number; replyId: string }
  | {
    type: "reply_audio";
    atMs: number;
    replyId: string;
    lineId: string;
    audio: Audio;
    /** Loudness of each 20 ms of it, dBFS. Absent in journals from before it was measured. */
    levelsDb?: readonly number[];
  }
  | { type: "reply_words"; atMs: number; replyId: string; lineId: string; text: string; whole: boolean }
  /** Something of a reply is being made that cannot be heard: the arguments of a tool. */
  | { type: "reply_moved"; atMs: number; replyId: string }
  | { type: "tool_called"; atMs: number; replyId: string; callId: string; name: string; arguments: string }
  | {
    type: "reply_ended";
    atMs: number;
    replyId: string;
    status: ReplyStatus;
    /** The vendor's reason for an end that is not `completed`: `turn_detected`, `client_cancelled`, an error code… */
    reason: string | null;
    /** What to call it when it was no good; null when the vendor reports nothing wrong. */
    fault: FaultCode | null;
    /** How long the vendor asks us to wait before the next request, ms. */
    retryAfterMs: number | null;
    usage: Usage | null;
  }
  | { type: "order_refused"; atMs: number; order: ModelOrder; code: string }
  /** The sound of a stock phrase that was called for. */
  | {
    type: "phrase_audio";
    atMs: number;
    phrase: PhraseName;
    language: PhraseLanguage;
    audio: Audio;
    /** Loudness of each 20 ms of it, dBFS. */
    levelsDb: readonly number[];
  }
  /** The desk has what a tool, or the call itself (`callId` null), wanted kept; null: not enough for an incident yet. */
  | { type: "facts_kept"; atMs: number; callId: string | null; incident: IncidentName | null }
  | {
    type: "incident_sent";
    atMs: number;
    callId: string | null;
    incident: IncidentName;
    isReport: boolean;
    missing: readonly string[];
  }
  | { type: "desk_failed"; atMs: number; callId: string | null }
  /** The person that the carrier rings has picked up, has hung up, or nobody did. */
  | { type: "person_answered"; atMs: number }
  | { type: "person_left"; atMs: number }
  | { type: "nobody_answered"; atMs: number }
  | { type: "time_passed"; atMs: number }
  | { type: "hangup_asked"; atMs: number; reason: string };

/** How an incident is spoken of: its id (`urn:uuid:…`) and the number that is read out. */
export interface IncidentName {
  readonly id: string;
  readonly number: string;
}

/** Which of our orders the model refused: enough to try the other way. */
export type ModelOrder =
  | { kind: "request_reply" }
  | { kind: "cancel_reply" }
  | { kind: "truncate_line"; lineId: string }
  | { kind: "forget_line"; lineId: string }
  | { kind: "forget_turn"; turnId: string }
  | { kind: "answer_tool"; callId: string };

/** Tokens as the vendor counts them, of one reply or of several. What is not audio is text. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** A part of the input. */
  cachedTokens: number;
  inputAudioTokens: number;
  outputAudioTokens: number;
  /** The part of the cached tokens that was audio. Absent where the vendor does not say. */
  cachedAudioTokens?: number;
  /** What writing down the caller's words took besides. Absent where it is not told. */
  transcription?: TranscriptionUsage;
}

/** Some transcription models are paid by the length of the audio, some by tokens: the other counts are 0. */
export interface TranscriptionUsage {
  readonly seconds: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What to do. The first group goes to the carrier, the second to the model, the last to ourselves. */
export type CallEffect =
  | { type: "play"; audio: Audio }
  | { type: "mark"; name: string }
  | { type: "clear" }
  /** A stock phrase: its sound comes back as `phrase_audio`. */
  | { type: "say_phrase"; phrase: PhraseName; language: PhraseLanguage }
  | { type: "close_stream" }
  | { type: "listen"; audio: Audio }
  | { type: "listen_to_silence"; ms: number }
  | { type: "request_reply"; purpose: ReplyPurpose }
  | { type: "cancel_reply"; replyId: string }
  | { type: "truncate_line"; lineId: string; heardMs: number }
  | { type: "forget_line"; lineId: string }
  | { type: "forget_turn"; turnId: string }
  /** The detector does not close its turn: it is closed for it, and kept or thrown away. */
  | { type: "close_turn"; keep: boolean }
  | { type: "answer_tool"; callId: string; result: string }
  | { type: "tell_model"; text: string }
  | { type: "close_model"; reason: string }
  /** Another session, in the place of one that is lost or of no use; of the fallback model, or of the first. */
  | { type: "dial_model"; isFallback: boolean }
  /** One beside the session in use, which goes on; what was dialled so before is given up. */
  | { type: "dial_next_model"; isFallback: boolean }
  /** It takes the place of the session in use, which is closed: what is ordered from here on goes to it. */
  | { type: "switch_model" }
  /** For the desk: what is known now, all of it; answered by `facts_kept`. */
  | { type: "keep_facts"; callId: string | null; facts: Facts }
  /** For the desk: send somebody, or file the report; answered by `incident_sent`. */
  | {
    type: "send";
    callId: string | null;
    summary: string | null;
    isReport: boolean;
    facts: Facts;
    missing: readonly string[];
  }
  /** For the desk: danger of this kind, or `nobody_answered`: priority 1, and the alarm. */
  | { type: "escalate"; kind: string; facts: Facts }
  /** The next `bytes` of what was played were heard; the last of them ended at `endMs` on the carrier's clock. */
  | { type: "record_heard"; bytes: number; endMs: number }
  /** What was sent and not heard will never be: it was cleared. */
  | { type: "drop_unheard" }
  | { type: "save" }
  | { type: "report_fault"; code: FaultCode; action: string }
  | { type: "finish"; outcome: Outcome; reason: string };

/** Why a reply is asked for: it decides the instructions that go with the request. */
export type ReplyPurpose =
  | "greet"
  | "answer"
  | "continue"
  | "say_goodbye"
  /** Every question is spent: read back and send. */
  | "close_now"
  /** Read the incident's number out, and what happens next. */
  | "tell_number"
  /** Danger, and no person can be reached: dial the emergency number. */
  | "warn_danger"
  /** Nobody could be reached: say so, go on. */
  | "nobody_answered"
  /** The line broke for a moment: say so, go on. */
  | "resume"
  /** The same, after a stock phrase has said so. */
  | "go_on"
  | "prompt_silent"
  | "offer_keypad"
  /** Nothing is said: what the caller said last is recorded. */
  | "record_only";

/** The situations that a call can be in, and one event of each type to meet it. */

import type { CallEvent } from "../../src/call/call.ts";
import { greetedCall, type Happening, LOUD_DB, sound, talkingCall, VirtualCall } from "./call.ts";

/** What a call is in when an event comes, by the names of the table in `matrix_test.ts`. */
export type Situation =
  | "dialing"
  | "ringing"
  | "alone"
  | "quiet"
  | "listening"
  | "replying"
  | "goodbye_due"
  | "leaving"
  | "handed_over"
  | "broken"
  | "settling"
  | "ended";

/** Makes a call that is in a situation. */
export const SITUATIONS: { readonly [S in Situation]: () => VirtualCall } = {
  /** Phase ringing: neither stream nor model yet. */
  dialing: () => new VirtualCall(),
  /** Phase ringing: reply r1 is being made and kept. */
  ringing: () => {
    const call = new VirtualCall();
    call.on({ type: "model_ready", model: "m" });
    return speaking(call);
  },
  /** Phase talking: the model is not there yet. */
  alone: () => {
    const call = new VirtualCall();
    call.on({ type: "stream_started", streamSid: "MZ1" });
    return call;
  },
  /** Phase talking: nobody speaks, nothing is owed. */
  quiet: () => greetedCall(),
  /** Phase talking: the caller speaks, turn t1 is open. */
  listening: () => {
    const call = greetedCall();
    call.detects("t1");
    call.hears(300, LOUD_DB);
    return call;
  },
  /** Phase talking: reply r1 has begun to be heard and is not complete. */
  replying: () => speaking(talkingCall()),
  /** Phase leaving: the model would hang up without a word, and was asked for a goodbye. */
  goodbye_due: () => {
    const call = greetedCall();
    call.on({ type: "reply_started", replyId: "r0" });
    call.endsCall("r0");
    return call;
  },
  /** Phase leaving: the goodbye r1 is complete and being heard. */
  leaving: () => {
    const call = speaking(talkingCall());
    call.endsCall("r1");
    return call;
  },
  /** Phase away: the carrier rings a person, because the caller pressed zero. */
  handed_over: () => {
    const call = greetedCall();
    call.on({ type: "digit_pressed", digit: "0" });
    return call;
  },
  /** Phase away: the media stream broke, the carrier connects it again. */
  broken: () => {
    const call = greetedCall();
    call.on({ type: "stream_closed", why: "closed 1006" });
    return call;
  },
  /** Phase settling: the caller hung up in the middle of turn t1. */
  settling: () => {
    const call = SITUATIONS.listening();
    call.on({ type: "stream_stopped" });
    return call;
  },
  ended: () => {
    const call = greetedCall();
    call.on({ type: "stream_stopped" });
    return call;
  },
};

function speaking(call: VirtualCall): VirtualCall {
  call.replies("r1", 1_000, { ends: false });
  return call;
}

/** One event of each type, about r1, its line, its marks, and t1. */
export const EVENTS: { readonly [T in CallEvent["type"]]: Extract<Happening, { type: T }> } = {
  stream_started: { type: "stream_started", streamSid: "MZ1" },
  caller_audio: { type: "caller_audio", timestampMs: 0, audio: sound(20), levelDb: -70 },
  mark_returned: { type: "mark_returned", name: "0:line_r1:200" },
  digit_pressed: { type: "digit_pressed", digit: "0" },
  stream_stopped: { type: "stream_stopped" },
  stream_closed: { type: "stream_closed", why: "closed 1006" },
  carrier_ended: { type: "carrier_ended", status: "completed" },
  model_ready: { type: "model_ready", model: "m" },
  model_faulted: { type: "model_faulted", code: "session_refused", action: "left it out" },
  model_lost: { type: "model_lost", code: "connection_lost", detail: "closed 1006" },
  next_model_ready: { type: "next_model_ready", model: "m" },
  next_model_lost: { type: "next_model_lost", code: "connection_lost", detail: "closed 1006" },
  speech_started: { type: "speech_started", turnId: "t2", audioStartMs: 0 },
  speech_stopped: { type: "speech_stopped", turnId: "t1", audioEndMs: 0 },
  turn_committed: { type: "turn_committed", turnId: "t1" },
  turn_transcribed: { type: "turn_transcribed", turnId: "t1", text: "some words" },
  turn_not_transcribed: { type: "turn_not_transcribed", turnId: "t1" },
  reply_started: { type: "reply_started", replyId: "r1" },
  reply_audio: { type: "reply_audio", replyId: "r1", lineId: "line_r1", audio: sound(20) },
  phrase_audio: { type: "phrase_audio", phrase: "one_moment", language: "en", audio: sound(20), levelsDb: [-20] },
  reply_words: { type: "reply_words", replyId: "r1", lineId: "line_r1", text: "word", whole: false },
  reply_moved: { type: "reply_moved", replyId: "r1" },
  tool_called: { type: "tool_called", replyId: "r1", callId: "c9", name: "end_call", arguments: "{}" },
  reply_ended: {
    type: "reply_ended",
    replyId: "r1",
    status: "completed",
    reason: null,
    fault: null,
    retryAfterMs: null,
    usage: null,
  },
  order_refused: { type: "order_refused", order: { kind: "truncate_line", lineId: "line_r1" }, code: "invalid" },
  facts_kept: { type: "facts_kept", callId: "c9", incident: null },
  incident_sent: {
    type: "incident_sent",
    callId: null,
    incident: { id: "urn:uuid:1", number: "2026-000001" },
    isReport: false,
    missing: [],
  },
  desk_failed: { type: "desk_failed", callId: "c9" },
  person_answered: { type: "person_answered" },
  person_left: { type: "person_left" },
  nobody_answered: { type: "nobody_answered" },
  /** When the call asked for it. */
  time_passed: { type: "time_passed" },
  hangup_asked: { type: "hangup_asked", reason: "stopped" },
};

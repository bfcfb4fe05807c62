/** The faults of the README's table, on the real clock: what goes wrong in a call through the whole service. */

import type { Faults } from "../../../src/simulator/openai/options.ts";
import { speech } from "../../../src/simulator/speech.ts";
import type { TwilioCall } from "../../../src/simulator/twilio/call.ts";
import type { House } from "../house.ts";
import { type BadReplies, type BadReply, type LineName, LINES } from "./house_mind.ts";

/** One row. */
export interface HouseRow {
  readonly fault: string;
  /** Of PROTOCOLS' diagnosis table. */
  readonly letter: string;
  readonly heals: boolean;
  /** Of each attempt to open a session. */
  readonly faults?: (attempt: number) => Faults;
  readonly bad?: BadReplies;
  /** Strikes when so much of a line has been heard, ms. */
  readonly strike?: { readonly line: LineName; readonly afterMs: number; act(house: House, call: TwilioCall): void };
  /** How fast replies come: slow enough to be in the middle of one that is heard. */
  readonly pace?: number;
  /** The process is killed, and started again: dead air is counted once it serves. */
  readonly isKilled?: boolean;
  /** Nobody to transfer to. */
  readonly isAlone?: boolean;
}

const refusal = (code: string, closeCode: number, type = "invalid_request_error"): Faults => ({
  refusal: { type, code, message: code },
  refusalCloseCode: closeCode,
});
const first = (faults: Faults) => (attempt: number) => attempt === 0 ? faults : {};
const once = (how: BadReply): BadReplies => (line, nth) => line === "second" && nth === 0 ? how : undefined;
/** Once the report is recorded, and nobody was sent yet. */
const ever = (how: BadReply): BadReplies => (line) => line === "dispatch" ? how : undefined;
const failed = (type: string, code: string | null, message = "It failed."): BadReply => ({
  fault: { failed: { type, code, message } },
});
const mute = (reply: BadReply): BadReply => ({ ...reply, isMute: true });
const onStream = (fault: string, act: (call: TwilioCall) => void): HouseRow => ({
  ...{ fault, letter: "-", heals: true },
  strike: { line: "second", afterMs: 1_000, act: (_, call) => act(call) },
  pace: 3,
});
const inSession = (fault: string, letter: string, act: (house: House) => void): HouseRow => ({
  ...{ fault, letter, heals: true },
  strike: { line: "second", afterMs: 1_000, act: (house) => act(house) },
  pace: 3,
});

export const HOUSE_ROWS: readonly HouseRow[] = [
  { fault: "key revoked", letter: "A2", heals: false, faults: () => refusal("invalid_api_key", 3000) },
  {
    ...{ fault: "OpenAI unreachable, nobody to transfer to", letter: "-", heals: false, isAlone: true },
    faults: () => ({ isUnanswered: true }),
  },
  { fault: "first model gone", letter: "A3", heals: true, faults: first(refusal("model_not_found", 4004)) },
  {
    ...{ fault: "a property of the session refused", letter: "F1", heals: true },
    faults: () => ({ refusedProperty: "session.audio.input.noise_reduction" }),
  },
  {
    fault: "account emptied in the call",
    letter: "B1",
    heals: false,
    bad: ever(failed("insufficient_quota", "insufficient_quota")),
  },
  {
    ...{ fault: "rate limit, 1.5 s", letter: "B2", heals: true },
    bad: once(mute(failed("tokens", "rate_limit_exceeded", "Please try again in 1.5s."))),
  },
  { fault: "server error in mid-sentence", letter: "B4", heals: true, bad: once(failed("server_error", null)) },
  {
    fault: "reply ended by the detector",
    letter: "C1",
    heals: true,
    bad: once({ fault: { cancelled: "turn_detected" } }),
  },
  {
    fault: "token limit in mid-sentence",
    letter: "D1",
    heals: true,
    bad: once({ fault: { incomplete: "max_output_tokens" } }),
  },
  { fault: "a reply without output", letter: "E1", heals: true, bad: once({ fault: "empty" }) },
  {
    ...{ fault: "first model's replies all without output", letter: "E1", heals: true },
    bad: (line, _, session) => line === "second" && session === 0 ? { fault: "empty" } : undefined,
  },
  { fault: "text instead of speech", letter: "E3", heals: true, bad: once({ fault: "text_only" }) },
  {
    ...{ fault: "carrier takes no audio", letter: "E6", heals: false },
    strike: { line: "first", afterMs: 0, act: (_, call) => call.ail("plays_nothing") },
  },
  { fault: "PCM under the name of G.711", letter: "E7", heals: true, faults: first({ speaksPcm: true }) },
  { fault: "sound without level", letter: "E8", heals: true, bad: once({ fault: "inaudible" }) },
  { fault: "deaf detector", letter: "F10", heals: true, faults: first({ isDeaf: true }) },
  inSession(
    "session expired",
    "F13",
    ({ openai }) => openai.sessions[0]!.close(1001, "Your session hit the maximum duration of 60 minutes."),
  ),
  { fault: "a reply that never begins", letter: "-", heals: true, bad: once({ fault: "stall" }) },
  { fault: "replies that never begin, of both models", letter: "-", heals: false, bad: ever({ fault: "stall" }) },
  { fault: "a reply that stalls in mid-sentence", letter: "-", heals: true, bad: once({ fault: "stall_midway" }) },
  inSession("connection to the model lost", "-", ({ openai }) => openai.sessions[0]!.drop()),
  inSession("model frozen in mid-sentence", "-", ({ openai }) => openai.sessions[0]!.freeze()),
  onStream("media stream cut", (call) => call.dropConnection()),
  onStream("media stream half open", (call) => call.ail("half_open")),
  onStream("caller's frames stop", (call) => call.ail("frames_stop")),
  { fault: "process killed and started again", letter: "-", heals: true, isKilled: true },
];

/** Whether so much of a line was heard. */
export function hasHeard({ ear }: TwilioCall, line: LineName, ms: number): boolean {
  return ear.heard(speech(LINES[line]).audio).heardMs >= ms;
}

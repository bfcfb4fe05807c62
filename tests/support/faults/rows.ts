/** The rows of the fault matrix: PROTOCOLS' diagnosis table, and the rungs of the ladder. What each does to a call. */

import type { FaultCode } from "../../../src/call/call.ts";
import { type Moment, MOMENTS, type World } from "./line.ts";
import type { Label } from "./mind.ts";
import type { BadReply, Hit } from "./model.ts";

/** One fault. */
export interface Row {
  readonly name: string;
  /** The row of the diagnosis table, or "-". */
  readonly letter: string;
  /** Whether the call goes on to its dispatch; a fault that lasts leads to a person. */
  readonly heals: boolean;
  /** Whether it lies in wait from the call's beginning for the reply that it hits. */
  readonly lurks?: boolean;
  strike(world: World, moment: Moment): void;
  /** Moments at which it cannot happen, and why. */
  readonly cannot: Partial<Record<Moment, string>>;
}

/** The reply that is under way, or comes next, at a moment. */
const LABELS: Partial<Record<Moment, Label>> = {
  greeting: "greeting",
  start: "first_answer",
  middle: "first_answer",
  tool: "number",
  goodbye: "goodbye",
};

function except(moments: readonly Moment[], why: string): Partial<Record<Moment, string>> {
  return Object.fromEntries(MOMENTS.filter((moment) => !moments.includes(moment)).map((moment) => [moment, why]));
}

const NO_STREAM = { dialling: "there is no stream yet" };
const NO_SESSION = { dialling: "there is no session yet" };
const NO_REPLY = {
  dialling: "there is no session yet",
  caller: "no reply is under way while the caller speaks",
  heard: "the reply has ended well",
};
const AT_OPENING = except(["dialling"], "it is judged when a session is opened");

/** A reply is bad: once, or on one model or both without end. */
function badReply(
  letter: string,
  name: string,
  how: BadReply,
  { lasts = false, times = 1, models = "both", cannot = {} }: {
    lasts?: boolean;
    times?: number;
    models?: Hit["models"];
    cannot?: Row["cannot"];
  } = {},
): Row {
  return {
    ...{ letter, name, heals: !lasts, lurks: true, cannot: { ...NO_REPLY, ...cannot } },
    strike({ model }, moment) {
      model.hit = { label: LABELS[moment]!, how, at: moment === "middle" ? "half" : "start", times, models };
    },
  };
}

/** Before its first sound only. */
const WHOLE = { middle: "it is a reply without any sound" };

function failed(fault: FaultCode, retryAfterMs: number | null = null): BadReply {
  return { ends: { status: "failed", fault, retryAfterMs } };
}

/** A session is not to be had: the first model's only, or any. */
function refused(letter: string, name: string, code: FaultCode | "never", models: "first" | "both"): Row {
  return {
    ...{ letter, name, heals: models === "first", cannot: AT_OPENING },
    strike({ model }) {
      model.dial = { code, models };
    },
  };
}

/** A session is closed; `forGood`: and no other one can be had. */
function closed(letter: string, name: string, code: FaultCode, forGood: FaultCode | "never" | null): Row {
  return {
    ...{ letter, name, heals: forGood === null, cannot: NO_SESSION },
    strike({ model }) {
      if (forGood !== null) model.dial = { code: forGood, models: "both" };
      model.lose(code);
    },
  };
}

function onStream(letter: string, name: string, strike: (world: World) => void, heals = true): Row {
  return { letter, name, heals, cannot: NO_STREAM, strike };
}

const EVERY = { times: Infinity };
const LASTS = { lasts: true, times: Infinity };

export const ROWS: readonly Row[] = [
  refused("A1", "beta header", "beta_header", "both"),
  refused("A2", "revoked key", "invalid_key", "both"),
  closed("A2", "key revoked in the call", "invalid_key", "invalid_key"),
  refused("A3", "first model gone", "model_unavailable", "first"),
  refused("A3", "both models gone", "model_unavailable", "both"),
  refused("A4, A5", "first is no realtime model", "not_a_realtime_model", "first"),
  refused("A6", "no credit at the door", "no_credit", "both"),
  closed("A6", "credit spent in the call", "no_credit", "no_credit"),
  refused("A7", "handshake refused", "handshake_refused", "both"),
  refused("-", "unreachable", "never", "both"),
  closed("-", "lost, then unreachable", "connection_lost", "never"),
  closed("A7", "lost, then refused", "connection_lost", "handshake_refused"),
  closed("-", "connection lost", "connection_lost", null),
  badReply("B1", "quota", failed("no_credit"), LASTS),
  badReply("B2", "rate limit of 1 s", failed("rate_limited", 1_000)),
  badReply("B2", "rate limit of 30 s", failed("rate_limited", 30_000), LASTS),
  badReply("B3", "capacity, once", failed("vendor_capacity")),
  badReply("B3", "capacity of the first model", failed("vendor_capacity"), { ...EVERY, models: "first" }),
  badReply("B4", "server error, once", failed("vendor_error")),
  badReply("B4", "server error, always", failed("vendor_error"), LASTS),
  badReply("C1", "cut by noise", { ends: { status: "cancelled", reason: "turn_detected", fault: "cut_by_noise" } }),
  badReply("D1", "token limit", {
    ends: { status: "incomplete", reason: "max_output_tokens", fault: "token_limit" },
  }),
  badReply("D2", "content filter", {
    ends: { status: "incomplete", reason: "content_filter", fault: "content_filter" },
  }),
  badReply("E1", "empty, once", { ends: { fault: "empty_reply" } }, { cannot: WHOLE }),
  badReply("E1", "first model always empty", { ends: { fault: "empty_reply" } }, {
    ...{ ...EVERY, models: "first", cannot: WHOLE },
  }),
  badReply("E1", "both models always empty", { ends: { fault: "empty_reply" } }, { ...LASTS, cannot: WHOLE }),
  badReply("E3, E4", "text, once", "text", { cannot: WHOLE }),
  badReply("E3, E4", "text, always", "text", { ...LASTS, cannot: WHOLE }),
  {
    ...{ letter: "E6", name: "carrier takes no audio", heals: false },
    cannot: except(["dialling"], "a stream takes audio from its start, or never"),
    strike: ({ carrier }) => carrier.ail("plays_nothing"),
  },
  {
    ...{ letter: "E6", name: "carrier gives no mark", heals: false },
    cannot: except(["dialling"], "a stream gives marks from its start, or never"),
    strike: ({ carrier }) => carrier.ail("no_marks"),
  },
  badReply("E7", "wrong codec of the first", "noise", { ...EVERY, models: "first" }),
  badReply("E7", "wrong codec of both", "noise", LASTS),
  badReply("E8", "sound without level, once", "inaudible"),
  badReply("E8", "sound without level, always", "inaudible", LASTS),
  badReply("E9", "hangs up without a word", "hangs_up", {
    cannot: { ...WHOLE, start: "it may end a call that it does not want to take", tool: "it calls another tool" },
  }),
  refused("F1-F4", "first refuses the session", "session_refused", "first"),
  refused("F1-F4", "both refuse the session", "session_refused", "both"),
  badReply("F6", "another reply in the way", { refused: "conversation_already_has_active_response" }, {
    cannot: { middle: "it is refused before it begins" },
  }),
  badReply("F6", "always another reply", { refused: "conversation_already_has_active_response" }, {
    ...{ ...LASTS, cannot: { middle: "it is refused before it begins" } },
  }),
  {
    ...{ letter: "F10", name: "detector hears nothing", heals: true, cannot: {} },
    strike({ model }) {
      model.isDeaf = true;
    },
  },
  {
    ...{ letter: "F10", name: "detector never closes a turn", heals: true },
    cannot: except(["dialling"], "its first turn is meant"),
    strike({ model }) {
      model.losesTurn = true;
    },
  },
  {
    ...{ letter: "F11", name: "truncation refused", heals: true },
    cannot: except(["greeting", "middle"], "only an interrupted reply is truncated"),
    strike(world) {
      world.model.refusesTruncation = true;
      world.speak();
    },
  },
  closed("F13", "session expired", "session_expired", null),
  {
    ...{ letter: "F16", name: "transcription fails", heals: true, cannot: {} },
    strike({ model }) {
      model.transcribes = false;
    },
  },
  badReply("-", "never begins, once", "never", { cannot: WHOLE }),
  badReply("-", "first model never begins", "never", { ...EVERY, models: "first", cannot: WHOLE }),
  badReply("-", "no model ever begins", "never", { ...LASTS, cannot: WHOLE }),
  badReply("-", "stalls, once", "still"),
  badReply("-", "first model always stalls", "still", { ...EVERY, models: "first" }),
  badReply("-", "both models always stall", "still", LASTS),
  {
    ...{ letter: "-", name: "model frozen", heals: true, cannot: NO_SESSION },
    strike: ({ model }) => model.freeze(),
  },
  onStream("-", "stream lost", ({ carrier }) => carrier.cut()),
  onStream("-", "caller's frames stop", ({ carrier }) => carrier.ail("frames_stop")),
  onStream("-", "stream half open", ({ carrier }) => carrier.ail("half_open")),
  {
    ...{ letter: "-", name: "store fails, once", heals: true, cannot: {} },
    strike({ desk }) {
      desk.failures = 1;
    },
  },
];

/**
 * Whose turn it is.
 *
 * The model's detector says where sound begins and ends; whether that sound is a person who wants the word is decided
 * here. While nobody is speaking to the caller the detector is believed: answering a noise costs a sentence, not
 * answering a caller costs the call. Over a reply, the last half second has to hold vowels: voiced sound that is loud
 * against the line's noise, against itself, against the caller's own voice and against our echo, and that moves as
 * syllables do; or loud sound of any kind for most of it. docs/turns.md tells it in words, with its measurements.
 */

import { type Echo, echoDb, follow, unknownEcho } from "./echo.ts";
import { holdsSpeech, withPiece } from "./evidence.ts";
import { QUIET_ABOVE_FLOOR_DB, QUIET_DB } from "./limits.ts";
import {
  AFTER_LOUD_MS,
  AFTER_VOICED_MS,
  FLOOR_FALL,
  FLOOR_MAX_DB,
  FLOOR_RISE_DB_PER_S,
  FLOOR_START_DB,
  LOUD_ABOVE_FLOOR_DB,
  LOUD_BELOW_LOUDEST_DB,
  LOUD_BELOW_VOICE_DB,
  LOUD_MIN_DB,
  LOUDEST_FALL_DB_PER_S,
  SPEECH_VOICED_MS,
  VOICE_GATE_MAX_DB,
  VOICE_UNKNOWN_GATE_DB,
} from "./turn_limits.ts";
import { isLoud, notLoud, pieceDb } from "./packed.ts";

/** A stretch of sound that the model's detector marked. */
export interface Turn {
  readonly turnId: string;
  readonly startedAtMs: number;
  /** It began while a reply was being heard or prepared: then it has to prove that it is speech. */
  readonly overReply: boolean;
  readonly isSpeech: boolean;
  readonly stoppedAtMs: number | null;
  /** What was loud in it since the reply's last syllable, ms. */
  readonly after: { readonly loudMs: number; readonly voicedMs: number };
  /** The mean power of its vowels, full scale being 1, and how many ms of them that is. */
  readonly vowels: { readonly power: number; readonly ms: number };
}

/** A piece of the caller's line, and what went the other way meanwhile. */
export interface Heard {
  readonly ms: number;
  readonly levelDb: number;
  /** Null: not measured; then its level alone decides. */
  readonly isVoiced: boolean | null;
  /** Level of what was played to the caller, dBFS. */
  readonly playedDb: number;
  /** Whether the caller is hearing a reply (or one is due), its last syllable, or nothing. */
  readonly reply: "due" | "ending" | "over";
}

/** What is known about the caller's line and voice. */
export interface Turns {
  readonly floorDb: number;
  /** The loudest lately: it fades. */
  readonly loudestDb: number;
  /** The last half second, packed. */
  readonly recent: readonly number[];
  readonly echo: Echo;
  /** The caller's vowels in turns that held words; null until there was one. */
  readonly voiceDb: number | null;
  /** Turns whose words are not known yet, with the level of their vowels. */
  readonly said: readonly { readonly turnId: string; readonly levelDb: number }[];
  readonly turn: Turn | null;
}

/** A line nobody has spoken on yet. */
export function quietTurns(): Turns {
  return {
    floorDb: FLOOR_START_DB,
    loudestDb: FLOOR_START_DB,
    recent: [],
    echo: unknownEcho(),
    voiceDb: null,
    said: [],
    turn: null,
  };
}

/** Takes in a piece of the caller's line. */
export function hear(turns: Turns, heard: Heard): Turns {
  const { ms, levelDb, isVoiced, playedDb } = heard;
  const echo = follow(turns.echo, { ms, levelDb, playedDb });
  const loudestDb = Math.max(levelDb, turns.loudestDb - LOUDEST_FALL_DB_PER_S * ms / 1_000);
  const counts = levelDb >= loudFromDb({ floorDb: turns.floorDb, voiceDb: turns.voiceDb, echo, loudestDb });
  const recent = withPiece(turns.recent, { ms, levelDb, isLoud: counts, isVoiced });
  const turn = turns.turn !== null && counts ? withSound(turns.turn, heard) : turns.turn;
  return judge(
    { ...turns, echo, loudestDb, recent, turn, floorDb: nextFloor(turns.floorDb, levelDb, ms) },
    heard.reply,
  );
}

/** The detector heard something begin. */
export function begin(turns: Turns, turnId: string, startedAtMs: number, overReply: boolean): Turns {
  const turn: Turn = {
    turnId,
    startedAtMs,
    overReply,
    isSpeech: !overReply,
    stoppedAtMs: null,
    after: { loudMs: 0, voicedMs: 0 },
    vowels: { power: 0, ms: 0 },
  };
  return judge({ ...turns, turn }, "due");
}

/** The detector heard it end. A stop that belongs to no turn changes nothing. */
export function stop(turns: Turns, turnId: string, stoppedAtMs: number): Turns {
  if (turns.turn?.turnId !== turnId) return turns;
  return { ...turns, turn: { ...turns.turn, stoppedAtMs } };
}

/** The detector closed its turn: what was loud in it says nothing about the next. */
export function close(turns: Turns): Turns {
  const { turn } = turns;
  const spoke = turn !== null && turn.isSpeech && turn.vowels.ms >= SPEECH_VOICED_MS;
  const said = spoke
    ? [...turns.said, { turnId: turn.turnId, levelDb: 10 * Math.log10(turn.vowels.power) }].slice(-4)
    : turns.said;
  return { ...turns, turn: null, said, recent: turns.recent.map(notLoud) };
}

/** A turn turned out to hold words, so its vowels were the caller's: that is how loud this caller speaks. */
export function heldWords(turns: Turns, turnId: string): Turns {
  const found = turns.said.find((turn) => turn.turnId === turnId);
  if (found === undefined) return turns;
  // Softer at once, louder half-way: a caller who has shouted may whisper next.
  const { levelDb } = found;
  const voiceDb = turns.voiceDb === null ? levelDb : Math.min(levelDb, (turns.voiceDb + levelDb) / 2);
  return { ...turns, voiceDb, said: turns.said.filter((turn) => turn !== found) };
}

/** Whether the latest piece of the caller's line was no more than the line's own noise: not even a whisper. */
export function isQuiet(turns: Turns): boolean {
  const latest = turns.recent.at(-1);
  return latest === undefined || pieceDb(latest) < Math.max(QUIET_DB, turns.floorDb + QUIET_ABOVE_FLOOR_DB);
}

/** Whether the caller is speaking at this moment, as far as we can tell. */
export function callerSpeaks(turns: Turns): boolean {
  const { turn, recent } = turns;
  return turn !== null && turn.stoppedAtMs === null && turn.isSpeech && recent.some(isLoud);
}

/** The rule. */
function judge(turns: Turns, reply: Heard["reply"]): Turns {
  const { turn, recent } = turns;
  if (turn === null || turn.isSpeech || turn.stoppedAtMs !== null) return turns;
  const outlives = reply === "over" &&
    (turn.after.voicedMs >= AFTER_VOICED_MS || turn.after.loudMs >= AFTER_LOUD_MS);
  return outlives || holdsSpeech(recent) ? { ...turns, turn: { ...turn, isSpeech: true } } : turns;
}

/** The level from which sound counts, dBFS. */
function loudFromDb(
  { floorDb, loudestDb, voiceDb, echo }: Pick<Turns, "floorDb" | "loudestDb" | "voiceDb" | "echo">,
): number {
  const voiceGateDb = voiceDb === null
    ? VOICE_UNKNOWN_GATE_DB
    : Math.min(VOICE_GATE_MAX_DB, voiceDb - LOUD_BELOW_VOICE_DB);
  return Math.max(
    LOUD_MIN_DB,
    floorDb + LOUD_ABOVE_FLOOR_DB,
    loudestDb - LOUD_BELOW_LOUDEST_DB,
    voiceGateDb,
    echoDb(echo),
  );
}

function nextFloor(floorDb: number, levelDb: number, ms: number): number {
  const next = levelDb < floorDb
    ? floorDb + (levelDb - floorDb) * FLOOR_FALL
    : Math.min(levelDb, FLOOR_MAX_DB, floorDb + FLOOR_RISE_DB_PER_S * ms / 1_000);
  return Math.max(FLOOR_START_DB, next);
}

function withSound(turn: Turn, { ms, levelDb, isVoiced, reply }: Heard): Turn {
  const voicedMs = isVoiced === false ? 0 : ms;
  const { after, vowels } = turn;
  const vowelMs = vowels.ms + voicedMs;
  return {
    ...turn,
    after: reply === "due" ? after : { loudMs: after.loudMs + ms, voicedMs: after.voicedMs + voicedMs },
    vowels: voicedMs === 0
      ? vowels
      : { ms: vowelMs, power: vowels.power + (10 ** (levelDb / 10) - vowels.power) * voicedMs / vowelMs },
  };
}

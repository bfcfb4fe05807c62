/**
 * What the caller was sent, and what was heard.
 *
 * Only the carrier knows what was played: it says so by returning marks. Every position here counts bytes sent since
 * the stream began; between marks the play clock (play_clock.ts) says where playing is.
 */

import { BYTES_PER_MS, MARK_EVERY_MS, PENDING_MARKS } from "./limits.ts";
import { heardTo, levelAt, type Loudness, silentFrom, withAudio } from "./loudness.ts";
import {
  confirm,
  confirmedAtMs,
  type PlayClock,
  positionAt,
  resumed,
  type RunStart,
  sending,
  startPlayClock,
} from "./play_clock.ts";

/** One spoken line of the model, as far as it was sent. */
export interface SentLine {
  readonly lineId: string;
  readonly replyId: string;
  readonly fromByte: number;
  readonly toByte: number;
}

interface PendingMark {
  readonly name: string;
  readonly atByte: number;
  /** Set on the first mark of a run that began when the carrier had nothing left to play. */
  readonly start: RunStart | null;
}

/** The ledger of one stream. */
export interface Playback {
  readonly lines: readonly SentLine[];
  /** Of what is not known to be heard. */
  readonly loudness: Loudness;
  readonly sentBytes: number;
  /** Bytes whose mark came back. */
  readonly heardBytes: number;
  readonly markedBytes: number;
  readonly markedAtMs: number;
  readonly marks: readonly PendingMark[];
  /** Marks of an earlier generation were returned by a `clear`, not by playing. */
  readonly generation: number;
  readonly clock: PlayClock;
  /** When the first byte of this stream was sent. */
  readonly beganAtMs: number | null;
  /** Whether a mark has come back on this stream, and how many came sooner than could be played. */
  readonly hasReturned: boolean;
  readonly earlyMarks: number;
}

/** How much of a line was played. */
export interface HeardLine {
  readonly lineId: string;
  readonly replyId: string;
  readonly sentMs: number;
  readonly heardMs: number;
}

/** A stream on which nothing was sent yet. */
export function emptyPlayback(): Playback {
  return {
    lines: [],
    loudness: silentFrom(0),
    sentBytes: 0,
    heardBytes: 0,
    markedBytes: 0,
    markedAtMs: -Infinity,
    marks: [],
    generation: 0,
    clock: startPlayClock(),
    beganAtMs: null,
    hasReturned: false,
    earlyMarks: 0,
  };
}

/** Another stream of the same call: nothing was sent on it yet, and marks of the one before mean nothing on it. */
export function playAgain(playback: Playback): Playback {
  return { ...emptyPlayback(), generation: playback.generation + 1, clock: resumed(playback.clock) };
}

/** When a mark behind the last byte sent is expected back. */
export function endsAtMs(playback: Playback): number {
  return confirmedAtMs(playback.clock, playback.sentBytes);
}

/** Whether the caller still hears, or is about to hear, something that was sent. */
export function isSounding(playback: Playback): boolean {
  return playback.heardBytes < playback.sentBytes;
}

/** Audio that was sent and is not known to be heard, ms. */
export function unheardMs(playback: Playback): number {
  return (playback.sentBytes - playback.heardBytes) / BYTES_PER_MS;
}

/** How loud that is which is played at this moment, dBFS; -Infinity when nothing is, or when it was not measured. */
export function playedDb(playback: Playback, atMs: number): number {
  return levelAt(playback.loudness, heardBytesAt(playback, atMs));
}

/**
 * Enters audio that leaves for the carrier now. Returns the mark to send behind it, or null when the last one is
 * recent enough.
 */
export function send(
  playback: Playback,
  audio: { lineId: string; replyId: string; bytes: number; levelsDb?: readonly number[] | undefined },
  atMs: number,
): { playback: Playback; mark: string | null } {
  const { clock, start } = sending(playback.clock, playback.sentBytes, atMs, isSounding(playback));
  const startsRun = clock !== playback.clock;
  const sentBytes = playback.sentBytes + audio.bytes;
  const next: Playback = {
    ...playback,
    lines: extendLines(playback, audio),
    loudness: withAudio(playback.loudness, audio.bytes, audio.levelsDb ?? []),
    sentBytes,
    clock,
    beganAtMs: playback.beganAtMs ?? atMs,
  };
  const sinceMarkMs = atMs - playback.markedAtMs;
  const unmarkedMs = (sentBytes - playback.markedBytes) / BYTES_PER_MS;
  // A model that speaks in real time starts a run with every delta: there, time since the last mark decides.
  const startsLine = playback.lines.at(-1)?.lineId !== audio.lineId;
  const due = startsLine || (startsRun ? sinceMarkMs : unmarkedMs) >= MARK_EVERY_MS;
  if (!due) return { playback: next, mark: null };
  return mark(next, atMs, start);
}

/** Puts a mark behind the last byte sent, so that the end of a line is known; null when one stands there already. */
export function markEnd(playback: Playback, atMs: number): { playback: Playback; mark: string | null } {
  if (playback.markedBytes === playback.sentBytes) return { playback, mark: null };
  return mark(playback, atMs, null);
}

/** How much sooner than what lies before it could be played a mark came back, ms; none of ours is not early. */
export function earlyMs({ marks, beganAtMs }: Playback, name: string, atMs: number): number {
  const atByte = marks.find((mark) => mark.name === name)?.atByte ?? 0;
  return atByte / BYTES_PER_MS - (atMs - (beganAtMs ?? atMs));
}

/** When the first mark of this stream is expected back; null once any has come, or when none is under way. */
export function firstMarkDueMs({ hasReturned, marks: [first], clock }: Playback): number | null {
  return hasReturned || first === undefined ? null : confirmedAtMs(clock, first.atByte);
}

/**
 * A mark came back, at this steady time (`steadyMs` in listening.ts). `null` when it is not one of ours that played: an echo caused by `clear`, a repeated or unknown
 * name. Otherwise the lines it confirms and the bytes newly heard, the last of which was played when a mark sent by
 * the carrier at that moment would arrive at `endMs`.
 */
export function markReturned(
  playback: Playback,
  name: string,
  steadyMs: number,
): { playback: Playback; lines: readonly HeardLine[]; bytes: number; endMs: number } | null {
  const index = playback.marks.findIndex((mark) => mark.name === name);
  const found = playback.marks[index];
  if (found === undefined) return null;
  const heardBytes = found.atByte;
  const clock = confirm(playback.clock, heardBytes, steadyMs, found.start);
  const next: Playback = {
    ...playback,
    heardBytes,
    hasReturned: true,
    marks: playback.marks.slice(index + 1),
    clock,
    lines: withoutOld(playback.lines, heardBytes),
    loudness: heardTo(playback.loudness, heardBytes),
  };
  return {
    playback: next,
    lines: heardLines(playback.lines, heardBytes),
    bytes: heardBytes - playback.heardBytes,
    endMs: confirmedAtMs(clock, heardBytes),
  };
}

/**
 * The position that the caller will have heard when an order sent now reaches the carrier, in bytes: what marks
 * confirm, carried on by the clock, never beyond what was sent.
 */
export function heardBytesAt(playback: Playback, atMs: number): number {
  return Math.min(playback.sentBytes, Math.max(playback.heardBytes, positionAt(playback.clock, atMs)));
}

/**
 * Playing is cut off now by a `clear`. Returns each unfinished line with what was heard of it, and the bytes heard
 * since the last mark; whatever else was sent is forgotten, and marks under way no longer count.
 */
export function cut(
  playback: Playback,
  atMs: number,
): { playback: Playback; lines: readonly HeardLine[]; bytes: number; endMs: number } {
  const heardBytes = heardBytesAt(playback, atMs);
  return {
    playback: {
      ...playback,
      lines: [],
      loudness: silentFrom(heardBytes),
      sentBytes: heardBytes,
      heardBytes,
      markedBytes: heardBytes,
      marks: [],
      generation: playback.generation + 1,
    },
    lines: heardLines(playback.lines, heardBytes),
    bytes: heardBytes - playback.heardBytes,
    endMs: confirmedAtMs(playback.clock, heardBytes),
  };
}

/** Marks are overdue: what the clock says was played counts as heard, so that a lost mark holds nothing up. */
export function assumeHeard(
  playback: Playback,
): { playback: Playback; lines: readonly HeardLine[]; bytes: number; endMs: number } {
  const { sentBytes } = playback;
  return {
    playback: {
      ...playback,
      loudness: silentFrom(sentBytes),
      heardBytes: sentBytes,
      markedBytes: sentBytes,
      marks: [],
    },
    lines: heardLines(playback.lines, sentBytes),
    bytes: sentBytes - playback.heardBytes,
    endMs: endsAtMs(playback),
  };
}

/**
 * The lines that a `clear` sent now leaves unfinished, with what was heard of each: those not played to their end, and
 * those of the reply still being made (`replyId`), of which the model may know more than we were sent.
 */
export function unfinished(playback: Playback, replyId: string | null, atMs: number): readonly HeardLine[] {
  const heardBytes = heardBytesAt(playback, atMs);
  return heardLines(playback.lines, heardBytes).filter((line) =>
    line.heardMs < line.sentMs || line.replyId === replyId
  );
}

function mark(playback: Playback, atMs: number, start: RunStart | null): { playback: Playback; mark: string | null } {
  if (playback.marks.length >= PENDING_MARKS) return { playback, mark: null };
  const line = playback.lines.at(-1);
  const offsetMs = line === undefined ? 0 : Math.floor((playback.sentBytes - line.fromByte) / BYTES_PER_MS);
  const name = `${playback.generation}:${line?.lineId ?? ""}:${offsetMs}`;
  const pending: PendingMark = { name, atByte: playback.sentBytes, start };
  return {
    playback: {
      ...playback,
      marks: [...playback.marks, pending],
      markedBytes: playback.sentBytes,
      markedAtMs: atMs,
    },
    mark: name,
  };
}

function extendLines(
  playback: Playback,
  audio: { lineId: string; replyId: string; bytes: number },
): readonly SentLine[] {
  const last = playback.lines.at(-1);
  const toByte = playback.sentBytes + audio.bytes;
  if (last?.lineId === audio.lineId) return playback.lines.with(-1, { ...last, toByte });
  return [...playback.lines.slice(1 - PENDING_MARKS), {
    lineId: audio.lineId,
    replyId: audio.replyId,
    fromByte: playback.sentBytes,
    toByte,
  }];
}

/** The last line stays, heard or not: more of it may follow. */
function withoutOld(lines: readonly SentLine[], heardBytes: number): readonly SentLine[] {
  return lines.filter((line, index) => line.toByte > heardBytes || index === lines.length - 1);
}

function heardLines(lines: readonly SentLine[], heardBytes: number): readonly HeardLine[] {
  return lines.map((line) => ({
    lineId: line.lineId,
    replyId: line.replyId,
    sentMs: (line.toByte - line.fromByte) / BYTES_PER_MS,
    heardMs: (Math.min(line.toByte, Math.max(line.fromByte, heardBytes)) - line.fromByte) / BYTES_PER_MS,
  }));
}

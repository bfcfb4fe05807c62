/**
 * What the last half second of the caller's line holds: speech, or not. Loud sound comes in bursts; those that move as
 * a voice does are looked at for vowels, and for lasting.
 */

import {
  DIP_DB,
  MOVES_DB,
  RECENT_MS,
  SHORT_BURST_MS,
  SPEECH_LOUD_MS,
  SPEECH_UNMEASURED_MS,
  SPEECH_VOICED_MS,
} from "./turn_limits.ts";
import { packPiece, type Piece, pieceMs, unpackPiece } from "./packed.ts";

/** With one more piece, and without those that are too long ago. All are packed. */
export function withPiece(before: readonly number[], piece: Piece): readonly number[] {
  const next = before.slice(before.length - keptBeside(before, piece));
  next.push(packPiece(piece));
  return next;
}

/** How many of the latest pieces lie, with one more, within the time that is judged. */
function keptBeside(before: readonly number[], { ms }: Piece): number {
  let lengthMs = Math.ceil(ms);
  let kept = 0;
  for (; kept < before.length; kept++) {
    lengthMs += pieceMs(before[before.length - 1 - kept]!);
    if (lengthMs > RECENT_MS) break;
  }
  return kept;
}

/**
 * Whether it is speech that is heard: vowels, or loud sound that goes on and falls and rises on the way. Pieces are
 * packed.
 */
export function holdsSpeech(packed: readonly number[]): boolean {
  const recent = packed.map(unpackPiece);
  if (recent.at(-1)?.isVoiced === null) {
    return lengthOf(recent.filter((piece) => piece.isLoud)) >= SPEECH_UNMEASURED_MS;
  }
  const bursts = burstsOf(recent).filter(moves);
  if (lengthOf(bursts.flatMap(vowelsOf)) >= SPEECH_VOICED_MS) return true;
  return lengthOf(bursts.flatMap(({ pieces }) => pieces)) >= SPEECH_LOUD_MS && dips(recent);
}

/** A stretch of loud sound, and the louder of the pieces around it once it is over. */
interface Burst {
  readonly pieces: readonly Piece[];
  readonly aroundDb: number | null;
}

/** The vowels of a burst; voiced pieces in what is mostly noise are chance, as in a cough. */
function vowelsOf({ pieces }: Burst): readonly Piece[] {
  const vowels = pieces.filter((piece) => piece.isVoiced === true);
  return vowels.length * 2 >= pieces.length ? vowels : [];
}

function burstsOf(recent: readonly Piece[]): Burst[] {
  const bursts: Burst[] = [];
  let from = 0;
  for (let at = 0; at <= recent.length; at++) {
    if (recent[at]?.isLoud === true) continue;
    const [before, after] = [recent[from - 1], recent[at]];
    const aroundDb = before === undefined || after === undefined ? null : Math.max(before.levelDb, after.levelDb);
    // What is left of a burst that began earlier says little about it.
    const isRemnant = before === undefined && after !== undefined;
    if (at > from && !isRemnant) bursts.push({ pieces: recent.slice(from, at), aroundDb });
    from = at + 1;
  }
  return bursts;
}

/**
 * Whether a burst moves as a voice does; one too short to show it has to stand out. Its first and last
 * pieces do not count: any sound fills them partly.
 */
function moves({ pieces, aroundDb }: Burst): boolean {
  if (aroundDb !== null && lengthOf(pieces) <= SHORT_BURST_MS) {
    return pieces.some(({ levelDb }) => levelDb - aroundDb >= DIP_DB);
  }
  const levels = pieces.slice(1, -1).map((piece) => piece.levelDb);
  return Math.max(...levels) - Math.min(...levels) >= MOVES_DB;
}

/** Whether the sound falls and rises again, as between two syllables; what one piece does by chance does not count. */
function dips(recent: readonly Piece[]): boolean {
  let [before, lowest] = [-Infinity, Infinity];
  for (let at = 2; at < recent.length; at++) {
    const levelDb = (recent[at]!.levelDb + recent[at - 1]!.levelDb + recent[at - 2]!.levelDb) / 3;
    if (levelDb > before) [before, lowest] = [levelDb, Infinity];
    lowest = Math.min(lowest, levelDb);
    if (before - lowest >= DIP_DB && levelDb - lowest >= DIP_DB) return true;
  }
  return false;
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.ms, 0);
}

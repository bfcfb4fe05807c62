/**
 * Moments of a line as small integers: what a frame was like is needed for half a second, on every call, fifty times a
 * second. As objects, moments live too long for V8's young generation, and the old one, which is collected while every
 * caller waits, fills with them.
 */

/** Levels are measured in tenths of a dB; one that was not, or of nothing, has a code of its own. */
const LEVEL_BITS = 10;
const LEVEL_MASK = (1 << LEVEL_BITS) - 1;
const NO_LEVEL = LEVEL_MASK;
const LOWEST_DB = -72;

/** So that a number and a level stay a small integer. */
export const LARGEST_COUNT = (1 << 20) - 1;

const FLAGS_BITS = 3;
const LOUD = 1;
const MEASURED = 2;
const VOICED = 4;

/** A piece of the caller's line, as far as it is judged. */
export interface Piece {
  readonly ms: number;
  readonly levelDb: number;
  readonly isLoud: boolean;
  /** Null: not measured. */
  readonly isVoiced: boolean | null;
}

/** A piece, packed; its length in whole ms, rounded up. */
export function packPiece({ ms, levelDb, isLoud, isVoiced }: Piece): number {
  const flags = (isLoud ? LOUD : 0) | (isVoiced === null ? 0 : MEASURED) | (isVoiced === true ? VOICED : 0);
  return packLevel(Math.ceil(ms), levelDb) << FLAGS_BITS | flags;
}

/** The piece that was packed. */
export function unpackPiece(packed: number): Piece {
  return {
    ms: pieceMs(packed),
    levelDb: pieceDb(packed),
    isLoud: isLoud(packed),
    isVoiced: (packed & MEASURED) === 0 ? null : (packed & VOICED) !== 0,
  };
}

/** How long a packed piece is, whole ms. */
export function pieceMs(packed: number): number {
  return countOf(packed >> FLAGS_BITS);
}

/** The level of a packed piece, dBFS. */
export function pieceDb(packed: number): number {
  return levelOf(packed >> FLAGS_BITS);
}

/** Whether a packed piece counts as loud. */
export function isLoud(packed: number): boolean {
  return (packed & LOUD) !== 0;
}

/** The same piece, counted as not loud. */
export function notLoud(packed: number): number {
  return packed & ~LOUD;
}

/** A count (ms, bytes) and a level, packed. `count` is an integer up to `LARGEST_COUNT`. */
export function packLevel(count: number, levelDb: number): number {
  return count << LEVEL_BITS | levelCode(levelDb);
}

/** The count of what `packLevel` packed. */
export function countOf(packed: number): number {
  return packed >> LEVEL_BITS;
}

/** The level of what `packLevel` packed, dBFS; -Infinity when there was none. */
export function levelOf(packed: number): number {
  return levelFrom(packed & LEVEL_MASK);
}

/** A length, whole ms rounded up, with the levels of what was heard and of what was played meanwhile, packed. */
export function packBoth(ms: number, heardDb: number, playedDb: number): number {
  return packLevel(Math.ceil(ms), heardDb) << LEVEL_BITS | levelCode(playedDb);
}

/** The length of what `packBoth` packed, ms. */
export function lengthOf(packedBoth: number): number {
  return countOf(packedBoth >> LEVEL_BITS);
}

/** The level that was heard, of what `packBoth` packed, dBFS. */
export function heardDbOf(packedBoth: number): number {
  return levelOf(packedBoth >> LEVEL_BITS);
}

/** The level that was played, of what `packBoth` packed, dBFS; -Infinity when nothing was. */
export function playedDbOf(packedBoth: number): number {
  return levelOf(packedBoth);
}

function levelCode(levelDb: number): number {
  if (levelDb === -Infinity) return NO_LEVEL;
  return Math.min(NO_LEVEL - 1, Math.max(0, Math.round(levelDb * 10) - 10 * LOWEST_DB));
}

function levelFrom(code: number): number {
  return code === NO_LEVEL ? -Infinity : (code + 10 * LOWEST_DB) / 10;
}

/** What a caller's words can mean, and which of it is certain enough to be called verified. */

import { distanceM, type Point } from "./gazetteer_geometry.ts";
import type { Street } from "./gazetteer.ts";
import type { Certainty } from "./gazetteer_names.ts";

export type How = "address" | "intersection" | "place";

/** One thing that a caller's words can mean. */
export interface Option {
  readonly how: How;
  /** In the gazetteer's spelling. */
  readonly address: string;
  /** Null for a street without a number that is on it. */
  readonly at: Point | null;
  readonly certainty: Certainty;
  readonly streets: readonly Street[];
  /** The words go on after the name, or speak of a distance: verified only when something else supports it. */
  readonly isDoubtful: boolean;
}

/** What else was said about the place, judged for one option. */
export type Support = "supported" | "contradicted" | "neutral";

/** Options nearer than this to one another send an officer to the same spot. */
const SAME_SPOT_M = 100;

/**
 * The one option that the words must mean; null while there is none, more than one, or something speaks against it. A
 * slip counts only where nothing is known by name or sound.
 */
export function verified(options: readonly Option[], judge: (option: Option) => Support): Option | null {
  const placed = options.filter(({ at, certainty }) => at !== null && certainty !== "guess");
  const clear = placed.filter(({ certainty }) => certainty !== "slip");
  const possible = (clear.length > 0 ? clear : placed).filter((option) => judge(option) !== "contradicted");
  const supported = possible.filter((option) => judge(option) === "supported");
  const left = spots(supported.length > 0 ? supported : possible);
  const [only] = left;
  if (left.length !== 1 || only === undefined) return null;
  return only.isDoubtful && judge(only) !== "supported" ? null : only;
}

/** The options that are in different spots, the surest of each. */
function spots(options: readonly Option[]): Option[] {
  const kept: Option[] = [];
  const surest = options.toSorted((one, other) => rank(one) - rank(other));
  for (const option of surest) {
    if (!kept.some((other) => distanceM(other.at!, option.at!) < SAME_SPOT_M)) kept.push(option);
  }
  return kept;
}

function rank({ certainty }: Option): number {
  return ["exact", "sound", "slip", "guess"].indexOf(certainty);
}

/** The best options for a person to choose from: each address once, a street only where no number on it is known. */
export function best(options: readonly Option[], count: number): Option[] {
  const hasNumber = ({ streets: [street] }: Option) =>
    options.some(({ how, at, streets }) => how === "address" && at !== null && streets[0] === street);
  const told = options.filter((option) => option.at !== null || !hasNumber(option));
  const sorted = told.toSorted((one, other) => rank(one) - rank(other));
  const isFirst = ({ address }: Option, index: number) =>
    sorted.findIndex((option) => option.address === address) === index;
  return sorted.filter(isFirst).slice(0, count);
}

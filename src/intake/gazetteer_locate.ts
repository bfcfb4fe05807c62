/**
 * Where a caller's words are on the ground. A wrong answer is worse than none: what is not certain stays unverified, and
 * is only shown as a candidate.
 */

import type { LocationFacts } from "./facts.ts";
import type { Gazetteer, Street } from "./gazetteer.ts";
import { addressesIn, hasHouseNumber, streetAddress } from "./gazetteer_addresses.ts";
import { cornersIn, cornersOf, meetings } from "./gazetteer_crossings.ts";
import { distanceM, distanceToLineM, isInside, type Point } from "./gazetteer_geometry.ts";
import { type Meant, nameAtStart, type Named } from "./gazetteer_names.ts";
import { best, type How, type Option, type Support, verified } from "./gazetteer_options.ts";
import { isBeside, placesIn } from "./gazetteer_places.ts";
import { words } from "./gazetteer_words.ts";

export interface Candidate {
  readonly address: string;
  readonly how: How;
  readonly lat: number | null;
  readonly lon: number | null;
}

export interface Located {
  readonly verified: boolean;
  /** In the gazetteer's spelling; null unless verified. */
  readonly address: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Of a verified location, where the gazetteer has a boundary. */
  readonly jurisdiction: "inside" | "outside" | "unknown";
  /** What it may have been, the likeliest first; empty when verified. */
  readonly candidates: readonly Candidate[];
  readonly how: How | null;
}

const CANDIDATES = 3;
/** A cross street or a landmark that is farther away than this speaks against an address. */
const CROSS_STREET_FAR_M = 400;
const LANDMARK_FAR_M = 1_500;
const LANDMARK_NEAR_M = 400;
/** Longer texts are not read to their end: a location is said in fewer words. */
const TEXT_CHARACTERS = 400;

/** What a caller said of the place, taken apart. */
interface Said {
  readonly gazetteer: Gazetteer;
  /** The address, or all the caller's words where nobody took them apart. */
  readonly main: readonly string[];
  readonly cross: Named | null;
  readonly landmark: readonly string[];
  readonly landmarks: readonly Option[];
  readonly isTakenApart: boolean;
}

/** Looks a location up: by house number and street, else by corner, else by a common place. */
export function locate(gazetteer: Gazetteer, location: LocationFacts): Located {
  const said = readSaid(gazetteer, location);
  const addresses = inArea(addressesIn(gazetteer, said.main), said.main);
  const address = verified(addresses, (option) => judgeAddress(said, option));
  if (address !== null) return locatedAt(gazetteer, address);
  const hasNumber = addresses.length > 0 || location.address !== null && hasHouseNumber(said.main);
  const main = mainStreets(said, addresses);
  const corners = inArea([
    ...said.cross === null ? [] : cornersOf(gazetteer, main, said.cross.meant),
    ...cornersIn(gazetteer, said.main),
  ], said.main);
  // A house number that is not on the map was misheard, or its street was: then only a corner of two names is certain.
  const sure = hasNumber ? corners.filter(({ certainty }) => certainty === "exact") : corners;
  const found = verified(sure, () => "neutral") ??
    (hasNumber ? null : verified(said.landmarks, (option) => judgePlace(said, option, main)));
  return found === null
    ? unverified([...addresses, ...corners, ...said.landmarks, ...main.map(streetOption)])
    : locatedAt(gazetteer, found);
}

/** The streets that the address is on, with or without a house number. */
function mainStreets({ gazetteer, main }: Said, addresses: readonly Option[]): readonly Meant[] {
  if (addresses.length === 0) return nameAtStart(gazetteer, main)?.meant ?? [];
  return addresses.map(({ streets: [street], certainty }) => ({ street: street!, certainty }));
}

function streetOption({ street, certainty }: Meant): Option {
  const common = { how: "address", at: null, certainty, streets: [street], isDoubtful: true } as const;
  return { ...common, address: streetAddress(street) };
}

/** Of streets that several towns have, those of the town that was named, where one was. */
function inArea(options: readonly Option[], tokens: readonly string[]): readonly Option[] {
  const isSaid = ({ area }: Street) => area !== null && words(area).every((word) => tokens.includes(word));
  const said = options.filter(({ streets }) => streets.some(isSaid));
  return said.length > 0 ? said : options;
}

function readSaid(gazetteer: Gazetteer, { raw, address, crossStreet, landmark }: LocationFacts): Said {
  const tokens = (text: string | null) => words((text ?? "").slice(0, TEXT_CHARACTERS));
  const isTakenApart = address !== null || crossStreet !== null || landmark !== null;
  const main = tokens(address ?? raw);
  const mark = tokens(landmark);
  const landmarks = landmark === null ? placesIn(gazetteer, main, false) : placesIn(gazetteer, mark, true);
  const cross = crossStreet === null ? null : nameAtStart(gazetteer, tokens(crossStreet));
  return { gazetteer, main, cross, landmark: mark, landmarks, isTakenApart };
}

/** A cross street and a landmark say which of several addresses is meant, or that none of them is. */
function judgeAddress({ gazetteer, cross, landmark, landmarks }: Said, { at, streets }: Option): Support {
  const crossStreets = sureStreets(cross?.meant ?? []);
  const [street] = streets;
  if (crossStreets.length > 0 && street !== undefined && at !== null) {
    if (crossStreets.some((other) => meetings(gazetteer, street, other).length > 0)) return "supported";
    const isFar = crossStreets.every(({ stretches }) =>
      stretches.every(({ line }) => distanceToLineM(at, line) > CROSS_STREET_FAR_M)
    );
    if (isFar) return "contradicted";
  }
  const marks = landmarks.filter(({ certainty, at }) => certainty === "exact" && at !== null);
  if (marks.length === 0 || at === null) return "neutral";
  const nearestM = Math.min(...marks.map((mark) => distanceM(mark.at!, at)));
  if (nearestM <= LANDMARK_NEAR_M) return "supported";
  return landmark.length > 0 && nearestM > LANDMARK_FAR_M ? "contradicted" : "neutral";
}

/** A place is on the street that was named with it. */
function judgePlace(said: Said, { at }: Option, main: readonly Meant[]): Support {
  const streets = [...said.isTakenApart ? sureStreets(main) : [], ...sureStreets(said.cross?.meant ?? [])];
  if (streets.length === 0 || at === null) return "neutral";
  return isBeside(at, streets) ? "supported" : "contradicted";
}

function sureStreets(meant: readonly Meant[]): Street[] {
  return meant.filter(({ certainty }) => certainty === "exact").map(({ street }) => street);
}

function locatedAt({ boundary }: Gazetteer, { how, address, at }: Option): Located {
  const point = at as Point;
  const jurisdiction = boundary.length === 0 ? "unknown" : isInside(point, boundary) ? "inside" : "outside";
  return { verified: true, address, ...rounded(point), jurisdiction, candidates: [], how };
}

function unverified(options: readonly Option[]): Located {
  const candidates = best(options, CANDIDATES).map(({ address, how, at }): Candidate => ({
    address,
    how,
    ...(at === null ? { lat: null, lon: null } : rounded(at)),
  }));
  return { verified: false, address: null, lat: null, lon: null, jurisdiction: "unknown", candidates, how: null };
}

/** Six decimals are a tenth of a metre. */
function rounded({ lat, lon }: Point): Point {
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
}

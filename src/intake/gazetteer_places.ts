/** Common places: "beside the library", "in front of the Walmart", "junto a la biblioteca". */

import Fuse from "fuse.js";
import type { Gazetteer, Street } from "./gazetteer.ts";
import type { PlaceEntry } from "./gazetteer_entries.ts";
import { distanceToLineM, type Point } from "./gazetteer_geometry.ts";
import type { Certainty } from "./gazetteer_names.ts";
import type { Option } from "./gazetteer_options.ts";
import { isArticle, isLocative, placeWords, speaksOfDistance } from "./gazetteer_place_words.ts";
import { isSlip, soundCodes, soundsLike } from "./gazetteer_sound.ts";
import { BREAK } from "./gazetteer_words.ts";

/** A place's name has at most as many words. */
const PLACE_WORDS = 6;
/** A place on a street, or on its corner, is within this distance of the street's line. */
const BESIDE_M = 200;

/**
 * The places that the words can mean. `isWhole` says that the words are nothing but a place, as a landmark is; else only
 * what stands after "at", "beside", … counts, and "I lost my library card" names no place.
 */
export function placesIn(gazetteer: Gazetteer, tokens: readonly string[], isWhole: boolean): Option[] {
  const found: Option[] = [];
  for (let start = 0; start < tokens.length; start++) {
    if (isArticle(tokens[start]) || !beginsPlace(tokens, start, isWhole)) continue;
    for (let end = Math.min(tokens.length, start + PLACE_WORDS); end > start; end--) {
      const places = gazetteer.placesByWords.get(placeWords(tokens.slice(start, end)).join(" "));
      if (places === undefined) continue;
      const isDoubtful = speaksOfDistance(tokens.slice(0, start)) || goesOn(tokens, end);
      found.push(...places.map((place) => optionOf(place, "exact", isDoubtful)));
      start = end;
      break;
    }
  }
  return found.length > 0 || !isWhole ? found : similarPlaces(gazetteer, tokens);
}

/** Whether a place lies on, or at a corner of, one of the streets. */
export function isBeside(at: Point, streets: readonly Street[]): boolean {
  return streets.some(({ stretches }) => stretches.some(({ line }) => distanceToLineM(at, line) <= BESIDE_M));
}

/** A name goes on after its end when another word follows in the clause: "the library parking" is one, "Park people" none. */
function goesOn(tokens: readonly string[], end: number): boolean {
  const next = tokens[end];
  return next !== undefined && next !== BREAK && !isLocative(next) &&
    !/^(and|y|please|now|right|here|there|where|is|there|theres|its|he|she|they|i|im|por|hay|que)$/.test(next);
}

function beginsPlace(tokens: readonly string[], start: number, isWhole: boolean): boolean {
  let before = start - 1;
  while (isArticle(tokens[before])) before--;
  return before < 0
    ? isWhole || start > 0 || tokens.length <= PLACE_WORDS
    : isLocative(tokens[before]) || tokens[before] === BREAK && isWhole;
}

function similarPlaces(gazetteer: Gazetteer, tokens: readonly string[]): Option[] {
  let start = 0;
  while (isLocative(tokens[start]) || isArticle(tokens[start])) start++;
  const said = placeWords(tokens.slice(start)).join(" ");
  if (said === "") return [];
  const joined = said.replaceAll(" ", "");
  const isDoubtful = speaksOfDistance(tokens.slice(0, start));
  const keys = new Set(soundCodes(joined).flatMap((code) => gazetteer.placesBySound.get(code) ?? []));
  const fuse = new Fuse([...gazetteer.placesByWords.keys()], { threshold: 0.3, ignoreLocation: true });
  for (const { item } of fuse.search(said.slice(0, 32), { limit: 3 })) keys.add(item);
  return [...keys].flatMap((key) => {
    const other = key.replaceAll(" ", "");
    const certainty = soundsLike(joined, other) ? "sound" : isSlip(joined, other) ? "slip" : "guess";
    return gazetteer.placesByWords.get(key)!.map((place) => optionOf(place, certainty, isDoubtful));
  });
}

function optionOf({ name, address, at }: PlaceEntry, certainty: Certainty, isDoubtful: boolean): Option {
  const whole = address === null ? name : `${name}, ${address}`;
  return { how: "place", address: whole, at, certainty, streets: [], isDoubtful };
}

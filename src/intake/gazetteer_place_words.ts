/** The words of a place's name, and the words with which people say that something is there. */

import { BREAK, nameWord } from "./gazetteer_words.ts";

const ARTICLES = setOf("the a an el la los las un una del de our that this");
/** After these a place is named as where it happens: "beside the library", "junto a la biblioteca". */
const LOCATIVES = setOf(
  "at in inside outside beside by near behind opposite around from on to of front across next corner end parking lot " +
    "en junto cerca frente detras dentro fuera afuera lado a al entre por estacionamiento esquina",
);
/** What is so far from a place is not there: "two blocks past the library". */
const DISTANCES = setOf(
  "mile miles block blocks minute minutes yards feet foot meters kilometer kilometers km past beyond toward towards not no " +
    "north south east west milla millas cuadra cuadras minutos metros kilometros pasando hacia norte sur este oeste",
);
/** How many words before a place may speak of its distance. */
const REACH = 6;

/** A place's name in one form, without articles and pauses. */
export function placeWords(tokens: readonly string[]): string[] {
  const kept = tokens.filter((word) => word !== BREAK && !ARTICLES.has(word)).map(nameWord);
  return kept[0] === "st" && kept.length > 1 ? ["saint", ...kept.slice(1)] : kept;
}

/** Whether a word says that what follows is where it happens. */
export function isLocative(word: string | undefined): boolean {
  return word !== undefined && LOCATIVES.has(word);
}

/** Whether a word is passed over before a name. */
export function isArticle(word: string | undefined): boolean {
  return word !== undefined && ARTICLES.has(word);
}

/** Whether the words before a place say that it is somewhere else. */
export function speaksOfDistance(before: readonly string[]): boolean {
  const near = before.slice(-REACH);
  return near.slice(near.lastIndexOf(BREAK) + 1).some((word) => DISTANCES.has(word));
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

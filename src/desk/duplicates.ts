/** Whether two callers report the same: same place and type, not long apart, while the first is still open. */

import type { Candidate } from "../store/ports.ts";

/** Two reports of one event seldom lie further apart. */
export const DUPLICATE_WINDOW_MS = 30 * 60 * 1_000;

/** What the report of the same event shares with an incident; null where it cannot be told yet. */
export function likeness(incident: Candidate): { readonly typeCode: string; readonly place: string } | null {
  const { typeCode } = incident;
  const place = placeOf(incident);
  return place === null || typeCode === null ? null : { typeCode, place };
}

/** The incident that another one repeats; null when there is none. `open` are those that are not closed. */
export function firstOf(incident: Candidate, open: readonly Candidate[]): Candidate | null {
  const { typeCode, place } = likeness(incident) ?? {};
  if (place === undefined) return null;
  return open.find((other) =>
    other.id !== incident.id && other.duplicateOf === null && other.callSid !== incident.callSid &&
    other.typeCode === typeCode && placeOf(other) === place
  ) ?? null;
}

/** A place by which incidents are compared: without case, punctuation and the words that streets are abbreviated with. */
function placeOf({ location }: Candidate): string | null {
  const place = location.address ?? location.landmark;
  if (place === null) return null;
  const words = place.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ").map((word) =>
    SHORT[word] ?? word
  );
  return words.length === 0 || words[0] === "" ? null : words.join(" ");
}

const SHORT: Readonly<Record<string, string>> = {
  street: "st",
  avenue: "ave",
  road: "rd",
  boulevard: "blvd",
  drive: "dr",
  lane: "ln",
  court: "ct",
  place: "pl",
  north: "n",
  south: "s",
  east: "e",
  west: "w",
};

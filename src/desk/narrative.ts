/** What an answer changed, in words for the narrative: it grows only, so corrections say what was believed before. */

import type { Facts, LocationFacts } from "../intake/facts.ts";

const FIELDS: readonly [keyof Facts, string][] = [
  ["nature", "Nature"],
  ["typeCode", "Type"],
  ["when", "When"],
  ["inProgress", "In progress"],
  ["injuries", "Injuries"],
  ["weapons", "Weapons"],
  ["callbackNumber", "Call back"],
  ["callerName", "Caller"],
];

/** The changes from one state of knowledge to the next, one line; empty when nothing was added or corrected. */
export function changesBetween(before: Facts, after: Facts): string {
  const places: [string, string | null, string | null][] = [[
    "Location",
    spoken(before.location),
    spoken(after.location),
  ]];
  const fields = FIELDS.map((
    [key, name],
  ): [string, string | null, string | null] => [name, text(before[key]), text(after[key])]);
  const details = Object.keys(after.details).map((id): [string, string | null, string | null] => [
    id,
    before.details[id] ?? null,
    after.details[id] ?? null,
  ]);
  const anonymous = after.anonymous && !before.anonymous ? ["The caller stays anonymous"] : [];
  const changed = [...places, ...fields, ...details].filter(([, was, is]) => is !== null && was !== is)
    .map(([name, was, is]) => was === null ? `${name}: ${is}` : `${name}: ${is} (before: ${was})`);
  return [...changed, ...anonymous].join("; ");
}

/** A place in one line: address, unit, cross street, landmark; the caller's own words when there is nothing else. */
export function spoken(location: LocationFacts): string | null {
  const { raw, address, unit, crossStreet, landmark } = location;
  const parts = [
    address === null ? null : unit === null ? address : `${address}, unit ${unit}`,
    crossStreet === null ? null : address === null ? crossStreet : `near ${crossStreet}`,
    landmark,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : raw;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

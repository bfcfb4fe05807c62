/** Corners: where streets meet, and the words for it. */

import { crossingKey, type Gazetteer, type Street } from "./gazetteer.ts";
import { streetAddress } from "./gazetteer_addresses.ts";
import { distanceToLineM, type Point } from "./gazetteer_geometry.ts";
import { type Certainty, isStop, type Meant, nameAtEnd, nameAtStart } from "./gazetteer_names.ts";
import type { Option } from "./gazetteer_options.ts";

/** Lines that come as near as this meet: files are drawn by hand. */
const MEETING_M = 20;
const JOINTS: ReadonlySet<string> = new Set("and y at con near by off cross crossing esquina with cruce".split(" "));
const LEADS: ReadonlySet<string> = new Set([...JOINTS, "the", "of", "el", "la", "de", "street", "corner", ","]);

/** The corners of two streets that stand side by side in the words: "Main and Oak", "Main esquina con Oak". */
export function cornersIn(gazetteer: Gazetteer, tokens: readonly string[]): Option[] {
  return tokens.flatMap((word, at) => {
    if (!JOINTS.has(word) || JOINTS.has(tokens[at - 1] ?? "")) return [];
    const isBetween = /^(between|entre)$/.test(tokens[tokens.slice(0, at).findLastIndex(isStop)] ?? "");
    let next = at + 1;
    while (LEADS.has(tokens[next] ?? "")) next++;
    const before = tokens[at - 1] === "," ? tokens.slice(0, at - 1) : tokens.slice(0, at);
    if (isBetween) return [];
    const [one, other] = [nameAtEnd(gazetteer, before), nameAtStart(gazetteer, tokens.slice(next))];
    return cornersOf(gazetteer, one?.meant ?? [], other?.meant ?? []);
  });
}

/** The corners of the streets that two names can mean. */
export function cornersOf(gazetteer: Gazetteer, one: readonly Meant[], other: readonly Meant[]): Option[] {
  return one.flatMap((first) =>
    other.filter((second) => second.street !== first.street).flatMap((second): Option[] => {
      const certainty = less(first.certainty, second.certainty);
      if (certainty === "guess") return [];
      return meetings(gazetteer, first.street, second.street).map((at) => ({
        how: "intersection",
        address: `${streetAddress(first.street)} & ${second.street.name}`,
        at,
        certainty,
        streets: [first.street, second.street],
        isDoubtful: false,
      }));
    })
  );
}

/** Where two streets meet: the corners that the file names, else those that their lines make. */
export function meetings({ namedCrossings }: Gazetteer, one: Street, other: Street): readonly Point[] {
  const named = namedCrossings.get(crossingKey(one, other));
  if (named !== undefined) return named;
  return one.stretches.flatMap(({ line }) =>
    other.stretches.filter((stretch) => isNear(line, stretch.line)).flatMap((stretch) => linesMeet(line, stretch.line))
  );
}

/** Whether the boxes around two lines touch. */
function isNear(one: readonly Point[], other: readonly Point[]): boolean {
  const margin = 0.0005;
  const overlaps = (coordinate: (point: Point) => number) => {
    const [a, b] = [one.map(coordinate), other.map(coordinate)];
    return Math.min(...a) <= Math.max(...b) + margin && Math.min(...b) <= Math.max(...a) + margin;
  };
  return overlaps(({ lat }) => lat) && overlaps(({ lon }) => lon);
}

/** A corner lies where a vertex of one line is on the other, or else where they cross between vertices. */
function linesMeet(one: readonly Point[], other: readonly Point[]): Point[] {
  const touching = [
    ...one.filter((point) => distanceToLineM(point, other) <= MEETING_M),
    ...other.filter((point) => distanceToLineM(point, one) <= MEETING_M),
  ];
  if (touching.length > 0) return touching;
  return one.slice(1).flatMap((end, index) =>
    other.slice(1).flatMap((otherEnd, otherIndex) => cut([one[index]!, end], [other[otherIndex]!, otherEnd]))
  );
}

/** The point where two pieces of line cut each other, if they do. */
function cut([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): Point[] {
  const [north, east] = [b.lat - a.lat, b.lon - a.lon];
  const [otherNorth, otherEast] = [d.lat - c.lat, d.lon - c.lon];
  const area = east * otherNorth - north * otherEast;
  if (area === 0) return [];
  const share = ((c.lon - a.lon) * otherNorth - (c.lat - a.lat) * otherEast) / area;
  const otherShare = ((c.lon - a.lon) * north - (c.lat - a.lat) * east) / area;
  const isOn = (part: number) => part >= 0 && part <= 1;
  return isOn(share) && isOn(otherShare) ? [{ lat: a.lat + share * north, lon: a.lon + share * east }] : [];
}

function less(one: Certainty, other: Certainty): Certainty {
  const order: readonly Certainty[] = ["exact", "sound", "slip", "guess"];
  return order[Math.max(order.indexOf(one), order.indexOf(other))]!;
}

/** Points, lines and polygons on the ground. Coordinates are degrees, WGS 84; distances are metres. */

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** A closed ring: the first point need not be repeated. Holes are rings too. */
export type Ring = readonly Point[];

/** A degree of latitude on a sphere of 6371 km. */
const METRES_PER_DEGREE = 111_195;

/** How far apart two points are, for distances within a county. */
export function distanceM(one: Point, other: Point): number {
  const north = (other.lat - one.lat) * METRES_PER_DEGREE;
  const east = (other.lon - one.lon) * METRES_PER_DEGREE * Math.cos(one.lat * Math.PI / 180);
  return Math.hypot(north, east);
}

/** The point at a fraction (0 to 1) of a line's length. */
export function along(line: readonly Point[], fraction: number): Point {
  const lengths = line.slice(1).map((point, index) => distanceM(line[index]!, point));
  let left = fraction * lengths.reduce((sum, length) => sum + length, 0);
  for (const [index, length] of lengths.entries()) {
    if (left <= length && length > 0) return between(line[index]!, line[index + 1]!, left / length);
    left -= length;
  }
  return line.at(-1)!;
}

/** How far a point is from a line. */
export function distanceToLineM(point: Point, line: readonly Point[]): number {
  if (line.length === 1) return distanceM(point, line[0]!);
  const pieces = line.slice(1).map((end, index) => distanceM(point, nearest(point, line[index]!, end)));
  return Math.min(...pieces);
}

/**
 * Whether a point is inside: an odd number of the rings' edges is crossed on the way to the east (even-odd rule, so that
 * holes and islands come out right).
 */
export function isInside({ lat, lon }: Point, rings: readonly Ring[]): boolean {
  let inside = false;
  for (const ring of rings) {
    let before = ring.at(-1)!;
    for (const corner of ring) {
      const spans = corner.lat > lat !== before.lat > lat;
      if (
        spans && lon < (before.lon - corner.lon) * (lat - corner.lat) / (before.lat - corner.lat) + corner.lon
      ) inside = !inside;
      before = corner;
    }
  }
  return inside;
}

function between(from: Point, to: Point, fraction: number): Point {
  return { lat: from.lat + (to.lat - from.lat) * fraction, lon: from.lon + (to.lon - from.lon) * fraction };
}

function nearest(point: Point, from: Point, to: Point): Point {
  const squeeze = Math.cos(point.lat * Math.PI / 180);
  const [x, y] = [(to.lon - from.lon) * squeeze, to.lat - from.lat];
  const length = x * x + y * y;
  if (length === 0) return from;
  const share = ((point.lon - from.lon) * squeeze * x + (point.lat - from.lat) * y) / length;
  return between(from, to, Math.min(1, Math.max(0, share)));
}

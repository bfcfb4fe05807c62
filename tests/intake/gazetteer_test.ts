/** Gazetteer files: what is taken from them, and how a wrong one is told. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadGazetteer } from "../../src/intake/gazetteer.ts";
import { GazetteerError } from "../../src/intake/gazetteer_entries.ts";
import { locate } from "../../src/intake/gazetteer_locate.ts";

const HEADER = "kind,name,from,to,side,lat,lon,to_lat,to_lon,cross,aliases";
const fixture = (name: string) => readFileSync(new URL(`../fixtures/gazetteer/${name}`, import.meta.url), "utf8");
const at = (address: string) => ({ raw: null, address, unit: null, crossStreet: null, landmark: null });

function problemsOf(text: string, name: string): readonly string[] {
  try {
    loadGazetteer(text, name);
  } catch (error) {
    assert.ok(error instanceof GazetteerError, String(error));
    return error.problems;
  }
  return [];
}

Deno.test("a CSV file's problems are all told: line, what is there, what was expected", () => {
  const rows = [
    "street,Main St,1,x,both,41,-93,,,,",
    "street,Elm St,1,99,left,41,-93,41.1,-93,,",
    "strete,Oak St,1,99,,41,-93,,,,",
    "place,,,,,91,-93,,,,",
    "intersection,Main St,,,,41,-93,,,,",
    "boundary,town,,,,41,-93,,,,",
  ];
  assert.deepEqual(problemsOf([HEADER, ...rows].join("\n"), "a.csv"), [
    'line 2: "to" is "x"; expected a house number, 1 to 999999',
    'line 3: "side" is "left"; expected even, odd or both',
    'line 4: "kind" is "strete"; expected street, place, intersection or boundary',
    'line 5: latitude is "91"; expected degrees from -90 to 90',
    'line 5: "name" is missing; expected the name of the entry',
    'line 6: "cross" is missing; expected the other street of the intersection',
    'boundary "town": it has 1 corners; expected at least 3',
  ]);
});

Deno.test("a CSV header is checked before the rows", () => {
  assert.deepEqual(problemsOf("kind,name,lat,long\nplace,A,1,2", "a.csv"), [
    'line 1: no column is called "long"; expected some of kind, name, area, from, to, side, lat, lon, to_lat, to_lon, ' +
    "cross, address, aliases",
    'line 1: the column "lon" is missing; expected a header with kind, name, lat, lon',
  ]);
});

Deno.test("a wrong column does not flood the log", () => {
  const rows = Array.from({ length: 100 }, () => "place,A,,,,north,-93,,,,");
  const problems = problemsOf([HEADER, ...rows].join("\n"), "a.csv");
  assert.equal(problems.length, 21);
  assert.equal(problems.at(-1), "and 80 more like these");
});

Deno.test("CSV cells in quotation marks hold commas, line ends and quotation marks", () => {
  const town = loadGazetteer(
    `\uFEFF${HEADER}\r\nplace,"Joe's ""Big"" Grill, North\nside",,,,41,-93,,,,"Joe's|the grill"\r\n`,
    "a.csv",
  );
  const found = locate(town, { ...at(""), address: null, landmark: "the grill" });
  assert.equal(found.address, 'Joe\'s "Big" Grill, North\nside');
  const rows = `${HEADER}\nplace,"a\nb",,,,1,2,,,,\nplace,"c"d,,,,1,2,,,,`;
  assert.match(problemsOf(rows, "a.csv")[0] ?? "", /^line 4: a quotation mark/);
});

Deno.test("a stray quotation mark, a long cell and a long boundary do not hold up a start", () => {
  const rows = (count: number, row: string) => Array.from({ length: count }, () => row);
  const street = "street,Main St,1,99,both,41.1234567,-93.1234567,,,,";
  const since = performance.now();
  const stray = [HEADER, 'place,5" pipe,,,,41,-93,,,,', ...rows(20_000, street)];
  assert.match(problemsOf(stray.join("\n"), "a.csv")[0] ?? "", /^line 2: a quotation mark/);
  const unclosed = [HEADER, 'place,"Library,,,,41,-93,,,,', ...rows(20_000, street)];
  assert.match(problemsOf(unclosed.join("\n"), "a.csv")[0] ?? "", /^line 2: a quotation mark/);
  const long = [
    HEADER,
    street,
    `place,"${"x\n".repeat(20_000)}",,,,41,-93,,,,`,
    ...rows(20_000, "boundary,town,,,,1,2,,,,"),
  ];
  assert.equal(loadGazetteer(long.join("\n"), "a.csv").boundary[0]?.length, 20_000);
  assert.ok(performance.now() - since < 2_000, `${performance.now() - since} ms`);
});

Deno.test("a GeoJSON file's problems are all told by feature", () => {
  const features = [
    { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [[-93, 41], [-93, 42]] } },
    { type: "Feature", properties: { name: "A" }, geometry: { type: "Point", coordinates: [41, -193] } },
    { type: "Feature", properties: { name: "B" }, geometry: { type: "GeometryCollection" } },
    { type: "Feature", properties: { name: "C" }, geometry: null },
    { type: "Feature", properties: { name: "D", from: 0, to: 9 }, geometry: { type: "LineString", coordinates: "x" } },
  ];
  assert.deepEqual(problemsOf(JSON.stringify({ type: "FeatureCollection", features }), "a.geojson"), [
    'feature 1: "name" is missing; expected the name of the street or place',
    "feature 2: latitude is -193; expected degrees from -90 to 90",
    'feature 3: the geometry is "GeometryCollection"; expected a line (street), point (place) or polygon (boundary)',
    'feature 4: it has no geometry; expected a geometry with "type" and "coordinates"',
    'feature 5: the coordinates are "x"; expected a list',
    'feature 5: "from" is 0; expected a house number, 1 to 999999',
    "feature 5: the line has no points; expected at least one",
  ]);
});

Deno.test("a file that is neither CSV nor GeoJSON, or says nothing, is refused", () => {
  assert.match(problemsOf("x", "streets.xlsx")[0] ?? "", /expected a name in \.csv, \.geojson or \.json/);
  assert.match(problemsOf("{", "streets.json")[0] ?? "", /expected JSON/);
  assert.match(problemsOf('{"type": "FeatureCollection", "features": []}', "a.json")[0] ?? "", /names no place/);
  assert.match(problemsOf(HEADER, "a.csv")[0] ?? "", /names no place/);
  assert.match(problemsOf("", "a.csv")[0] ?? "", /^line 1: the column "kind" is missing/);
});

Deno.test("the GeoJSON example locates house numbers on both sides, corners, places and holes in the boundary", () => {
  const town = loadGazetteer(fixture("town.geojson"), "town.geojson");
  const of = (address: string) => locate(town, at(address));
  assert.deepEqual(of("300 Main Street"), {
    verified: true,
    address: "300 Main St",
    lat: 41.2,
    lon: -93.5054,
    jurisdiction: "inside",
    candidates: [],
    how: "address",
  });
  assert.equal(of("301 Main Street").verified, false);
  assert.deepEqual(
    [of("500 Elm Street"), of("501 Elm Street")].map(({ verified, jurisdiction }) => [verified, jurisdiction]),
    [
      [true, "outside"],
      [true, "outside"],
    ],
  );
  assert.equal(locate(town, { ...at("Main"), crossStreet: "Oak" }).address, "Main St & N Oak Ave");
  assert.equal(locate(town, { ...at("Elm"), crossStreet: "Quarry Road" }).lon, -93.4928);
});

Deno.test("fifty thousand streets are read within a second, and one is found within five milliseconds", () => {
  const { text, names } = manyStreets(50_000);
  const loads = [1, 2, 3].map(() => timed(() => loadGazetteer(text, "many.csv")));
  const town = loads[0]!.value;
  const sayings = [
    (name: string) => `it is at one oh four ${name} please`,
    (name: string) => `104 ${name[0]}${name.slice(2)}`,
    (name: string) => `corner of ${name} and ${names[5]}`,
    () => "104 Blarneystone Parkway",
  ];
  const looks = Array.from(
    { length: 400 },
    (_, index) => timed(() => locate(town, at(sayings[index % sayings.length]!(names[index * 100]!)))).ms,
  );
  const load = Math.min(...loads.map(({ ms }) => ms));
  const median = looks.toSorted((one, other) => one - other)[200]!;
  console.log(`50,000 streets: read in ${load.toFixed(0)} ms, found in ${median.toFixed(2)} ms (median)`);
  assert.ok(load < 1_000, `${load} ms`);
  assert.ok(median < 5, `${median} ms`);
});

/** Streets with names of two to four syllables, each different. */
function manyStreets(count: number): { text: string; names: string[] } {
  const syllables = "ba be bo ca co da de do fa fer gar glen hal ham har hol jen kel kin lan lin lo ma mar mel mon"
    .split(" ");
  const types = ["St", "Ave", "Rd", "Dr", "Ln"];
  const names = Array.from({ length: count }, (_, index) => {
    const digits = [...(index + 1_000).toString(syllables.length)].map((digit) => syllables[parseInt(digit, 26)]!);
    return `${digits.join("")} ${types[index % types.length]}`;
  });
  const rows = names.map((name, index) => {
    const [lat, lon] = [40 + index % 250 / 250, -90 + Math.floor(index / 250) / 250];
    return `street,${name},100,998,both,${lat},${lon},${lat + 0.003},${lon},,`;
  });
  return { text: [HEADER, ...rows].join("\n"), names };
}

function timed<T>(work: () => T): { value: T; ms: number } {
  const startMs = performance.now();
  const value = work();
  return { value, ms: performance.now() - startMs };
}

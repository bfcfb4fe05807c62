/** Finding a location: what makes it certain, and what keeps it from being so. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { loadGazetteer } from "../../src/intake/gazetteer.ts";
import { isInside } from "../../src/intake/gazetteer_geometry.ts";
import { locate } from "../../src/intake/gazetteer_locate.ts";
import { houseNumbers, ordinalOf } from "../../src/intake/gazetteer_numbers.ts";
import { editDistance, soundsLike } from "../../src/intake/gazetteer_sound.ts";

const text = readFileSync(new URL("../fixtures/gazetteer/town.csv", import.meta.url), "utf8");
const town = loadGazetteer(text, "town.csv");
const NOWHERE = { raw: null, address: null, unit: null, crossStreet: null, landmark: null };
const of = (address: string) => locate(town, { ...NOWHERE, address });

Deno.test("a house is between the ends of its street, as its number is between theirs", () => {
  const [first, middle, last] = ["2", "599", "1199"].map((number) => of(`${number} Main Street`));
  assert.deepEqual([first?.lon, middle?.lon, last?.lon], [-93.5108, -93.5, -93.4892]);
  const { lon } = of("300 Main Street");
  assert.ok(lon !== null && Math.abs(lon - (-93.5108 + 0.0108 * 298 / 597)) < 1e-6);
});

Deno.test("what is not certain is unverified, without a point, and names at most three candidates", () => {
  const { candidates, ...rest } = of("221 Oak Avenue");
  assert.deepEqual(rest, { verified: false, address: null, lat: null, lon: null, jurisdiction: "unknown", how: null });
  assert.deepEqual(candidates.map(({ address }) => address), ["221 N Oak Ave", "221 S Oak Ave"]);
  assert.deepEqual(of("12 Marple Avenue").candidates.map(({ address }) => address), ["Maple Ave"]);
  assert.deepEqual(of("5000 Main Street").candidates, [{ address: "Main St", how: "address", lat: null, lon: null }]);
});

Deno.test("a location outside the boundary is verified, and is told to be outside", () => {
  assert.equal(of("300 Quarry Road").jurisdiction, "outside");
  assert.equal(of("300 Main Street").jurisdiction, "inside");
  const unbounded = loadGazetteer(text.replace(/^boundary.*\n/gm, ""), "town.csv");
  assert.equal(locate(unbounded, { ...NOWHERE, address: "300 Main Street" }).jurisdiction, "unknown");
});

Deno.test("nothing said is nothing found, and a flood of words does no harm", () => {
  assert.equal(locate(town, NOWHERE).verified, false);
  assert.equal(of("").verified, false);
  assert.equal(of("and and , and 12 ".repeat(5_000)).verified, false);
  assert.equal(of("12 Main Street ".repeat(5_000)).verified, true);
});

/** Letters that no name of the town has, so that nothing can sound or look like one of its streets. */
const foreign = fc.stringMatching(/^[zxq][uy][zxqv]{1,3}[yu]?[zxq]$/);

Deno.test("a query that shares no street and no place with the town never verifies", () => {
  const type = fc.constantFrom("Street", "Avenue", "Rd", "calle", "", "Boulevard North", "Lane");
  const number = fc.constantFrom("12", "twelve", "one oh four", "ciento cuatro", "300", "");
  const phrase = fc.tuple(number, foreign, type).map((parts) => parts.join(" "));
  const query = fc.record({
    raw: fc.option(phrase),
    address: fc.option(phrase),
    unit: fc.constant(null),
    crossStreet: fc.option(phrase),
    landmark: fc.option(foreign),
  });
  fc.assert(fc.property(query, (location) => locate(town, location).verified === false), { numRuns: 2_000 });
});

Deno.test("whatever is said, a verified location is one of the file's, and a candidate is told at most three times", () => {
  const word = fc.constantFrom(
    ..."12 twelve one oh four hundred and main oak elm street avenue north calle the library at corner of , first no"
      .split(" "),
  );
  const query = fc.array(word, { maxLength: 10 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(query, query, (address, crossStreet) => {
      const found = locate(town, { ...NOWHERE, address, crossStreet });
      assert.ok(found.candidates.length <= 3);
      if (found.verified) assert.match(found.address ?? "", /Main St|Oak Ave|Elm St|1st St|North St|Library|Avenida/);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("numbers are read as they are spoken, in both languages", () => {
  const readings: [string, number[]][] = [
    ["one oh four", [104]],
    ["one hundred and four", [104]],
    ["twelve hundred", [1200]],
    ["one thousand two hundred", [1200]],
    ["forty five hundred", [4500]],
    ["twelve thirty four", [1234]],
    ["fourteen oh two", [1402]],
    ["two two one", [221]],
    ["1 0 4", [104]],
    ["100 4", [1004, 104]],
    ["ciento cuatro", [104]],
    ["mil doscientos", [1200]],
    ["treinta y cuatro", [34]],
    ["dos mil quince", [2015]],
    ["veintiuno", [21]],
    ["four and", []],
    ["twelve and thirty", []],
    ["zero", []],
    ["one two three four five six seven", []],
  ];
  for (const [said, expected] of readings) assert.deepEqual(houseNumbers(said.split(" ")), expected, said);
  assert.equal(ordinalOf(["twenty", "third"]), 23);
  assert.equal(ordinalOf(["42nd"]), 42);
  assert.equal(ordinalOf(["one", "third"]), null);
});

Deno.test("names sound alike when only their spelling differs", () => {
  const alike = [
    "main mane",
    "main maine",
    "clark clarke",
    "stewart stuart",
    "linden lyndon",
    "reed read",
    "beech beach",
  ];
  for (const pair of alike) assert.ok(soundsLike(...pair.split(" ") as [string, string]), pair);
  const apart = [
    "main mine",
    "maple mable",
    "oak elk",
    "4th 14th",
    "lake luke",
    "merlin marlin",
    "jefferson joviarisan",
    "park bark",
    "main spain",
  ];
  for (const pair of apart) assert.ok(!soundsLike(...pair.split(" ") as [string, string]), pair);
  assert.equal(editDistance("washingtin", "washington", 2), 1);
  assert.equal(editDistance("mapel", "maple", 2), 1);
  assert.equal(editDistance("elm", "washington", 2), 3);
});

Deno.test("a point is inside a polygon and outside its holes", () => {
  const square = (from: number, to: number) =>
    [[from, from], [from, to], [to, to], [to, from]].map(([lat = 0, lon = 0]) => ({ lat, lon }));
  const rings = [square(0, 10), square(4, 6)];
  assert.deepEqual([1, 5, 11, -1].map((at) => isInside({ lat: at, lon: at }, rings)), [true, false, false, false]);
  assert.equal(isInside({ lat: 5, lon: 1 }, rings), true);
});

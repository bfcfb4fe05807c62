/** How well locations are recognised as people say them, and as a transcriber writes that down. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadGazetteer } from "../../src/intake/gazetteer.ts";
import { locate, type Located } from "../../src/intake/gazetteer_locate.ts";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/gazetteer/${name}`, import.meta.url), "utf8");

/** At least so many of those that have one answer get it. */
const RECALL = 0.95;

interface Spoken {
  readonly said: string;
  readonly expected: string | null;
  readonly located: Located;
}

function spoken(name: string): Spoken[] {
  const town = loadGazetteer(fixture("town.csv"), "town.csv");
  return fixture(name).trimEnd().split("\n").slice(1).map((line) => {
    const [address = "", crossStreet = "", landmark = "", raw = "", expected = ""] = line.split("\t");
    const said = (cell: string) => cell === "" ? null : cell;
    const facts = { address: said(address), crossStreet: said(crossStreet), landmark: said(landmark), raw: said(raw) };
    return {
      said: line,
      expected: expected === "-" ? null : expected,
      located: locate(town, { ...facts, unit: null }),
    };
  });
}

/** Prints precision and recall, and what is wrong or missed; every verified location must be right. */
function judge(name: string, atLeast: number): void {
  const all = spoken(name);
  assert.ok(all.length >= atLeast, `there are ${all.length}`);
  const verified = all.filter(({ located }) => located.verified);
  const right = verified.filter(({ expected, located }) => isSame(expected, located.address));
  const known = all.filter(({ expected }) => expected !== null);
  const [precision, recall] = [right.length / verified.length, right.length / known.length];
  console.log(`${all.length} of ${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
  const missed = known.filter((one) => !right.includes(one)).map(({ said }) => said);
  if (missed.length > 0) console.log(`missed: ${missed.join(" · ")}`);
  const wrong = verified.filter((one) => !right.includes(one));
  assert.deepEqual(wrong.map(({ said, located }) => `${said} -> ${located.address}`), []);
  assert.ok(recall >= RECALL, `recall is ${recall}`);
}

Deno.test("of at least 120 spoken locations every verified one is right, and nearly all are found", () => {
  judge("spoken.tsv", 120);
});

Deno.test("the same holds for locations that were written down before they were tried", () => {
  judge("spoken_held_out.tsv", 60);
});

/** A corner is the same whichever street is named first. */
function isSame(expected: string | null, address: string | null): boolean {
  const sorted = (text: string | null) => text?.split(" & ").toSorted().join(" & ") ?? null;
  return sorted(expected) === sorted(address);
}

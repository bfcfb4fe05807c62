/** The turn rule, measured: docs/turns.md shows this table and says how to read it. */

import assert from "node:assert/strict";
import {
  answers,
  type Background,
  companies,
  type Disturbance,
  disturbances,
  echoes,
  type Interruption,
  interruptions,
} from "../support/turns/corpus.ts";

/** Noises that the rule is known to take for speech; docs/turns.md says why. */
const TAKEN_FOR_SPEECH = ["a large dog that barks on", "music"];

Deno.test("a person who keeps talking over a reply has the word: every one, at every level, on a quiet line", () => {
  for (const levelDb of [-32, -22, -12]) {
    const own = interruptions(levelDb, "quiet", "at once");
    const late = interruptions(levelDb, "quiet", "late");
    report(`speech at ${levelDb} dBFS, the rule alone`, own, 80);
    report(`speech at ${levelDb} dBFS, at the carrier`, late);
    assert.equal(missed(own).length + missed(late).length, 0);
    // Soft speech rises out of the line later than it begins.
    const softMs = levelDb < -30 ? 60 : 0;
    assert.ok(at(own, 0.5) - 80 <= 130, "the rule alone, median");
    assert.ok(at(own, 0.95) - 80 <= 320 + softMs, "the rule alone, p95");
    assert.ok(at(late, 0.95) <= 400 + softMs, "at the carrier, p95");
    assert.ok(at(late, 1) <= (levelDb < -30 ? 1_000 : 500), "at the carrier, at most");
  }
});

Deno.test("so has one on top of steady background, of a television, of our own echo", () => {
  const lines: Background[] = ["an idling engine", "a hiss on the line", "wind", "music", "television", "echo"];
  const all = lines.flatMap((background) => {
    const found = interruptions(-22, background, "late", 2);
    report(`speech at -22 dBFS on ${background}`, found);
    assert.ok(at(found, 0.95) <= 400, `p95 on ${background}`);
    return found;
  });
  assert.equal(missed(all).length, 0);
  assert.deepEqual(all.filter(({ isEarly }) => isEarly), [], "the background alone cut a reply");
});

Deno.test("a noise neither cuts a reply or a greeting nor earns an answer", () => {
  const all = disturbances([-30, -20, -10]);
  const believed = tally(all);
  assert.deepEqual([...believed], TAKEN_FOR_SPEECH);
});

Deno.test("nor does our own voice coming back", () => {
  assert.equal(tally(echoes([-10, -15, -20, -30], [60, 120, 180, 250])).size, 0);
});

Deno.test("nor do a television and music well below a caller", () => {
  assert.equal(tally(companies([-45])).size, 0);
  assert.deepEqual([...tally(companies([-40]))], ["television behind a caller not heard yet"]);
});

Deno.test("a short answer that begins over the reply's last syllable is not lost", () => {
  for (const offsetMs of [-250, -150, -50, 100]) {
    const all = answers(offsetMs, [-30, -20]);
    const lost = all.filter(({ isAnswered }) => !isAnswered);
    say(`answers ${offsetMs} ms after the reply's end`, `${all.length - lost.length} of ${all.length} answered`);
    assert.deepEqual(lost.map(({ utterance }) => `${utterance.voice}: ${utterance.text}`), []);
  }
});

function missed(all: readonly Interruption[]): readonly Interruption[] {
  return all.filter(({ afterMs }) => afterMs === null);
}

/** The time that a part of the right interruptions did not exceed, ms. */
function at(all: readonly Interruption[], part: number): number {
  const times = all.flatMap(({ afterMs }) => afterMs === null ? [] : [afterMs]).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Infinity;
}

function report(name: string, all: readonly Interruption[], networkMs = 0): void {
  const [p50, p90, p95, max] = [0.5, 0.9, 0.95, 1].map((part) => Math.round(at(all, part) - networkMs));
  const heard = all.length - missed(all).length;
  say(name, `${heard} of ${all.length}   p50 ${p50}   p90 ${p90}   p95 ${p95}   max ${max} ms`);
}

/** Says how often each disturbance was taken for speech; returns the names of those that were. */
function tally(all: readonly Disturbance[]): ReadonlySet<string> {
  const believed = all.filter(({ isCut, isAnswered }) => isCut || isAnswered);
  for (const key of new Set(all.map(({ name }) => name))) {
    const of = all.filter(({ name }) => name === key);
    const levels = [...new Set(of.map(({ levelDb }) => levelDb))].join(", ");
    say(`${key} at ${levels} dBFS`, `${believed.filter(({ name }) => name === key).length} of ${of.length} believed`);
  }
  return new Set(believed.map(({ name }) => name));
}

function say(name: string, what: string): void {
  console.log(`${name.padEnd(58)} ${what}`);
}

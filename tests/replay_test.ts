/** Recorded calls, run through the core again. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readCommand, type Terminal } from "../src/cli/commands.ts";
import { JournalError, readJournal } from "../src/journal_reader.ts";
import { describeDifference, replay } from "../src/replay.ts";
import { ownFolder } from "./support/folder.ts";
import { journalOf } from "./support/virtual_journal.ts";

const FIXTURES = new URL("fixtures/journals/", import.meta.url);
const files = readdirSync(FIXTURES).filter((name) => name.endsWith(".jsonl"));
const fixture = (name: string) => readFileSync(new URL(name, FIXTURES), "utf8");

/** A short call, in lines. */
const LINES = [
  '{"type":"call_opened","format":2,"sid":"CA1","at":"2026-11-25T12:00:00.000Z","house":{"hasPerson":true}}',
  '{"type":"stream_started","atMs":50,"streamSid":"MZ1"}',
  '{"effects":[{"type":"save"}]}',
  '{"type":"caller_audio","atMs":70,"timestampMs":0,"levelDb":-70,"bytes":160}',
  '{"effects":[]}',
  '{"type":"model_ready","atMs":80,"model":"m"}',
  '{"effects":[{"type":"request_reply","purpose":"greet"},{"type":"listen","bytes":160},{"type":"save"}]}',
  '{"type":"caller_audio","atMs":90,"timestampMs":20,"levelDb":-70,"bytes":160}',
  '{"type":"stream_stopped","atMs":95}',
  '{"effects":[{"type":"close_stream"},{"type":"close_model","reason":"caller hung up"},' +
  '{"type":"finish","outcome":"abandoned","reason":"caller hung up"}]}',
];
const textOf = (lines: readonly string[]) => lines.join("\n") + "\n";
const changed = (line: number, to: string) => textOf(LINES.with(line - 1, to));
const without = (line: number) => textOf(LINES.toSpliced(line - 1, 1));

for (const name of files) {
  Deno.test(`${name}, a recorded call, is decided as it was`, () => {
    const { difference, events, missing } = replay(fixture(name));
    assert.equal(difference === null ? "" : describeDifference(difference), "");
    assert.ok(events >= 10);
    assert.equal(missing.length, name.includes("cut") ? 1 : 0);
  });
}

Deno.test("there are journals of each format", () => {
  const formats = new Set(files.flatMap((name) => readJournal(fixture(name)).map(({ format }) => format)));
  assert.deepEqual([...formats].sort(), [1, 2, 3]);
});

Deno.test("what the bridge writes of any call comes back as the same call, whatever its sound was", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { difference } = replay(journalOf(seed));
    assert.equal(difference === null ? "" : describeDifference(difference), "", `seed ${seed}`);
  }
});

Deno.test("a call that is decided as it was is the same", () => {
  assert.deepEqual(replay(textOf(LINES)), { calls: 1, events: 5, difference: null, missing: [] });
});

Deno.test("the first difference is told with its line, its event and both decisions", () => {
  const { difference } = replay(changed(7, LINES[6]!.replace('"greet"', '"answer"').replace(',{"type":"save"}', "")));
  assert.equal(
    describeDifference(difference!),
    [
      'Different at line 6, 0.080 s into the call, after model_ready {"model":"m"}',
      "  (- as recorded, + as decided now)",
      '  - request_reply {"purpose":"answer"}',
      '  + request_reply {"purpose":"greet"}',
      '    listen {"bytes":160}',
      "  + save",
    ].join("\n"),
  );
});

Deno.test("an order that differs in one field is a difference", () => {
  const { difference } = replay(changed(10, LINES[9]!.replace('"abandoned"', '"answered"')));
  assert.deepEqual([difference?.line, difference?.recorded.length, difference?.now.length], [9, 3, 3]);
});

Deno.test("audio that was kept is told from audio that was passed on", () => {
  assert.equal(replay(without(5)).difference?.line, 4);
  assert.equal(replay(changed(8, LINES[7]! + '\n{"effects":[]}')).difference?.line, 8);
  assert.equal(replay(without(3)).difference?.line, 2);
  // Format 1 did not tell them apart.
  const format1 = LINES.with(0, '{"type":"call_opened","format":1,"sid":"CA1","at":"x"}').toSpliced(4, 1);
  assert.equal(replay(textOf(format1)).difference, null);
});

Deno.test("a journal that a crash cut off, wherever, is the same up to its last whole line", () => {
  const text = textOf(LINES);
  for (let length = LINES[0]!.length + 1; length < text.length; length++) {
    const { difference, missing } = replay(text.slice(0, length));
    assert.equal(difference, null, text.slice(0, length));
    assert.equal(missing.length, text[length - 1] === "\n" ? 0 : 1);
  }
});

Deno.test("behind a hole nothing is compared, and it is told", () => {
  const { difference, missing } = replay(textOf(LINES.toSpliced(3, 3, '{"lost":3}')));
  assert.equal(difference, null);
  assert.deepEqual(missing, ["3 lines were lost before line 4"]);
});

Deno.test("a call that a second process took up again is a call of its own", () => {
  const { calls, events, difference } = replay(textOf([...LINES, ...LINES]));
  assert.deepEqual([calls, events, difference], [2, 10, null]);
  assert.equal(replay(textOf([...LINES, ...LINES.with(2, '{"effects":[]}')])).difference?.line, 12);
});

Deno.test("a line that cannot be read is named", () => {
  const bad: [string, string][] = [
    ["", "line 1: the file holds no whole line"],
    ["{", "line 1: the file holds no whole line"],
    ["{\n", "line 1: it is not JSON"],
    [LINES[1]! + "\n", 'line 1: a journal begins with "call_opened"'],
    [changed(1, '{"type":"call_opened","format":99,"sid":"CA1"}'), "line 1: format 99 is newer than"],
    [changed(1, '{"type":"call_opened","format":2,"sid":"CA1"}'), "line 1: house: it is missing"],
    [changed(1, '{"type":"call_opened","sid":"CA1"}'), "line 1: format: "],
    [changed(4, '{"type":"caller_sang","atMs":70}'), 'line 4: "caller_sang" is no event'],
    [changed(4, '{"type":"__proto__","atMs":70}'), 'line 4: "__proto__" is no event'],
    [changed(4, "[]"), "line 4: it is no event"],
    [changed(4, '{"type":"caller_audio","atMs":70}'), "line 4: caller_audio.timestampMs: "],
    [changed(4, LINES[3]!.replace("160", "1e12")), "line 4: caller_audio.bytes: "],
    [changed(4, LINES[3]!.replace('"bytes"', '"more":1,"bytes"')), "line 4: caller_audio: "],
    [changed(5, '{"effects":1}'), 'line 5: "effects" is not a list of effects'],
    [changed(4, '{"effects":[]}'), "line 4: effects without their event"],
  ];
  for (const [text, message] of bad) {
    assert.throws(() => replay(text), (error: unknown) => {
      assert.ok(error instanceof JournalError);
      assert.ok(error.message.startsWith(`Cannot read ${message}`), error.message);
      return true;
    });
  }
});

Deno.test("what a pressed zero did tells whether a journal of format 1 had a person to reach", () => {
  const opened = '{"type":"call_opened","format":1,"sid":"CA1","at":"x"}';
  const zero = '{"type":"digit_pressed","atMs":9,"digit":"0"}';
  const house = (...lines: string[]) => readJournal(textOf([opened, ...lines]))[0]!.house.hasPerson;
  assert.equal(house(zero, '{"effects":[{"type":"finish","outcome":"transferred","reason":"x"}]}'), true);
  assert.equal(house(zero), false);
  assert.equal(house(), true);
});

Deno.test("an hour's call is replayed in seconds", () => {
  const lines = LINES.slice(0, 7);
  for (let n = 1; n <= 180_000; n++) {
    const atMs = 80 + 20 * n;
    lines.push(
      `{"type":"caller_audio","atMs":${atMs},"timestampMs":${20 * n},"levelDb":-70,"isVoiced":false,"bytes":160}`,
    );
  }
  const fromMs = performance.now();
  assert.equal(replay(textOf(lines)).events, 180_003);
  const tookMs = performance.now() - fromMs;
  assert.ok(tookMs < 15_000, `it took ${tookMs} ms`);
});

Deno.test("`replay` exits with 0 when the call is the same, with 1 when it is not or cannot be read", async () => {
  const path = (name: string) => new URL(name, FIXTURES).pathname;
  const run = async (file: string) => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const terminal: Terminal = { environment: {}, print: say, complain: say, onStop: () => {} };
    return { code: await readCommand(["replay", file], terminal), said: said.join("\n") };
  };
  const same = await run(path(files.find((name) => name.includes("cut"))!));
  assert.equal(same.code, 0);
  assert.match(same.said, /was not finished; replayed up to there\.\nThe same: 1 call, \d+ events\.$/);
  await using folder = await ownFolder();
  const other = join(folder.path, "other.jsonl");
  await writeFile(other, without(3));
  const different = await run(other);
  assert.equal(different.code, 1);
  assert.match(different.said, /^Different at line 2, 0\.050 s into the call, after stream_started/);
  const unreadable = await run(path("README.md"));
  assert.equal(unreadable.code, 1);
  assert.match(unreadable.said, /README\.md: Cannot read line 1: it is not JSON$/);
  const absent = await run(path("absent"));
  assert.equal(absent.code, 1);
  assert.match(absent.said, /Cannot read ".*absent": ENOENT/);
});

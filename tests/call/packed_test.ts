import assert from "node:assert/strict";
import fc from "fast-check";
import { heardTo, levelAt, silentFrom, withAudio } from "../../src/call/loudness.ts";
import { heardDbOf, lengthOf, packBoth, packPiece, playedDbOf, unpackPiece } from "../../src/call/packed.ts";

/** As levels are measured: tenths of a dB. */
const level = fc.integer({ min: -720, max: 0 }).map((tenths) => tenths / 10);
const ms = fc.integer({ min: 1, max: 1_000 });

/** What V8 keeps without an object, on every platform. */
const SMALL = 2 ** 30;

Deno.test("a piece of the caller's line is unpacked as it was packed", () => {
  const isVoiced = fc.constantFrom(true, false, null);
  fc.assert(
    fc.property(
      fc.record({ ms, levelDb: level, isLoud: fc.boolean(), isVoiced }, { noNullPrototype: true }),
      (piece) => {
        assert.deepEqual(unpackPiece(packPiece(piece)), piece);
        assert.ok(packPiece(piece) < SMALL);
      },
    ),
  );
});

Deno.test("what was heard and what was played meanwhile are unpacked as they were packed", () => {
  fc.assert(fc.property(ms, level, fc.oneof(level, fc.constant(-Infinity)), (length, heardDb, playedDb) => {
    const packed = packBoth(length, heardDb, playedDb);
    assert.deepEqual([lengthOf(packed), heardDbOf(packed), playedDbOf(packed)], [length, heardDb, playedDb]);
    assert.ok(packed < SMALL);
  }));
});

Deno.test("a sliver of sound is not without length, or slivers would be kept for ever", () => {
  assert.equal(unpackPiece(packPiece({ ms: 0.125, levelDb: -30, isLoud: true, isVoiced: null })).ms, 1);
});

Deno.test("the loudness of what was sent is found at every byte of it, until it is heard", () => {
  const audio = fc.tuple(fc.integer({ min: 1, max: 800 }), fc.boolean()).chain(([bytes, isMeasured]) =>
    fc.array(level, { minLength: 5, maxLength: 5 }).map((levelsDb) => ({ bytes, levelsDb: isMeasured ? levelsDb : [] }))
  );
  fc.assert(fc.property(fc.array(audio, { maxLength: 8 }), fc.nat(6_400), (pieces, heardBytes) => {
    const expected = pieces.flatMap(({ bytes, levelsDb }) =>
      Array.from({ length: bytes }, (_, at) => levelsDb[Math.floor(at / 160)] ?? -Infinity)
    );
    const sent = pieces.reduce((all, { bytes, levelsDb }) => withAudio(all, bytes, levelsDb), silentFrom(1_000));
    const left = heardTo(sent, 1_000 + heardBytes);
    for (let at = 0; at < expected.length; at++) {
      assert.equal(levelAt(sent, 1_000 + at), expected[at]);
      if (at >= heardBytes) assert.equal(levelAt(left, 1_000 + at), expected[at]);
    }
    assert.equal(levelAt(sent, 1_000 + expected.length), -Infinity);
  }));
});

Deno.test("audio of any length that was not measured is as silent as nothing", () => {
  const sent = withAudio(silentFrom(0), 3_000_000, []);
  assert.equal(levelAt(sent, 2_999_999), -Infinity);
  assert.deepEqual(heardTo(sent, 3_000_000).pieces, []);
});

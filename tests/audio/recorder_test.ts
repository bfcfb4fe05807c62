/** The recording of a call: what is on which channel, and when. */

import assert from "node:assert/strict";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openRecorder, type Recorder } from "../../src/audio/recorder.ts";
import { readWav, readWavHeader } from "../../src/audio/wav.ts";
import { betweenDisk, eventually, fullDisk, ownFolder } from "../support/folder.ts";
import { readChunks } from "./chunks.ts";
import { runs } from "./runs.ts";

/** Never in the time of a test: it is written when it is closed. */
const NEVER_MS = 1_000_000;

const QUIET = 0xff;

/** 20 ms of one byte. */
function frame(fill: number): Uint8Array {
  return new Uint8Array(160).fill(fill);
}

/** The caller speaks from frame `from` up to frame `to`, counted in 20 ms. */
function callerSpeaks(recorder: Recorder, from: number, to: number, fill = 0x11): void {
  for (let n = from; n < to; n++) recorder.caller(n * 20, frame(fill));
}

/** Records with what `tell` tells, and returns both channels as runs of frames: `17x5` is five frames of byte 17. */
async function recorded(tell: (recorder: Recorder) => void): Promise<{ left: string; right: string }> {
  await using folder = await ownFolder();
  const path = join(folder.path, "a", "b", "recording.wav");
  const errors: unknown[] = [];
  const recorder = await openRecorder(path, { flushEveryMs: NEVER_MS, onError: (error) => errors.push(error) });
  tell(recorder);
  await recorder.close();
  assert.deepEqual(errors, []);
  const file = await readFile(path);
  assert.equal(readChunks(file).channels, 2);
  const [left, right] = readWav(file);
  return { left: frames(left!), right: frames(right!) };
}

/** Samples that the header claims at this moment. */
async function claimed(path: string): Promise<number> {
  return readWavHeader(await readFile(path)).dataBytes / 2;
}

/** Bytes of audio in memory that somebody still holds. */
function keptBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().external;
}

/** Runs of equal bytes, their lengths in frames. */
function frames(bytes: Uint8Array): string {
  return runs(bytes, 160);
}

Deno.test("the caller is left, the dispatcher right, where they were heard", async () => {
  const { left, right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 5);
    recorder.sent(frame(0x22));
    recorder.sent(frame(0x23));
    callerSpeaks(recorder, 5, 10);
    recorder.heard(320, 160);
  });
  assert.equal(left, "17x10");
  assert.equal(right, `${QUIET}x6 34x1 35x1 ${QUIET}x2`);
});

Deno.test("what was sent and not heard is not on the recording", async () => {
  const { right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 2);
    for (let n = 0; n < 4; n++) recorder.sent(frame(0x30 + n));
    callerSpeaks(recorder, 2, 8);
    recorder.heard(240, 70);
    recorder.dropUnheard();
    callerSpeaks(recorder, 8, 10);
    recorder.sent(frame(0x40));
    recorder.heard(160, 240);
  });
  assert.equal(right, `${QUIET}x2 48x1 49x0.5 ${QUIET}x7.5 64x1`);
});

Deno.test("a reply that is never confirmed is not on the recording when the call ends", async () => {
  const { left, right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 3);
    recorder.sent(frame(0x22));
  });
  assert.deepEqual([left, right], ["17x3", `${QUIET}x3`]);
});

Deno.test("both channels are as long as the longer one", async () => {
  const { left, right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 1);
    for (let n = 0; n < 3; n++) recorder.sent(frame(0x22));
    recorder.heard(480, 60);
  });
  assert.deepEqual([left, right], [`17x1 ${QUIET}x2`, "34x3"]);
});

Deno.test("a gap in the caller's stamps is silence, and nothing is moved by it", async () => {
  const { left, right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 2);
    callerSpeaks(recorder, 7, 9);
    recorder.sent(frame(0x22));
    recorder.heard(160, 200);
  });
  assert.deepEqual([left, right], [`17x2 ${QUIET}x5 17x2 ${QUIET}x1`, `${QUIET}x9 34x1`]);
});

Deno.test("more heard than sent is only what was sent", async () => {
  const { right } = await recorded((recorder) => {
    callerSpeaks(recorder, 0, 6);
    recorder.heard(160, 20);
    recorder.sent(frame(0x22));
    recorder.heard(100_000, 100);
    recorder.heard(100_000, 120);
  });
  assert.equal(right, `${QUIET}x4 34x1 ${QUIET}x1`);
});

Deno.test("audio that nobody hears is kept for five minutes of it, and no more", async () => {
  const { right } = await recorded((recorder) => {
    for (let second = 0; second < 400; second++) recorder.sent(new Uint8Array(8_000).fill(0x22));
    recorder.heard(400 * 8_000, 400_000);
  });
  assert.match(right, new RegExp(`^34x${300 * 50}$`));
});

Deno.test("when no mark ever comes, the clock is believed: the recording goes on", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  const recorder = await openRecorder(path, { flushEveryMs: 2, onError: (error) => assert.fail(String(error)) });
  callerSpeaks(recorder, 0, 1);
  recorder.sent(frame(0x22));
  callerSpeaks(recorder, 1, 510);
  await eventually(async () => await claimed(path) > 500 * 160, "the audio that was held back");
  await recorder.close();
  assert.match(frames(readWav(await readFile(path))[1]!), /34x1/);
});

Deno.test("audio that may still be heard is not decided too early", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  const recorder = await openRecorder(path, { flushEveryMs: 2, onError: (error) => assert.fail(String(error)) });
  callerSpeaks(recorder, 0, 5);
  recorder.sent(frame(0x22));
  callerSpeaks(recorder, 5, 50);
  await eventually(async () => await claimed(path) >= 5 * 160, "the first five frames");
  recorder.heard(160, 200);
  await recorder.close();
  assert.equal(frames(readWav(await readFile(path))[1]!), `${QUIET}x9 34x1 ${QUIET}x40`);
});

Deno.test("the file is valid whenever the process dies: from the first moment, and after every single write", async () => {
  await using folder = await ownFolder();
  await writeFile(join(folder.path, "any"), "");
  const any = await open(join(folder.path, "any"));
  const disk = new Uint8Array(100_000);
  let size = 0;
  let writes = 0;
  {
    using _ = betweenDisk(any, (original) => (data, offset, length, position) => {
      disk.set(data.subarray(offset, offset + length), position);
      size = Math.max(size, position + length);
      writes++;
      // Whatever is on the disk now is a recording, of what its header claims.
      readChunks(disk.subarray(0, size));
      return original(data, offset, length, position);
    });
    const recorder = await openRecorder(join(folder.path, "recording.wav"), {
      flushEveryMs: 1,
      onError: (error) => assert.fail(String(error)),
    });
    for (let n = 0; n < 10; n++) {
      callerSpeaks(recorder, n * 10, n * 10 + 10);
      await eventually(() => readChunks(disk.subarray(0, size)).samples === (n + 1) * 1_600, "the next write");
    }
    await recorder.close();
  }
  await any.close();
  assert.equal(writes, 1 + 10 * 2);
  assert.deepEqual(new Uint8Array(await readFile(join(folder.path, "recording.wav"))), disk.subarray(0, size));
});

Deno.test("a recording that is there already is replaced", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  await writeFile(path, new Uint8Array(10_000));
  const recorder = await openRecorder(path, { flushEveryMs: NEVER_MS, onError: () => {} });
  await recorder.close();
  assert.equal((await readFile(path)).length, 58);
});

Deno.test("a folder that cannot be made is told at once", async () => {
  await using folder = await ownFolder();
  await writeFile(join(folder.path, "file"), "");
  await assert.rejects(openRecorder(join(folder.path, "file", "recording.wav"), { onError: () => {} }));
});

Deno.test("a disk that fails is told once, and the recording stays valid", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  const errors: unknown[] = [];
  const recorder = await openRecorder(path, { flushEveryMs: 1, onError: (error) => errors.push(error) });
  callerSpeaks(recorder, 0, 5);
  await eventually(async () => await claimed(path) === 800, "a write");
  const handle = await open(path, "r");
  {
    using _ = fullDisk(handle);
    callerSpeaks(recorder, 5, 10);
    await eventually(() => errors.length > 0, "the error");
    const before = keptBytes();
    for (let n = 0; n < 100; n++) recorder.caller(n * 131_072, new Uint8Array(1_048_576));
    const kept = keptBytes() - before;
    assert.ok(kept < 10 * 1_048_576, `${kept} bytes are kept for a disk that takes none`);
    await recorder.close();
  }
  await handle.close();
  assert.equal(errors.length, 1);
  assert.equal(readChunks(await readFile(path)).samples, 800);
});

Deno.test("a recording that another process began is gone on with at its time, and nothing of it is lost", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  const onError = (error: unknown) => assert.fail(String(error));
  const first = await openRecorder(path, { flushEveryMs: NEVER_MS, onError });
  first.caller(0, new Uint8Array(800).fill(1));
  await first.close();
  const second = await openRecorder(path, { flushEveryMs: NEVER_MS, onError, atMs: 1_000 });
  const [left, right] = readWav(await readFile(path));
  assert.equal(left!.length, 8_000, "a valid recording up to the moment where it goes on");
  second.caller(1_100, new Uint8Array(160).fill(2));
  second.sent(new Uint8Array(160).fill(3));
  second.heard(160, 1_140);
  await second.close();
  const [caller, heard] = readWav(await readFile(path));
  assert.deepEqual([...new Set(caller!.subarray(0, 800))], [1]);
  assert.deepEqual([...new Set(caller!.subarray(800, 8_800))], [QUIET]);
  assert.deepEqual([...new Set(caller!.subarray(8_800, 8_960))], [2]);
  assert.deepEqual([...new Set(heard!.subarray(8_960, 9_120))], [3]);
  assert.deepEqual([...new Set(right!)], [QUIET]);
});

Deno.test("where no recording is, or none of ours, one that should go on begins", async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, "recording.wav");
  const onError = (error: unknown) => assert.fail(String(error));
  for (const before of [null, "no recording"]) {
    if (before !== null) await writeFile(path, before);
    const recorder = await openRecorder(path, { flushEveryMs: NEVER_MS, onError, atMs: 1_000 });
    recorder.caller(1_000, new Uint8Array(160).fill(1));
    await recorder.close();
    assert.equal(readWav(await readFile(path))[0]!.length, 8_160);
  }
});

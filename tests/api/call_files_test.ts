/** A call's recording and journal over HTTP, also while they are still being written. */

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readRange } from "../../src/api/call_files.ts";
import { wavHeader } from "../../src/audio/wav.ts";
import { journalPart, journalPath, recordingPath } from "../../src/files.ts";
import { openStore } from "../../src/store/store.ts";
import { readChunks } from "../audio/chunks.ts";
import { talking } from "../store/records.ts";
import { eventually, ownFolder } from "../support/folder.ts";
import { openApi } from "./house.ts";

const SAMPLES = Uint8Array.from({ length: 1_000 }, (_, n) => n % 251);
/** The header claims less than there is: what follows is being written. */
const WRITTEN = Uint8Array.of(...wavHeader(SAMPLES.length, 2), ...SAMPLES, 9, 9, 9, 9);
const SIZE = 1_058;

type Ask = (path: string, init?: { method?: string; range?: string }) => Promise<Response>;

/** A call with these files in its folder. */
async function withFiles(
  files: { recording?: Uint8Array; journal?: string; parts?: readonly string[] },
  check: (ask: Ask) => Promise<void>,
): Promise<void> {
  await using folder = await ownFolder();
  const store = await openStore("sqlite::memory:");
  await store.saveCall(talking("CA1"));
  await mkdir(dirname(recordingPath(folder.path, "CA1")), { recursive: true });
  if (files.recording !== undefined) await writeFile(recordingPath(folder.path, "CA1"), files.recording);
  if (files.journal !== undefined) await writeFile(journalPath(folder.path, "CA1"), files.journal);
  for (const [n, part] of files.parts?.entries() ?? []) await writeFile(journalPart(folder.path, "CA1", n + 2), part);
  const app = openApi(store, { token: "t", dataDir: folder.path });
  try {
    await check(async (path, { method = "GET", range } = {}) => {
      const headers = { authorization: "Bearer t", ...(range === undefined ? {} : { range }) };
      return await app.request(`/calls/CA1/${path}`, { method, headers });
    });
  } finally {
    await store.close();
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

Deno.test("a recording is served as far as its header claims: a whole WAV at every moment", async () => {
  await withFiles({ recording: WRITTEN }, async (ask) => {
    const response = await ask("recording.wav");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "audio/wav");
    assert.equal(response.headers.get("content-length"), String(SIZE));
    assert.equal(response.headers.get("accept-ranges"), "bytes");
    assert.equal(response.headers.get("content-range"), null);
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    assert.deepEqual(readChunks(await bytesOf(response)).data, SAMPLES);
  });
});

Deno.test("a range is served with its place", async () => {
  await withFiles({ recording: WRITTEN }, async (ask) => {
    const response = await ask("recording.wav", { range: "bytes=58-61" });
    assert.equal(response.status, 206);
    assert.equal(response.headers.get("content-range"), `bytes 58-61/${SIZE}`);
    assert.equal(response.headers.get("content-length"), "4");
    assert.deepEqual(await bytesOf(response), SAMPLES.subarray(0, 4));
    const rest = await ask("recording.wav", { range: "bytes=-2" });
    assert.deepEqual(await bytesOf(rest), SAMPLES.subarray(-2));
  });
});

Deno.test("a range beyond the end is told what the end is", async () => {
  await withFiles({ recording: WRITTEN }, async (ask) => {
    const response = await ask("recording.wav", { range: `bytes=${SIZE}-` });
    assert.equal(response.status, 416);
    assert.equal(response.headers.get("content-range"), `bytes */${SIZE}`);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    await response.body?.cancel();
  });
});

Deno.test("HEAD is answered like GET, without a body; a range does not count there", async () => {
  await withFiles({ recording: WRITTEN, journal: '{"n":1}\n' }, async (ask) => {
    for (const range of [undefined, "bytes=0-1", "bytes=9999-"]) {
      const response = await ask("recording.wav", { method: "HEAD", ...(range === undefined ? {} : { range }) });
      assert.deepEqual([response.status, response.headers.get("content-length")], [200, String(SIZE)]);
      assert.equal(response.body, null);
    }
    const journal = await ask("journal", { method: "HEAD" });
    assert.deepEqual([journal.status, journal.headers.get("content-length"), journal.body], [200, "8", null]);
  });
});

Deno.test("a journal is served as JSON Lines, as far as it is on disk", async () => {
  await withFiles({ journal: '{"n":1}\n{"n":2}\n' }, async (ask) => {
    const response = await ask("journal");
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^application\/x-ndjson/);
    assert.equal(await response.text(), '{"n":1}\n{"n":2}\n');
  });
});

Deno.test("a journal that is still empty is served empty", async () => {
  await withFiles({ journal: "" }, async (ask) => {
    const response = await ask("journal");
    assert.deepEqual([response.status, await response.text()], [200, ""]);
  });
});

Deno.test("a call without files has none", async () => {
  await withFiles({}, async (ask) => {
    for (const path of ["recording.wav", "journal"]) {
      const response = await ask(path);
      assert.equal(response.status, 404);
      assert.match((await response.json()).detail, /This call has no/);
    }
  });
});

Deno.test("a recording that was opened and not begun is none yet", async () => {
  for (const recording of [new Uint8Array(0), new Uint8Array(57)]) {
    await withFiles({ recording }, async (ask) => {
      const response = await ask("recording.wav");
      assert.equal(response.status, 404);
      await response.body?.cancel();
    });
  }
});

Deno.test("no answer leaves a file open", { ignore: Deno.build.os !== "linux" }, async () => {
  const open = async () => {
    const { stdout } = await new Deno.Command("ls", { args: [`/proc/${Deno.pid}/fd`] }).output();
    return new TextDecoder().decode(stdout).split("\n").length;
  };
  await withFiles({ recording: WRITTEN, journal: '{"n":1}\n' }, async (ask) => {
    const before = await open();
    for (let n = 0; n < 20; n++) {
      for (const path of ["recording.wav", "journal"]) {
        await (await ask(path)).arrayBuffer();
        await ask(path, { method: "HEAD" });
      }
      await (await ask("recording.wav", { range: "bytes=9999-" })).body?.cancel();
    }
    await eventually(async () => await open() < before + 5, "the files to be closed");
  });
});

Deno.test("a range is read as RFC 9110 has it", () => {
  const whole = null;
  const cases: [string | undefined, ReturnType<typeof readRange>][] = [
    [undefined, whole],
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=0-", { start: 0, end: 99 }],
    ["bytes=99-", { start: 99, end: 99 }],
    ["bytes=10-1000", { start: 10, end: 99 }],
    ["bytes=-1", { start: 99, end: 99 }],
    ["bytes=-1000", { start: 0, end: 99 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=100-200", "unsatisfiable"],
    ["bytes=99999999999999999999-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    // Malformed, unknown or several ranges are ignored: the whole is answered.
    ["bytes=5-4", whole],
    ["bytes=-", whole],
    ["bytes=", whole],
    ["bytes=a-b", whole],
    ["bytes=0-1,5-6", whole],
    ["lines=0-1", whole],
    ["bytes=0-1\n", whole],
    ["", whole],
  ];
  for (const [header, expected] of cases) assert.deepEqual(readRange(header, 100), expected, String(header));
});

Deno.test("a journal that several processes wrote is served as one, without lines that were not finished", async () => {
  await withFiles({ journal: '{"a":1}\n{"b', parts: ['{"c":3}\n', '{"d":4}\n{"e'] }, async (ask) => {
    const response = await ask("journal");
    const text = await response.text();
    assert.equal(text, '{"a":1}\n{"c":3}\n{"d":4}\n{"e');
    assert.equal(response.headers.get("content-length"), String(text.length));
    assert.equal(await (await ask("journal", { method: "HEAD" })).text(), "");
  });
});

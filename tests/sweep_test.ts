import assert from "node:assert/strict";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { journalPath, recordingPath } from "../src/files.ts";
import { openMemory } from "../src/store/store.ts";
import { sweep } from "../src/sweep.ts";
import { refusedCall } from "../src/books.ts";
import { ownFolder } from "./support/folder.ts";

const NOW = new Date("2026-11-25T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

Deno.test("what is older than RETENTION_DAYS is erased: files, transcript, link; the call itself stays", async () => {
  await using folder = await ownFolder();
  const dataDir = folder.path;
  const store = await openMemory(() => NOW.getTime());
  const line = { at: NOW.toISOString(), speaker: "caller" as const, text: "It was me.", heard: null };
  for (const [sid, age] of [["CAold", 91], ["CAnew", 89]] as const) {
    const call = refusedCall({ sid, from: "+12025550147", to: "+12025550100" }, "full", daysAgo(age));
    await store.saveCall({ ...call, transcript: [line], recording: `/api/v1/calls/${sid}/recording.wav` });
    await mkdir(`${dataDir}/calls/${sid}`, { recursive: true });
    for (const path of [recordingPath(dataDir, sid), journalPath(dataDir, sid)]) await writeFile(path, "x");
  }
  const ports = { store, dataDir, retentionDays: 90, now: () => NOW };
  assert.equal(await sweep(ports), 1);
  assert.equal(await sweep(ports), 0, "once");
  const old = await store.findCall("CAold");
  assert.deepEqual([old!.transcript, old!.recording, old!.outcome], [[], null, "refused"]);
  await assert.rejects(stat(recordingPath(dataDir, "CAold")));
  await assert.rejects(stat(journalPath(dataDir, "CAold")));
  assert.equal((await store.findCall("CAnew"))!.transcript.length, 1);
  assert.ok((await stat(recordingPath(dataDir, "CAnew"))).isFile());
  await store.close();
});

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { openCallFiles } from "../src/call_files.ts";
import { ownFolder } from "./support/folder.ts";

Deno.test("a call has a recording and a journal, or a journal alone where calls are not recorded", async () => {
  await using folder = await ownFolder();
  for (const recordCalls of [true, false]) {
    const config = { dataDir: folder.path, recordCalls };
    const { recorder, journal } = await openCallFiles(config, "CA1", (error) => assert.fail(String(error)));
    assert.equal(recorder !== null, recordCalls);
    assert.ok(journal !== null);
    await Promise.all([recorder?.close(), journal.close()]);
  }
});

Deno.test("a disk that refuses is told of, and the call goes on without its files", async () => {
  await using folder = await ownFolder();
  await writeFile(`${folder.path}/calls`, "a file where a folder is needed");
  const errors: unknown[] = [];
  const config = { dataDir: folder.path, recordCalls: true };
  const files = await openCallFiles(config, "CA1", (error) => void errors.push(error));
  assert.deepEqual(files, { recorder: null, journal: null });
  assert.equal(errors.length, 2);
});

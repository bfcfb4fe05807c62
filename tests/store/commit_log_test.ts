/** Which sync makes which commit durable. */

import assert from "node:assert/strict";
import { CommitLog, type LogFile } from "../../src/store/commit_log.ts";

/** A log file whose syncs end when the test says so. */
class SlowFile implements LogFile {
  readonly syncs: PromiseWithResolvers<void>[] = [];
  isClosed = false;

  datasync(): Promise<void> {
    const sync = Promise.withResolvers<void>();
    this.syncs.push(sync);
    return sync.promise;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** Lets everything happen that waits for nothing but other promises. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Whether a promise is over. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  const settle = () => over = true;
  promise.then(settle, settle);
  await turn();
  return over;
}

Deno.test("a commit is durable when a sync that began after it is over", async () => {
  const file = new SlowFile();
  const log = new CommitLog(() => Promise.resolve(file));
  const first = log.sync();
  await turn();
  const [second, third] = [log.sync(), log.sync()];
  assert.equal(file.syncs.length, 1);
  file.syncs[0]!.resolve();
  assert.deepEqual([await isOver(first), await isOver(second), await isOver(third)], [true, false, false]);
  assert.equal(file.syncs.length, 2, "one sync serves all that waited");
  file.syncs[1]!.resolve();
  await Promise.all([second, third]);
  await log.close();
  assert.ok(file.isClosed);
});

Deno.test("a sync that fails fails those that waited for it, and nobody after them", async () => {
  const file = new SlowFile();
  const log = new CommitLog(() => Promise.resolve(file));
  const first = log.sync();
  await turn();
  const second = log.sync();
  file.syncs[0]!.reject(new Error("the disk is gone"));
  await assert.rejects(first, /the disk is gone/);
  await turn();
  file.syncs[1]!.resolve();
  await second;
  await log.close();
});

Deno.test("a log that could not be opened is opened again", async () => {
  const file = new SlowFile();
  let attempts = 0;
  const log = new CommitLog(() => attempts++ === 0 ? Promise.reject(new Error("no such file")) : Promise.resolve(file));
  await assert.rejects(log.sync(), /no such file/);
  const second = log.sync();
  await turn();
  file.syncs[0]!.resolve();
  await second;
  await log.close();
});

Deno.test("a log that nobody synced closes without being opened", async () => {
  await new CommitLog(() => assert.fail("opened")).close();
});

/** How calls are answered when the store takes its time. */

import assert from "node:assert/strict";
import { readConfig } from "../../src/config/config.ts";
import type { CallDesk } from "../../src/desk/call_desk.ts";
import { outlineOf } from "../../src/intake/outline.ts";
import { createMetrics } from "../../src/metrics.ts";
import { houseNews } from "../../src/news.ts";
import { startOpenAI } from "../../src/simulator/openai/server.ts";
import type { CallRecord } from "../../src/store/call_record.ts";
import type { Database } from "../../src/store/store.ts";
import { PhraseBook } from "../../src/phrases/book.ts";
import { probedModel } from "../../src/openai/probe.ts";
import { Switchboard, type SwitchboardPorts } from "../../src/switchboard.ts";
import { systemClock } from "../../src/clock.ts";
import { eventually, ownFolder } from "../support/folder.ts";
import { ACCOUNT_SID, AUTH_TOKEN, PERSON, PUBLIC_URL } from "../support/house.ts";

/** A switchboard over this store, with a model that says nothing. */
async function switchboardOver(store: Partial<Database>, admission: SwitchboardPorts["admission"] = WELCOME) {
  const folder = await ownFolder();
  const openai = await startOpenAI({ mind: () => ({ hear: () => "", reply: () => ({ fault: "empty" }) }) });
  const read = await readConfig({
    PUBLIC_URL,
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    OPENAI_API_KEY: "sk-test-0123456789",
    OPENAI_REALTIME_URL: openai.url,
    DATA_DIR: folder.path,
    HUMAN_NUMBER: PERSON,
  });
  assert.ok(read.ok);
  const clock = systemClock();
  const model = probedModel(read.config, clock, () => {});
  const desk: Partial<CallDesk> = { changed() {}, ended: () => Promise.resolve() };
  const switchboard = new Switchboard({
    config: read.config,
    store: store as Database,
    desk: { forCall: () => desk as CallDesk },
    outline: outlineOf(read.config.protocol),
    news: houseNews(createMetrics()),
    clock,
    model,
    phrases: new PhraseBook(),
    admission,
  });
  return {
    switchboard,
    openai,
    async [Symbol.asyncDispose]() {
      await switchboard.close();
      model.close();
      await openai.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const WELCOME: SwitchboardPorts["admission"] = { refusal: null, reasons: () => Promise.resolve([]) };
const PARAMS = new URLSearchParams({ CallSid: "CA1", From: "+12025550147", To: "+12025550100" });

Deno.test("a store that answers nothing keeps no caller waiting: the call is opened within 250 ms, or handed over", async () => {
  const never = () => new Promise<never>(() => {});
  const hung: Partial<Database> = {
    findCall: never,
    saveCall: () => Promise.resolve(),
    letGo: () => Promise.resolve(),
  };
  await using open = await switchboardOver(hung);
  let beganMs = performance.now();
  assert.match(await open.switchboard.answer(PARAMS), /<Stream /);
  assert.ok(performance.now() - beganMs < 250, `${performance.now() - beganMs} ms`);
  assert.equal(open.switchboard.size, 1);
  await using known = await switchboardOver(hung, {
    ...WELCOME,
    refusal: { reason: "store", code: "store_failed" },
  });
  beganMs = performance.now();
  assert.match(await known.switchboard.answer(PARAMS), new RegExp(`<Dial[^>]*><Number[^>]*>\\${PERSON}<`));
  assert.ok(performance.now() - beganMs < 250, `${performance.now() - beganMs} ms`);
  assert.equal(known.switchboard.size, 0);
});

Deno.test("a webhook repeated while the store is slow gets the same answer, whichever is looked up first", async () => {
  const lookups: ((found: CallRecord | null) => void)[] = [];
  const saved: CallRecord[] = [];
  const store: Partial<Database> = {
    findCall: () => new Promise((resolve) => lookups.push(resolve)),
    saveCall: (record) => Promise.resolve(void saved.push(record)),
    letGo: () => Promise.resolve(),
  };
  await using at = await switchboardOver(store);
  const { switchboard, openai } = at;
  const [first, second, third] = [1, 2, 3].map(() => switchboard.answer(PARAMS));
  await eventually(() => Promise.resolve(lookups.length === 3), "the lookups");
  lookups[0]!(null);
  const answer = await first;
  // The second one was asked before the call was there, the third one finds it.
  lookups[1]!(null);
  lookups[2]!(saved[0]!);
  assert.deepEqual([await second, await third], [answer, answer]);
  assert.equal(switchboard.size, 1);
  await openai.untilSession(0, 4_000);
  assert.equal(openai.attempts.length, 1);
});

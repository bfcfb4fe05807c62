import assert from "node:assert/strict";
import { Admission } from "../src/admission.ts";
import { patientStore } from "../src/patient_store.ts";
import type { Database } from "../src/store/store.ts";

/** An admission whose pings the test answers, on a clock that it turns. */
function admitted() {
  const pings: PromiseWithResolvers<void>[] = [];
  const told: string[] = [];
  let nowMs = 0;
  const admission = new Admission({
    ping: () => (pings.push(Promise.withResolvers<void>()), pings.at(-1)!.promise),
    now: () => nowMs,
    changed: (trouble, isOver) => void told.push(`${trouble} ${isOver ? "over" : "begins"}`),
  });
  return { admission, pings, told, later: (ms: number) => nowMs += ms };
}

Deno.test("a store that answers is no reason; one that refuses, or is silent for a second, is, until it answers", async () => {
  const { admission, pings, told } = admitted();
  const asked = admission.reasons();
  pings[0]!.resolve();
  assert.deepEqual(await asked, []);
  const again = admission.reasons();
  pings[1]!.reject(new Error("no database"));
  assert.deepEqual(await again, ["store"]);
  assert.deepEqual(admission.refusal, { reason: "store", code: "store_failed" });
  const back = admission.reasons();
  pings[2]!.resolve();
  await back;
  await pings[2]!.promise;
  assert.equal(admission.refusal, null);
  assert.deepEqual(await admission.reasons(), ["store"], "silent");
  assert.equal(admission.isStoreMute, true);
  await admission.reasons();
  assert.equal(pings.length, 4, "one that hangs is not asked a second time");
  pings[3]!.resolve();
  await pings[3]!.promise;
  assert.equal(admission.refusal, null);
  assert.deepEqual(told, ["store begins", "store over", "store begins", "store over"]);
});

Deno.test("a process that lags, and writes that fail, are reasons; each is told once", () => {
  const { admission, told, later } = admitted();
  later(2_000);
  admission.lagged(1_900);
  later(100);
  admission.lagged(0);
  assert.deepEqual(admission.refusal, { reason: "lagging", code: "overloaded" });
  for (let n = 0; n < 4; n++) admission.wrote(false);
  assert.deepEqual(admission.refusal, { reason: "store", code: "store_failed" });
  admission.wrote(true);
  assert.deepEqual(told, ["lagging begins", "store begins", "store over"]);
});

Deno.test("a read that the store does not answer fails within two seconds; of a store known to be mute, at once", async () => {
  const wrote: boolean[] = [];
  const watch = { isStoreMute: false, wrote: (isKept: boolean) => void wrote.push(isKept) };
  const hung: Partial<Database> = { findCall: () => new Promise(() => {}) };
  const store = patientStore(hung as Database, watch);
  const beganMs = performance.now();
  await assert.rejects(store.findCall("CA1"), /did not answer within 2 s/);
  assert.ok(performance.now() - beganMs >= 1_900);
  watch.isStoreMute = true;
  await assert.rejects(store.findCall("CA1"), /does not answer/);
});

Deno.test("whether a call's books were kept is learned from every save", async () => {
  const wrote: boolean[] = [];
  let fails = true;
  const watch = { isStoreMute: false, wrote: (isKept: boolean) => void wrote.push(isKept) };
  const save: Partial<Database> = { saveCall: () => fails ? Promise.reject(new Error("full")) : Promise.resolve() };
  const store = patientStore(save as Database, watch);
  await assert.rejects(store.saveCall({} as Parameters<Database["saveCall"]>[0]), /full/);
  fails = false;
  await store.saveCall({} as Parameters<Database["saveCall"]>[0]);
  assert.deepEqual(wrote, [false, true]);
});

/** Desks of several processes on one database: the one that has a call tells its end. */

import assert from "node:assert/strict";
import { refusedCall } from "../../src/books.ts";
import { openDesk } from "../../src/desk/desk.ts";
import { closeHungUp, closeOrphans } from "../../src/desk/orphans.ts";
import { Instance } from "../../src/instance.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrations.ts";
import { connectSqlite } from "../../src/store/sqlite.ts";
import { sqliteInMemory } from "../../src/store/sqlite_memory.ts";
import { merge, noFacts } from "../../src/intake/facts.ts";
import { eventually } from "../support/house.ts";

const NOW = new Date("2026-12-31T23:30:00Z");
const CALL = { sid: "CA1", from: "+12025550147", to: "+12025550100" };
const ENDED = refusedCall(CALL, "full", NOW);
const TALKING = { ...ENDED, state: "talking" as const, outcome: null, reason: null, endedAt: null, faults: [] };

/** Two processes, each with its desk. */
async function twoDesks() {
  const connection = connectSqlite(sqliteInMemory());
  await migrate(connection);
  const process = (name: string) => {
    const store = database(connection, () => NOW.getTime(), name);
    const desk = openDesk({
      store,
      protocol: builtInProtocol("police"),
      recipients: { webhook: true, sms: [], calls: [], ticketscad: false, resgrid: false },
      locate: () => null,
      now: () => NOW,
      timeZone: "UTC",
      news: { messagesWait() {}, alarm() {} },
    });
    return { store, desk };
  };
  const told = async () =>
    (await process("reader").store.eventsAfter(0, 50)).map(({ type }) => type).filter((type) => /ended/.test(type));
  return { one: process("one"), two: process("two"), told, close: () => connection.close() };
}

Deno.test("a process that has lost a call does not tell its end", async () => {
  const { one, two, told, close } = await twoDesks();
  await one.store.saveCall(TALKING);
  await two.store.takeOver("CA1");
  await one.desk.forCall(CALL).ended({ ...ENDED, outcome: "abandoned" });
  assert.equal((await one.store.findCall("CA1"))!.endedAt, null);
  assert.deepEqual([await told(), await one.store.openTasks(10)], [[], []]);
  await two.desk.forCall(CALL).ended({ ...ENDED, outcome: "answered" });
  assert.equal((await one.store.findCall("CA1"))!.outcome, "answered");
  assert.deepEqual(await told(), ["call.ended"]);
  await close();
});

Deno.test("a caller who hung up when no process was there has an outcome that says so", async () => {
  const { one, two, told, close } = await twoDesks();
  const facts = merge(noFacts(), { nature: "loud music" });
  await one.store.beat(NOW.getTime(), true);
  for (const sid of ["CA1", "CA2"]) await one.store.saveCall({ ...TALKING, sid });
  await one.desk.forCall({ ...CALL, sid: "CA2" }).send({ summary: null, isReport: false, facts, missing: [] });
  const close1 = (sid: string, sinceMs: number | null) => closeHungUp(two.store, two.desk, sid, sinceMs, NOW);
  assert.equal(await close1("CA1", NOW.getTime() - 1), false, "its process lives");
  assert.equal(await close1("CA1", NOW.getTime()), true);
  assert.equal(await close1("CA1", NOW.getTime()), false, "once");
  assert.equal(await close1("CA2", null), true, "whoever has it");
  const outcomes = await Promise.all(["CA1", "CA2"].map(async (sid) => (await one.store.findCall(sid))!.outcome));
  assert.deepEqual(outcomes, ["abandoned", "dispatched"]);
  assert.deepEqual(await told(), ["call.ended", "call.ended"]);
  await close();
});

Deno.test("what was known of a call's end when its process died stays", async () => {
  const { one, two, close } = await twoDesks();
  await one.store.saveCall({ ...TALKING, outcome: "dispatched" });
  await one.store.saveCall({ ...TALKING, sid: "CA2", state: "transferred", outcome: "transferred" });
  assert.equal(await closeOrphans(two.store, two.desk, NOW.getTime(), NOW), 2);
  const outcomes = await Promise.all(["CA1", "CA2"].map(async (sid) => (await one.store.findCall(sid))!.outcome));
  assert.deepEqual(outcomes, ["dispatched", "failed"]);
  await close();
});

Deno.test("calls of a silent process wait for the carrier before their books are closed; a lost one is let go", async () => {
  const { one, two, told, close } = await twoDesks();
  let nowMs = NOW.getTime();
  const lost: string[] = [];
  const errors: unknown[] = [];
  const calls = { sids: () => ["CA2"], lost: (sid: string) => void lost.push(sid), takesCalls: () => true };
  const news = { orphansClosed() {}, messagesWait() {}, storeFailed: (error: unknown) => void errors.push(error) };
  await one.store.beat(nowMs, true);
  await one.store.saveCall(TALKING);
  await two.store.saveCall({ ...TALKING, sid: "CA2" });
  await one.store.takeOver("CA2");
  const instance = new Instance({ ...two, now: () => new Date(nowMs), calls, news });
  await instance.start();
  await eventually(() => lost.length > 0 || null, 3_000, "the lost call to be let go");
  assert.deepEqual([...new Set(lost)], ["CA2"]);
  nowMs += 74_000;
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  assert.deepEqual(await told(), [], "somebody may still ask");
  nowMs += 2_000;
  await eventually(async () => (await told()).length === 2 || null, 7_000, "the books to be closed");
  await instance.stop();
  assert.deepEqual(errors, []);
  await close();
});

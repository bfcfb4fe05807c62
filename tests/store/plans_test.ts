/** Every query that SQLite is asked finds its rows by an index: a full database answers as fast as an empty one. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Database, openStore } from "../../src/store/store.ts";
import { ownFolder } from "../support/folder.ts";
import { ended, idOf, incident, isoAt, message, NOON_MS, talking } from "./records.ts";

Deno.test("SQLite: no query reads a whole table, and none sorts what an index has in order", async () => {
  await using folder = await ownFolder();
  const asked = await queriesOf(() => useEverything("sqlite::memory:"));
  await (await openStore(`sqlite:${folder.path}/store.db`)).close();
  assert.ok(asked.length > 40, `only ${asked.length} queries were seen`);
  const db = new DatabaseSync(`${folder.path}/store.db`);
  const slow = asked.flatMap((sql) => faultsOf(db, sql).map((fault) => `${fault}: ${sql}`));
  db.close();
  assert.deepEqual(slow, []);
});

Deno.test("the judge of plans recognizes a full scan and a sort", async () => {
  await using folder = await ownFolder();
  await (await openStore(`sqlite:${folder.path}/store.db`)).close();
  const db = new DatabaseSync(`${folder.path}/store.db`);
  assert.equal(faultsOf(db, 'select * from "incidents" where "type_code" = ?').length, 1);
  assert.equal(faultsOf(db, 'select * from "incidents" order by "created_at_ms"').length, 1);
  assert.equal(faultsOf(db, 'select * from "incidents" where "status" = ? order by "number"').length, 1);
  assert.deepEqual(faultsOf(db, 'select * from "incidents" order by "created_at_ms" desc limit ?'), []);
  db.close();
});

/** What a plan says against a query. Reading along an index is good as far as a limit ends it. */
function faultsOf(db: DatabaseSync, sql: string): string[] {
  const steps = db.prepare(`explain query plan ${sql}`).all().map(({ detail }) => String(detail));
  return steps.filter((step) => {
    if (/^USE TEMP B-TREE/.test(step)) return true;
    if (!/^SCAN (?!due\b|CONSTANT ROW|\d+-ROW)/.test(step)) return false;
    return !(/ USING (COVERING )?INDEX /.test(step) || /^SCAN events$/.test(step)) || !/ limit /.test(sql);
  });
}

/** The statements that are prepared while `work` runs, those of the schema left out. */
async function queriesOf(work: () => Promise<void>): Promise<readonly string[]> {
  const { prepare } = DatabaseSync.prototype;
  const asked = new Set<string>();
  DatabaseSync.prototype.prepare = function (sql, ...rest) {
    if (/^(select|insert|update|delete|with) /i.test(sql) && !/kysely_|sqlite_|pragma_/.test(sql)) asked.add(sql);
    return prepare.call(this, sql, ...rest);
  };
  try {
    await work();
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
  return [...asked];
}

/** Asks everything that the ports offer, each way of asking once. */
async function useEverything(url: string): Promise<void> {
  const store = await openStore(url, () => NOON_MS);
  await useCalls(store);
  await useTransaction(store);
  await useIncidents(store);
  await useOutbox(store);
  await store.eventsAfter(1, 10);
  await store.lastEventId();
  await store.callsToErase(NOON_MS, 10);
  await store.callErased("CA1", new Date(NOON_MS));
  await store.pruneBefore(NOON_MS);
  await store.close();
}

async function useCalls(store: Database): Promise<void> {
  for (const n of [1, 2]) await store.saveCall(ended(`CA${n}`));
  await store.saveCall(talking("CA3"));
  await store.findCall("CA1");
  for (const state of [undefined, "active", "ended"] as const) {
    const query = { limit: 1, ...(state === undefined ? {} : { state }) };
    const { next } = await store.listCalls(query);
    await store.listCalls({ ...query, before: next ?? (await store.listCalls({ limit: 1 })).next! });
  }
}

async function useTransaction(store: Database): Promise<void> {
  await store.transact(async (transaction) => {
    await transaction.nextNumber(2026);
    for (const n of [1, 2]) {
      await transaction.put({
        call: ended(`CA${n}`),
        incident: incident(n),
        messages: [message(1, { orderKey: "a" })],
        events: [{ type: "a", data: {} }],
        task: { kind: "call_back", callSid: `CA${n}`, incidentId: null, createdAt: isoAt(0) },
      });
    }
    await transaction.call("CA1");
    await transaction.incident(idOf(1));
    await transaction.incidentOfCall("CA1");
    await transaction.openLike("NOISE", NOON_MS);
    await transaction.join("CA9", idOf(1));
    await transaction.keepAnswer("key", { request: "a", status: 200, body: "" });
    await transaction.answerOf("key");
  });
}

async function useIncidents(store: Database): Promise<void> {
  await store.findIncident(idOf(1));
  for (const query of [{ limit: 1 }, { limit: 1, status: "pending" as const }]) {
    const { next } = await store.listIncidents(query);
    await store.listIncidents({ ...query, before: next! });
  }
  const [task] = await store.openTasks(10);
  await store.transact((tx) => tx.finishTask(task!.id, new Date(NOON_MS)));
}

async function useOutbox(store: Database): Promise<void> {
  const [taken] = await store.takeDue(NOON_MS, 1_000, 10);
  await store.failed(taken!.id, { nextAtMs: NOON_MS, error: "503" });
  await store.dead(taken!.id, "410");
  await store.transact((tx) => tx.replay(taken!.id, NOON_MS));
  await store.delivered(taken!.id, NOON_MS);
  await store.nextDueMs();
  await store.releaseAll(NOON_MS);
  const { next } = await store.listMessages({ state: "waiting", limit: 1 });
  await store.listMessages({ state: "waiting", limit: 1, before: next ?? btoa("5 msg_x") });
}

/** What every store does with incidents, their narratives and tasks. */

import assert from "node:assert/strict";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import { BadCursor, type Database } from "../../src/store/store.ts";
import type { Contract } from "./contract.ts";
import { idOf, incident, isoAt, line, NOON_MS } from "./records.ts";

/** Registers this part of the contract. */
export function incidentsContract(contract: Contract): void {
  keeping(contract);
  narrative(contract);
  listing(contract);
  duplicates(contract);
  tasks(contract);
}

function keeping(contract: Contract): void {
  contract("an incident comes back as it was put, by its id and by its call", async (store) => {
    await put(store, incident(1));
    assert.deepEqual(await store.findIncident(idOf(1)), incident(1));
    assert.deepEqual(await ofCall(store, "CA1"), incident(1));
    assert.equal(await store.findIncident(idOf(2)), null);
    assert.equal(await ofCall(store, "CA2"), null);
  });

  contract("an incident put again takes the place of what was there", async (store) => {
    await put(store, incident(1));
    const closed = incident(1, { status: "closed", priority: 5, details: {}, units: [], nature: null, typeCode: null });
    await put(store, closed);
    assert.deepEqual(await store.findIncident(idOf(1)), closed);
    assert.deepEqual(await all(store), [closed]);
  });

  contract("words are kept as they are in an incident, whatever they would mean elsewhere", async (store) => {
    const words = '\'; DROP TABLE incidents; -- "\\" %_?$1:n@x \0 línea\n\t\u2028 🚓👮🏽‍♀️ \u202eabc';
    const said = incident(1, { nature: words, details: { [words]: words }, narrative: [{ ...line(0), text: words }] });
    await put(store, said);
    assert.deepEqual(await store.findIncident(idOf(1)), said);
  });

  contract("a call that joined an incident leads to it, also when it opened one of its own before", async (store) => {
    await put(store, incident(1));
    await put(store, incident(2));
    await store.transact(async (transaction) => {
      await transaction.join("CA9", idOf(1));
      await transaction.join("CA2", idOf(1));
    });
    for (const sid of ["CA1", "CA2", "CA9"]) assert.equal((await ofCall(store, sid))?.id, idOf(1), sid);
    await put(store, incident(2));
    assert.equal((await ofCall(store, "CA2"))?.id, idOf(1));
  });
}

function narrative(contract: Contract): void {
  contract("a narrative grows in the order of its lines", async (store) => {
    await put(store, incident(1, { narrative: [line(0)] }));
    await put(store, incident(1, { narrative: [line(0), line(2), line(1)] }));
    assert.deepEqual((await store.findIncident(idOf(1)))?.narrative, [line(0), line(2), line(1)]);
  });

  contract("a put from an older reading loses no line that others wrote since", async (store) => {
    await put(store, incident(1, { narrative: [line(0), line(1)] }));
    await put(store, incident(1, { narrative: [line(0), line(2)] }));
    await put(store, incident(1, { narrative: [] }));
    assert.deepEqual((await store.findIncident(idOf(1)))?.narrative, [line(0), line(1), line(2)]);
  });

  contract("a line said twice is there twice, and putting it again adds none", async (store) => {
    const twice = incident(1, { narrative: [line(0), line(0)] });
    await put(store, incident(1, { narrative: [line(0)] }));
    await put(store, twice);
    await put(store, twice);
    assert.deepEqual((await store.findIncident(idOf(1)))?.narrative, twice.narrative);
  });
}

function listing(contract: Contract): void {
  contract("incidents are listed newest first, each once, with their narratives, a status alone too", async (store) => {
    const status = (n: number) => n % 3 === 0 ? "closed" as const : "pending" as const;
    // Four of a moment: the time alone does not order them.
    const created = (n: number) => ({ ...incident(n).times, created: isoAt(Math.floor(n / 4) * 1_000) });
    const records = Array.from(
      { length: 30 },
      (_, n) => incident(n, { status: status(n), times: created(n), narrative: [line(n), line(n + 1)] }),
    );
    for (const record of records) await put(store, record);
    const newestFirst = records.toReversed();
    assert.deepEqual(await all(store, 7), newestFirst);
    assert.deepEqual(await all(store, 4, "closed"), newestFirst.filter((record) => record.status === "closed"));
    assert.deepEqual(await all(store, 200, "onscene"), []);
  });

  contract("a cursor that no list of incidents gave is refused", async (store) => {
    await assert.rejects(store.listIncidents({ limit: 50, before: "x" }), BadCursor);
  });
}

function duplicates(contract: Contract): void {
  contract(
    "where a duplicate is looked for there are open incidents of its type, of late, newest first",
    async (store) => {
      const statuses = ["pending", "dispatched", "enroute", "onscene", "closed", "cancelled"] as const;
      for (const [n, status] of statuses.entries()) await put(store, incident(n, { status, typeCode: "NOISE" }));
      await put(store, incident(9, { status: "pending", typeCode: "THEFT" }));
      const found = (atMs: number) =>
        store.transact(async (transaction) => (await transaction.openLike("NOISE", atMs)).map(({ id }) => id));
      assert.deepEqual(await found(NOON_MS), [3, 2, 1, 0].map(idOf));
      assert.deepEqual(await found(NOON_MS + 2_000), [3, 2].map(idOf));
      await put(store, incident(3, { status: "closed", typeCode: "NOISE" }));
      assert.deepEqual(await found(NOON_MS + 2_000), [idOf(2)]);
    },
  );
}

function tasks(contract: Contract): void {
  contract("tasks are listed oldest first until they are done, and are done once", async (store) => {
    for (const n of [2, 1]) {
      const task = { kind: "call_back" as const, callSid: `CA${n}`, incidentId: null, createdAt: isoAt(n) };
      await store.transact((transaction) => transaction.put({ task }));
      await store.transact((transaction) => transaction.put({ task: { ...task, createdAt: isoAt(0) } }));
    }
    const open = await store.openTasks(50);
    assert.deepEqual(
      open.map(({ id: _id, ...task }) => task),
      [1, 2].map((n) => (
        { kind: "call_back", callSid: `CA${n}`, incidentId: null, createdAt: isoAt(n), doneAt: null }
      )),
    );
    assert.deepEqual(await store.openTasks(1), open.slice(0, 1));
    assert.equal(await store.transact((tx) => tx.finishTask(open[0]!.id, new Date(NOON_MS))), true);
    assert.equal(await store.transact((tx) => tx.finishTask(open[0]!.id, new Date(NOON_MS))), false);
    assert.equal(await store.transact((tx) => tx.finishTask("none", new Date(NOON_MS))), false);
    assert.deepEqual(await store.openTasks(50), open.slice(1));
  });
}

function put(store: Database, record: IncidentRecord): Promise<void> {
  return store.transact((transaction) => transaction.put({ incident: record }));
}

function ofCall(store: Database, sid: string): Promise<IncidentRecord | null> {
  return store.transact((transaction) => transaction.incidentOfCall(sid));
}

async function all(store: Database, limit = 200, status?: IncidentRecord["status"]): Promise<IncidentRecord[]> {
  const found: IncidentRecord[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<Database["listIncidents"]>> = await store.listIncidents({
      limit,
      ...(status === undefined ? {} : { status }),
      ...(before === null ? {} : { before }),
    });
    assert.ok(page.items.length <= limit);
    found.push(...page.items);
    before = page.next;
  } while (before !== null);
  return found;
}

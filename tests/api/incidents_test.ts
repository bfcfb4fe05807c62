/** `/api/v1/incidents`, read. */

import assert from "node:assert/strict";
import { INCIDENT_STATUSES } from "../../src/store/incident_record.ts";
import type { Database } from "../../src/store/store.ts";
import { idOf, incident, isoAt, talking } from "../store/records.ts";
import { inHouse } from "./house.ts";
import { isProblem } from "./problems.ts";

function keep(store: Database, ...incidents: readonly ReturnType<typeof incident>[]): Promise<void> {
  return store.transact(async (tx) => {
    for (const each of incidents) await tx.put({ incident: each });
  });
}

Deno.test("an incident is answered as it was kept, by its UUID bare or as urn, in any case", async () => {
  await inHouse(async ({ ask, store }) => {
    await keep(store, incident(1));
    const bare = idOf(1).replace("urn:uuid:", "");
    for (const id of [idOf(1), bare, bare.toUpperCase(), encodeURIComponent(idOf(1))]) {
      const response = await ask(`/incidents/${id}`);
      assert.equal(response.status, 200, id);
      assert.deepEqual(await response.json(), incident(1));
    }
  });
});

Deno.test("an incident that does not exist, or cannot, is not found; the store is asked for real ids only", async () => {
  await inHouse(async ({ ask, store }) => {
    const asked: string[] = [];
    const find = store.findIncident.bind(store);
    store.findIncident = (id) => (asked.push(id), find(id));
    const none = ["1", "urn:uuid:", "CA1", `${idOf(1)}0`, `x${idOf(1)}`, "%00", "..%2f..", "2026-000001", idOf(9)];
    for (const id of none) {
      await isProblem(await ask(`/incidents/${id}`), 404, /no incident with this id/);
      await isProblem(await ask(`/incidents/${id}.eido.json`), 404, /no incident with this id/);
    }
    assert.deepEqual(asked, [idOf(9), idOf(9)]);
  });
});

Deno.test("incidents are listed newest first, a page at a time, and by status", async () => {
  await inHouse(async ({ ask, store }) => {
    await keep(store, ...INCIDENT_STATUSES.map((status, n) => incident(n, { status })));
    const first = await (await ask("/incidents?limit=4")).json();
    const second = await (await ask(`/incidents?limit=4&before=${encodeURIComponent(first.next)}`)).json();
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    assert.deepEqual(ids, [5, 4, 3, 2, 1, 0].map(idOf));
    assert.equal(second.next, null);
    for (const [n, status] of INCIDENT_STATUSES.entries()) {
      const { items } = await (await ask(`/incidents?status=${status}`)).json();
      assert.deepEqual(items.map(({ id }: { id: string }) => id), [idOf(n)]);
    }
  });
});

Deno.test("a list that is asked for wrongly says all that is wrong", async () => {
  await inHouse(async ({ ask }) => {
    const wrong: [string, RegExp][] = [
      ["status=open", /^status is pending, dispatched, enroute, onscene, closed or cancelled$/],
      ["status=open&limit=0", /^(?=.*status is)(?=.*limit is 1 to 200)/],
      ["limit=1&limit=2", /^limit is given once$/],
      ["priority=1&x=2", /^query has an unknown priority, x: it takes status, limit, before$/],
      ["before=MTIz", /^before is not a cursor/],
    ];
    for (const [query, detail] of wrong) await isProblem(await ask(`/incidents?${query}`), 400, detail);
    await isProblem(await ask(`/incidents/${idOf(1)}?x=1`), 400, /^query has an unknown x: it takes nothing$/);
  });
});

Deno.test("an incident is also an EIDO, with the times of its call", async () => {
  await inHouse(async ({ ask, store }) => {
    await keep(store, incident(1));
    await store.saveCall(talking("CA1", { startedAt: isoAt(0), answeredAt: isoAt(5) }));
    const response = await ask(`/incidents/${idOf(1)}.eido.json`);
    assert.equal(response.status, 200);
    const eido = await response.json();
    assert.match(eido.$id, /^urn:emergency:uid:incidentid:6a1f0c1e.*:dispatcher\.example$/);
    assert.equal(eido.incidentComponent.internalIncidentId, "2026-000001");
    assert.ok(JSON.stringify(eido.callComponent).includes(isoAt(0)), JSON.stringify(eido.callComponent));
  });
});

/** Names, cursors, headers and bodies of any kind: what is none of ours is refused in words, and nothing breaks. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { worked, type WorkOrder } from "../../src/desk/worked.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import { idOf, incident, NOON_MS } from "../store/records.ts";
import { type ApiHouse, inHouse } from "./house.ts";

/** Anything that may stand in a path or a query. */
const nonsense = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.base64String({ maxLength: 120 }),
  fc.constantFrom("..", "%", "\0", "urn:uuid:", "1 OR 1=1", idOf(1).slice(0, -1), "__proto__"),
).filter((text) => text.isWellFormed());

/** Asks, and fails when it is the service's mistake; `ask` itself holds the answer against the description. */
async function asks({ ask, failures }: ApiHouse, path: string, init?: RequestInit): Promise<number> {
  const response = await ask(path, init);
  await response.body?.cancel();
  assert.deepEqual(failures, []);
  return response.status;
}

Deno.test("whatever stands for a name, it is not found or nobody's", async () => {
  await inHouse(async (house) => {
    await fc.assert(fc.asyncProperty(nonsense.filter((name) => !/^\.{0,2}$/.test(name)), async (name) => {
      const id = encodeURIComponent(name);
      for (const path of [`/calls/${id}`, `/incidents/${id}`, `/incidents/${id}.eido.json`]) {
        assert.equal(await asks(house, path), 404, path);
      }
    }));
  });
});

Deno.test("whatever stands for a cursor, it is a page or a mistake", async () => {
  await inHouse(async (house) => {
    await fc.assert(fc.asyncProperty(nonsense, async (text) => {
      for (const list of ["calls", "incidents", "outbox"]) {
        const status = await asks(house, `/${list}?before=${encodeURIComponent(text)}`);
        assert.ok([200, 400].includes(status), String(status));
      }
    }));
  });
});

Deno.test("whatever the sizes of the pages, they have every incident once, newest first", async () => {
  await inHouse(async ({ ask, store }) => {
    // Some of one moment: the cursor has to tell them apart.
    const times = (n: number) => ({ ...incident(Math.floor(n / 3)).times });
    const all = Array.from({ length: 20 }, (_, n) => incident(n, { times: times(n) }));
    for (const each of all) await store.transact((tx) => tx.put({ incident: each }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 20, maxLength: 20 }), async (limits) => {
        const seen: string[] = [];
        let before = "";
        for (const limit of limits) {
          const page = await (await ask(`/incidents?limit=${limit}${before}`)).json();
          seen.push(...page.items.map(({ id }: { id: string }) => id));
          if (page.next === null) break;
          before = `&before=${encodeURIComponent(page.next)}`;
        }
        assert.deepEqual(seen, all.map(({ id }) => id).toReversed());
      }),
      { numRuns: 20 },
    );
  });
});

Deno.test("whatever JSON is sent as an order, it is taken or told as a mistake", async () => {
  await inHouse(async (house) => {
    await house.store.transact((tx) => tx.put({ incident: incident(1) }));
    const field = fc.constantFrom("id", "status", "text", "disposition", "__proto__");
    const body = fc.oneof(fc.json(), fc.dictionary(field, fc.jsonValue()).map((value) => JSON.stringify(value)));
    const order = fc.constantFrom("dispatch", "units", "status", "note", "close");
    await fc.assert(fc.asyncProperty(order, body, async (order, body) => {
      const response = await house.post(`/incidents/${idOf(1)}/${order}`, body);
      await response.body?.cancel();
      assert.deepEqual(house.failures, []);
      assert.ok([200, 400, 409].includes(response.status), String(response.status));
    }));
  });
});

Deno.test("whatever is ordered, in whatever order, an incident keeps its rules", () => {
  const protocol = builtInProtocol("police");
  const unitStatus = fc.constantFrom("dispatched", "enroute", "onscene", "available");
  const status = fc.constantFrom("pending", "dispatched", "enroute", "onscene", "closed", "cancelled");
  const order = fc.oneof<fc.Arbitrary<WorkOrder>[]>(
    fc.constant({ type: "dispatch" }),
    fc.record({ type: fc.constant("unit"), id: fc.constantFrom("1", "2"), status: unitStatus }),
    fc.record({ type: fc.constant("status"), status }),
    fc.record({ type: fc.constant("close"), disposition: fc.constantFrom("01", "14"), text: fc.constant(null) }),
  );
  fc.assert(fc.property(fc.array(order, { maxLength: 30 }), (orders) => {
    let now: IncidentRecord = incident(1, { status: "pending", units: [] });
    for (const [n, order] of orders.entries()) {
      const after = worked(now, order, { by: "api", at: new Date(NOON_MS + n), protocol });
      if (typeof after === "string") continue;
      const isOver = now.status === "closed" || now.status === "cancelled";
      assert.ok(!isOver || after === now, "what is over stays as it is");
      assert.ok(now.status !== "onscene" || ["onscene", "closed", "cancelled"].includes(after.status));
      assert.ok(after.times.closed === null || after.units.every(({ status }) => status === "available"));
      const coming = after.units.filter(({ status }) => status !== "available");
      assert.ok(coming.length === 0 || after.status !== "pending", "somebody comes to what is pending");
      now = after;
    }
  }));
});

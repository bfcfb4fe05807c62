/** PostgreSQL: the same contract, and what only a server does. `scripts/postgres.sh start` prints a POSTGRES_URL. */

import assert from "node:assert/strict";
// @ts-types="npm:@types/pg@8.23.1"
import pg from "pg";
import { openStore } from "../../src/store/store.ts";
import { eventually } from "../support/folder.ts";
import { storeContract } from "./contract.ts";
import { ownersContract } from "./contract_owners.ts";
import { survivesKills } from "./crash.ts";
import { CuttableProxy } from "./cuttable_proxy.ts";
import { idOf, incident, message, NOON_MS, send, talking } from "./records.ts";

const SERVER = Deno.env.get("POSTGRES_URL") ?? "";

if (SERVER !== "") {
  storeContract("PostgreSQL", async () => {
    const { url, remove } = await newDatabase();
    return { store: await openStore(url, () => NOON_MS), remove };
  });
  ownersContract("PostgreSQL", async () => {
    const { url, remove } = await newDatabase();
    return { one: await openStore(url), two: await openStore(url), remove };
  });
} else {
  Deno.test({
    name: "PostgreSQL: the store's contract (POSTGRES_URL names no server: scripts/postgres.sh start prints one)",
    ignore: Deno.env.get("CI") !== "true",
    fn: () => assert.fail("POSTGRES_URL must name a server where everything is checked"),
  });
}

/** Registers a test that gets the URL of an empty database. */
function onServer(sentence: string, check: (url: string) => Promise<void>): void {
  Deno.test({
    name: `PostgreSQL: ${sentence}`,
    ignore: SERVER === "",
    async fn() {
      const { url, remove } = await newDatabase();
      await check(url).finally(remove);
    },
  });
}

onServer("processes that start at once migrate once, and number and deliver side by side", async (url) => {
  const stores = await Promise.all(Array.from({ length: 3 }, () => openStore(url, () => NOON_MS)));
  const opening = Array.from({ length: 30 }, (_, n) =>
    stores[n % 3]!.transact(async (transaction) => {
      const number = await transaction.nextNumber(2026);
      await transaction.put({
        incident: incident(n, { number }),
        messages: [message(number)],
        events: [{ type: "incident.created", data: {} }],
      });
      return number;
    }));
  const numbers = (await Promise.all(opening)).sort();
  assert.deepEqual(numbers, numbers.map((_, n) => `2026-${String(n + 1).padStart(6, "0")}`));
  const taken = (await Promise.all(stores.map((store) => store.takeDue(NOON_MS, 1_000, 20)))).flat();
  assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
  assert.equal(taken.length, 30);
  await Promise.all(stores.map((store) => store.close()));
});

onServer("whoever follows the events sees every one, in the order of their numbers", async (url) => {
  const [one, two] = await Promise.all([openStore(url), openStore(url)]);
  const seen: number[] = [];
  let isOver = false;
  const follow = async () => {
    for (let wasOver = false; !wasOver;) {
      wasOver = isOver;
      const events = await one.eventsAfter(seen.at(-1) ?? 0, 50);
      seen.push(...events.map(({ id }) => id));
    }
  };
  const following = follow();
  const happening = Array.from(
    { length: 60 },
    (_, n) =>
      (n % 2 === 0 ? one : two).transact((transaction) =>
        transaction.put({ events: [{ type: "a", data: n }, { type: "b", data: n }] })
      ),
  );
  await Promise.all(happening);
  isOver = true;
  await following;
  assert.equal(seen.length, 120);
  await Promise.all([one.close(), two.close()]);
});

onServer(
  "a connection that is lost in a transaction fails it, and the next one finds the server again",
  async (url) => {
    const store = await openStore(url, () => NOON_MS);
    const work = store.transact(async (transaction) => {
      await transaction.put({ incident: incident(1) });
      await terminateAll(url);
      await transaction.put({ incident: incident(2) });
    });
    await assert.rejects(work);
    assert.equal(await store.findIncident(idOf(1)), null);
    await store.transact((transaction) => transaction.put({ incident: incident(1) }));
    assert.deepEqual(await store.findIncident(idOf(1)), incident(1));
    await store.close();
  },
);

onServer("connections that break while nothing is asked of them harm nobody", async (url) => {
  const store = await openStore(url);
  await Promise.all([1, 2, 3].map((n) => store.saveCall(talking(`CA${n}`))));
  await terminateAll(url);
  // Their end reaches the pool while it waits here.
  await eventually(() => store.ping().then(() => true, () => false), "a connection that lives");
  await eventually(() => store.findCall("CA1").then((call) => call !== null), "what was saved");
  await store.close();
});

onServer("while the server cannot be reached a ping fails and writes throw; both heal", async (url) => {
  const proxy = await CuttableProxy.open(new URL(url));
  const store = await openStore(proxy.url, () => NOON_MS);
  await store.saveCall(talking("CA1"));
  await store.ping();
  proxy.cut();
  await assert.rejects(store.ping());
  await assert.rejects(store.saveCall(talking("CA2")));
  await assert.rejects(store.transact((transaction) => transaction.nextNumber(2026)));
  proxy.mend();
  await store.ping();
  await store.saveCall(talking("CA2"));
  assert.equal(await store.transact((transaction) => transaction.nextNumber(2026)), "2026-000001");
  await store.close();
  await proxy.close();
});

onServer("two workers that take at the same moment never take the same message", async (url) => {
  const [one, two] = await Promise.all([openStore(url, () => NOON_MS), openStore(url, () => NOON_MS)]);
  await send(one, ...Array.from({ length: 40 }, (_, n) => message(n, { orderKey: `key ${n % 20}` })));
  const rounds = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? one : two).takeDue(NOON_MS, 60_000, 5));
  const taken = (await Promise.all(rounds)).flat();
  assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
  // Nobody took the second of a key before the first was delivered.
  assert.ok(taken.every(({ payload }) => Number(payload) < 20), "out of order");
  await Promise.all([one.close(), two.close()]);
});

onServer("the narrative refuses to be changed by whoever is connected", async (url) => {
  const store = await openStore(url, () => NOON_MS);
  await store.transact((transaction) => transaction.put({ incident: incident(1) }));
  for (const change of ["update narrative set line = '{}'", "delete from narrative", "truncate narrative"]) {
    await assert.rejects(onDatabase(url, change), /append-only/, change);
  }
  await store.close();
});

onServer("a process that is killed leaves no gap in the numbers, and no change half written", async (url) => {
  await survivesKills(url, () => eventually(async () => await onDatabase(url, `select 1 ${OURS}`) === 0, "their end"));
});

async function newDatabase(): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await onDatabase(SERVER, `create database ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => onDatabase(SERVER, `drop database ${name} with (force)`).then(() => {}) };
}

const OURS = "from pg_stat_activity where application_name = 'dispatcher' and datname = current_database()";

/** Breaks every connection of ours from the server's side. */
async function terminateAll(url: string): Promise<void> {
  assert.ok(await onDatabase(url, `select pg_terminate_backend(pid) ${OURS}`) > 0);
  await eventually(async () => await onDatabase(url, `select 1 ${OURS}`) === 0, "the connections' end");
}

/** Runs a statement on a connection of its own; gives how many rows it had. */
async function onDatabase(url: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(statement).finally(() => client.end());
  return rowCount ?? 0;
}

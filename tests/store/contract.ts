/** What every store does, whatever database is behind it. Each adapter's test runs this. */

import assert from "node:assert/strict";
import { BadCursor, type Database } from "../../src/store/store.ts";
import { eventsContract } from "./contract_events.ts";
import { incidentsContract } from "./contract_incidents.ts";
import { outboxContract } from "./contract_outbox.ts";
import { transactionContract } from "./contract_transaction.ts";
import { ended, NOON_MS, talking } from "./records.ts";

export { ended, talking } from "./records.ts";

/** Registers a test that gets an empty store. */
export type Contract = (sentence: string, check: (store: Database) => Promise<void>) => void;

/** Gives an empty store whose wall clock stands at noon, and takes it away when the test is over. */
export type Open = () => Promise<{ store: Database; remove(): Promise<void> }>;

/** Registers the contract's tests. */
export function storeContract(database: string, open: Open): void {
  const contract: Contract = (sentence, check) =>
    Deno.test(`${database}: ${sentence}`, async () => {
      const { store, remove } = await open();
      try {
        await check(store);
      } finally {
        await store.close();
        await remove();
      }
    });

  keeping(contract);
  racing(contract);
  listing(contract);
  paging(contract);
  incidentsContract(contract);
  transactionContract(contract);
  outboxContract(contract);
  eventsContract(contract);
}

function keeping(contract: Contract): void {
  contract("a call comes back as it was saved", async (store) => {
    await store.saveCall(talking("CA1"));
    assert.deepEqual(await store.findCall("CA1"), talking("CA1"));
  });

  contract("what may be missing comes back missing", async (store) => {
    const bare = talking("CA1", {
      state: "ringing",
      answeredAt: null,
      transcript: [],
      incidentId: null,
      model: null,
      recording: null,
      usage: null,
      costUsd: null,
      latency: { greetingMs: null, replyMsP50: null, replyMsMax: null, deadAirMsMax: null },
      faults: [],
    });
    await store.saveCall(bare);
    assert.deepEqual(await store.findCall("CA1"), bare);
  });

  contract("a call saved again takes the place of what was there", async (store) => {
    await store.saveCall(talking("CA1"));
    await store.saveCall(ended("CA1", { costUsd: null, transcript: [] }));
    assert.deepEqual(await store.findCall("CA1"), ended("CA1", { costUsd: null, transcript: [] }));
    assert.equal((await store.listCalls({ limit: 200 })).items.length, 1);
  });

  contract("a call that nobody saved is not found", async (store) => {
    assert.equal(await store.findCall("CA1"), null);
  });

  contract("a healthy store answers a ping", async (store) => {
    await store.ping();
  });
}

function racing(contract: Contract): void {
  contract("saves that nobody waited for are kept in the order they were made", async (store) => {
    // The first ones are long, so that a later one could overtake them.
    const transcript = Array.from({ length: 5_000 }, () => talking("CA1").transcript).flat();
    const saves = Array.from(
      { length: 20 },
      (_, asked) => talking("CA1", { questions: { asked, budget: 50 }, ...(asked < 3 ? { transcript } : {}) }),
    );
    await Promise.all([...saves, ended("CA1")].map((record) => store.saveCall(record)));
    assert.deepEqual(await store.findCall("CA1"), ended("CA1"));
  });

  contract("words are kept as they are, whatever they would mean elsewhere", async (store) => {
    const words = [
      "'; DROP TABLE calls; --",
      '"\\"\\\\',
      "%_?$1:name@x",
      "línea\n\t\r\u2028",
      "🚓👮🏽‍♀️",
      "\u202eabc",
      "a\0b",
    ];
    for (const [n, text] of words.entries()) {
      const line = { at: new Date(NOON_MS).toISOString(), speaker: "caller" as const, text, heard: text };
      const record = ended(`CA${n}`, { reason: text.replaceAll("\0", ""), transcript: [line] });
      await store.saveCall(record);
      assert.deepEqual(await store.findCall(`CA${n}`), record);
      assert.equal(await store.findCall(text), null);
    }
    assert.equal((await store.listCalls({ limit: 200 })).items.length, words.length);
  });
}

function listing(contract: Contract): void {
  contract("1,000 calls are listed newest first, each once, also those of the same moment", async (store) => {
    // Four calls a second: the time alone does not order them.
    const sids = Array.from({ length: 1_000 }, (_, n) => `CA${String(n).padStart(4, "0")}`);
    const startedAt = (n: number) => new Date(NOON_MS + Math.floor(n / 4) * 1_000).toISOString();
    await Promise.all(sids.map((sid, n) => store.saveCall(talking(sid, { startedAt: startedAt(n) }))));
    assert.deepEqual(await allSids(store, 7), sids.toReversed());
    assert.deepEqual(await allSids(store, 200), sids.toReversed());
  });

  contract("calls that begin while a list is paged through disturb no later page", async (store) => {
    for (let n = 0; n < 4; n++) await store.saveCall(talking(`CA${n}`));
    const first = await store.listCalls({ limit: 2 });
    await store.saveCall(talking("CA9", { startedAt: new Date(NOON_MS + 5_000).toISOString() }));
    const second = await store.listCalls({ limit: 2, before: first.next ?? "" });
    assert.deepEqual([...first.items, ...second.items].map(({ sid }) => sid), ["CA3", "CA2", "CA1", "CA0"]);
    assert.equal(second.next, null);
  });

  contract("an empty store lists nothing", async (store) => {
    assert.deepEqual(await store.listCalls({ limit: 50 }), { items: [], next: null });
  });

  contract("a list of active calls has no ended one, and the other way round", async (store) => {
    await store.saveCall(talking("CA1"));
    await store.saveCall(ended("CA2"));
    await store.saveCall(ended("CA3", { state: "transferred", outcome: "transferred" }));
    const sids = async (state: "active" | "ended") =>
      (await store.listCalls({ state, limit: 200 })).items.map(({ sid }) => sid);
    assert.deepEqual(await sids("active"), ["CA1"]);
    assert.deepEqual(await sids("ended"), ["CA3", "CA2"]);
  });
}

function paging(contract: Contract): void {
  contract("a page that is just full is the last one", async (store) => {
    for (const sid of ["CA1", "CA2"]) await store.saveCall(talking(sid));
    assert.equal((await store.listCalls({ limit: 2 })).next, null);
    assert.notEqual((await store.listCalls({ limit: 1 })).next, null);
  });

  contract("a cursor that no list gave is refused", async (store) => {
    const forged = ["", "x", "%", "0", btoa("1 2 3"), btoa("yesterday CA1"), btoa("-1 CA1"), btoa("1' or 1=1 CA1")];
    for (const before of forged) {
      await assert.rejects(store.listCalls({ limit: 50, before }), BadCursor, `took ${JSON.stringify(before)}`);
    }
  });
}

async function allSids(store: Database, limit: number): Promise<string[]> {
  const sids: string[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<Database["listCalls"]>> = await store.listCalls(
      before === null ? { limit } : { limit, before },
    );
    assert.ok(page.items.length > 0 && page.items.length <= limit, `a page of ${page.items.length}`);
    sids.push(...page.items.map(({ sid }) => sid));
    before = page.next;
  } while (before !== null);
  return sids;
}

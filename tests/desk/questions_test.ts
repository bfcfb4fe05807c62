/** How many ways to its database an order of the desk takes: each is a wait of whoever reports. */

import assert from "node:assert/strict";
import { openDesk } from "../../src/desk/desk.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { type Answers, merge, noFacts } from "../../src/intake/facts.ts";
import { database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrations.ts";
import { connectSqlite } from "../../src/store/sqlite.ts";
import type { SqliteAccess, Statement } from "../../src/store/sqlite_access.ts";
import { sqliteInMemory } from "../../src/store/sqlite_memory.ts";

const facts = (answers: Answers) => merge(noFacts(), answers);
const NOISE = facts({ typeCode: "NOISE", nature: "loud music", location: { address: "12 Main Street" } });

/** A desk, and what has been asked of its database since it was last looked at: statements by question. */
async function countedDesk() {
  const memory = sqliteInMemory();
  let questions: string[][] = [];
  let syncs = 0;
  const access: SqliteAccess = {
    ...memory,
    ask(statements: readonly Statement[], isInside: boolean) {
      questions.push(statements.map(({ sql }) => sql.split(" ", 1)[0]!));
      return memory.ask(statements, isInside);
    },
    sync() {
      syncs++;
      return memory.sync();
    },
  };
  const connection = connectSqlite(access);
  await migrate(connection);
  const store = database(connection, Date.now);
  const desk = openDesk({
    store,
    protocol: builtInProtocol("police"),
    recipients: { webhook: true, sms: [], calls: [], ticketscad: false, resgrid: false },
    locate: () => null,
    now: () => new Date(),
    timeZone: "UTC",
    news: { messagesWait() {}, alarm() {} },
  });
  questions = [];
  syncs = 0;
  const asked = () => {
    const answer = { questions, syncs };
    questions = [];
    syncs = 0;
    return answer;
  };
  return { store, desk, asked };
}

Deno.test("an answer more is kept by two questions and one sync, with all that it announces", async () => {
  const { store, desk, asked } = await countedDesk();
  const call = desk.forCall({ sid: "CA1", from: "+12025550147" });
  await call.keepFacts(NOISE);
  asked();
  await call.keepFacts({ ...NOISE, when: "since ten" });
  const { questions, syncs } = asked();
  assert.deepEqual(questions, [
    ["begin", "select"],
    ["insert", "insert", "insert", "insert", "insert", "commit"],
  ]);
  assert.equal(syncs, 1);
  assert.equal((await store.listIncidents({ limit: 1 })).items[0]?.when, "since ten");
  await store.close();
});

Deno.test("what those who watch are shown takes one question, and waits for no disk", async () => {
  const { store, desk, asked } = await countedDesk();
  desk.forCall({ sid: "CA1", from: "+12025550147" }).changed({ state: "talking" } as never);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked(), { questions: [["begin", "insert", "commit"]], syncs: 0 });
  assert.equal((await store.eventsAfter(0, 10)).length, 1);
  await store.close();
});

Deno.test("a report that comes to be like an earlier one by a later answer joins it", async () => {
  const { store, desk } = await countedDesk();
  await desk.forCall({ sid: "CA1", from: "+12025550147" }).keepFacts(NOISE);
  const second = desk.forCall({ sid: "CA2", from: "+12025550148" });
  await second.keepFacts(facts({ typeCode: "NOISE", nature: "music" }));
  const name = await second.keepFacts(facts({ typeCode: "NOISE", nature: "music", location: NOISE.location as never }));
  assert.equal(name?.number.endsWith("-000001"), true);
  await store.close();
});

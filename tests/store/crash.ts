/** What must hold when the process is killed between any two lines. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import { type Database, openStore } from "../../src/store/store.ts";
import { line } from "./records.ts";

const WRITER = fileURLToPath(new URL("crash_writer.ts", import.meta.url));

/** Each writer is killed when it has told of so many changes. */
const TOLD = [1, 7, 23, 40];

/** Kills writers in the midst of their work, and checks what they left. `settled` waits for the server, if there is one. */
export async function survivesKills(
  url: string,
  settled: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const told: string[] = [];
  for (const [n, count] of TOLD.entries()) told.push(...await killedAfter(url, n * 1_000, count));
  await settled();
  const store = await openStore(url);
  try {
    const incidents = await allIncidents(store);
    await checkNumbers(store, incidents, told);
    for (const record of incidents) await checkWhole(store, record);
    await checkAnnounced(store, incidents);
  } finally {
    await store.close();
  }
}

/** Starts a writer whose incidents count from `first`; gives the numbers that it told to be durable. */
async function killedAfter(url: string, first: number, count: number): Promise<string[]> {
  const args = ["run", "--no-check", "--allow-all", WRITER, url, String(first)];
  const writer = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stdin: "null" }).spawn();
  let told = "";
  for await (const text of writer.stdout.pipeThrough(new TextDecoderStream())) {
    told += text;
    if (told.split("\n").length > count) break;
  }
  writer.kill("SIGKILL");
  const { signal } = await writer.status;
  assert.equal(signal, "SIGKILL", "the writer ended by itself");
  return told.split("\n").slice(0, -1);
}

async function checkNumbers(store: Database, incidents: readonly IncidentRecord[], told: readonly string[]) {
  const numbers = incidents.map(({ number }) => number).toSorted();
  assert.deepEqual(numbers, numbers.map((_, n) => `2026-${String(n + 1).padStart(6, "0")}`), "a gap");
  assert.ok(told.length >= TOLD.reduce((sum, count) => sum + count));
  assert.deepEqual(told.filter((number) => !numbers.includes(number)), [], "told to be durable, and lost");
  const next = await store.transact((transaction) => transaction.nextNumber(2026));
  assert.equal(next, `2026-${String(numbers.length + 1).padStart(6, "0")}`);
}

async function checkWhole(store: Database, { id, number, callSid, narrative }: IncidentRecord): Promise<void> {
  assert.deepEqual(narrative, [line(0), line(1)], number);
  assert.equal((await store.findCall(callSid))?.incidentId, id, number);
  const joined = await store.transact((transaction) => transaction.incidentOfCall(callSid.replace("CA", "CB")));
  assert.equal(joined?.id, id, number);
}

async function checkAnnounced(store: Database, incidents: readonly IncidentRecord[]): Promise<void> {
  const numbers = incidents.map(({ number }) => number).toSorted();
  const events = await store.eventsAfter(0, 10_000);
  assert.deepEqual(events.map(({ data }) => data).toSorted(), numbers);
  const messages = await store.takeDue(Date.now(), 1_000, 10_000);
  assert.deepEqual(messages.map(({ payload }) => payload).toSorted(), numbers);
  assert.deepEqual((await store.openTasks(10_000)).length, numbers.length);
}

async function allIncidents(store: Database): Promise<IncidentRecord[]> {
  const found: IncidentRecord[] = [];
  let page = await store.listIncidents({ limit: 200 });
  for (;;) {
    found.push(...page.items);
    if (page.next === null) return found;
    page = await store.listIncidents({ limit: 200, before: page.next });
  }
}

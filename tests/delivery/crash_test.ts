import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Receiver, startReceiver } from "../../src/simulator/receiver.ts";
import type { Page } from "../../src/store/call_record.ts";
import type { OutboxMessage } from "../../src/store/outbox_record.ts";
import { type Database, openStore } from "../../src/store/store.ts";
import { idOf } from "../store/records.ts";
import { ownFolder } from "../support/folder.ts";
import { Chance } from "../support/virtual_time.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const INCIDENTS = 12;
const STEPS = 25;
const KILLS = 6;

/** Sent side by side: as many may arrive a second time after each kill. */
const ROOM = 8;

Deno.test("a process killed at any moment loses no message, invents none, and repeats only what was under way", async () => {
  await using folder = await ownFolder();
  await using receiver = await startReceiver({ secret: SECRET, reply: grudging });
  const database = `${folder.path}/dispatcher.db`;
  const seed = Date.now() % 100_000;
  const chance = new Chance(seed);
  let kills = 0;
  for (let starts = 0; kills < KILLS; starts++) {
    assert.ok(starts < 20, `it was over before it could be killed, seed ${seed}`);
    await using child = start(database, receiver.url);
    // At a message of its own, and some moment after it.
    const before = receiver.deliveries.length;
    const isOver = await Promise.race([
      child.status.then(() => true),
      receiver.until(() => receiver.deliveries.length > before + chance.whole(0, 20), 20_000, "a message").then(() =>
        false
      ),
    ]);
    if (isOver) break;
    await new Promise((resolve) => setTimeout(resolve, chance.between(0, 15)));
    child.kill("SIGKILL");
    await child.status;
    kills++;
  }
  await using last = start(database, receiver.url);
  assert.deepEqual((await last.status).code, 0);
  await check(database, receiver, kills, `seed ${seed}`);
});

async function check(database: string, receiver: Receiver, kills: number, seed: string): Promise<void> {
  assert.ok(kills >= 3, `only ${kills} kills, ${seed}`);
  const store = await openStore(`sqlite:${database}`);
  try {
    const kept = await deliveredIn(store);
    assert.equal((await store.listMessages({ state: "waiting", limit: 1 })).items.length, 0, seed);
    const arrived = new Map(receiver.messages.map(({ id, data }) => [id, data]));
    assert.deepEqual(new Map(kept.map(({ id, payload }) => [id, payload])), arrived, seed);
    assert.equal(kept.length, INCIDENTS * STEPS, seed);
    for (let n = 0; n < INCIDENTS; n++) {
      assert.equal((await store.findIncident(idOf(n)))?.narrative.length, STEPS, seed);
      const steps = receiver.messages.filter(({ data }) => data.incident === n).map(({ data }) => data.step);
      assert.deepEqual(steps, Array.from({ length: STEPS }, (_, step) => step), `in order, ${seed}`);
    }
    const taken = receiver.deliveries.filter((delivery) => !isGrudged(delivery, receiver.deliveries));
    const repeated = taken.length - arrived.size;
    assert.ok(repeated <= (kills + 1) * ROOM, `${repeated} repeated after ${kills} kills, ${seed}`);
  } finally {
    await store.close();
  }
}

async function deliveredIn(store: Database): Promise<OutboxMessage[]> {
  const kept: OutboxMessage[] = [];
  let before: string | null = null;
  do {
    const page: Page<OutboxMessage> = await store.listMessages({
      state: "delivered",
      limit: 200,
      ...(before === null ? {} : { before }),
    });
    kept.push(...page.items);
    before = page.next;
  } while (before !== null);
  return kept;
}

type Delivery = Receiver["deliveries"][number];

/** Some messages are refused the first time, so that retries are under way as well when it is killed. */
function grudging(delivery: Delivery, all: readonly Delivery[]) {
  return { status: isGrudged(delivery, all) ? 503 : 204, afterMs: delivery.data.step % 3 };
}

function isGrudged(delivery: Delivery, all: readonly Delivery[]): boolean {
  const isFirst = all.find(({ id }) => id === delivery.id) === delivery;
  return isFirst && delivery.data.step === 5 && delivery.data.incident % 4 === 0;
}

function start(database: string, url: string) {
  const script = fileURLToPath(new URL("crash_child.ts", import.meta.url));
  const allow = ["--allow-net", "--allow-env", "--allow-read", "--allow-write", "--allow-sys"];
  const args = ["run", "--no-check", "-q", ...allow, script, database, url, SECRET, String(INCIDENTS), String(STEPS)];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "inherit" }).spawn();
}

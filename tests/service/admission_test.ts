/** A house in trouble: new callers reach a person, the one on the line goes on. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { speech } from "../../src/simulator/speech.ts";
import { eventually, House, PERSON, says } from "../support/house.ts";

const LINES = [says("dispatcher-where"), says("dispatcher-safety", { after: speech("caller-where").text })];

async function reasons(house: House): Promise<string[]> {
  return (await (await fetch(`${house.address}/readyz`)).json()).reasons;
}

/** A caller who comes now is handed to a person; returns what the books say of it. */
async function refused(house: House): Promise<{ reason: string; faults: { code: string }[] }> {
  await using call = house.call();
  await call.untilEnded(20_000);
  assert.match(call.verbs[0]!, /^Say You have reached the police department/);
  assert.equal(call.verbs[1], `Dial ${PERSON}`);
  return await eventually(() => house.record(call.callSid), 6_000, "the books");
}

Deno.test("while the process lags a new caller reaches a person; the one on the line is answered", async () => {
  await using house = await House.open({ lines: LINES });
  await using live = house.call();
  await live.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 10_000 });
  assert.deepEqual(await reasons(house), []);
  for (let n = 0; n < 8; n++) {
    const untilMs = performance.now() + 500;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.deepEqual(await reasons(house), ["lagging"]);
  const record = await refused(house);
  assert.deepEqual([record.reason, record.faults[0]!.code], ["lagging", "overloaded"]);
  await live.speak(speech("caller-where").audio);
  await live.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 10_000 });
  await eventually(async () => (await reasons(house)).length === 0 || null, 10_000, "room again");
});

Deno.test("while the store cannot be written a new caller reaches a person; the one on the line is answered", async () => {
  await using house = await House.open({ lines: LINES });
  await using live = house.call();
  await live.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 10_000 });
  const other = new DatabaseSync(`${house.folder}/dispatcher.db`);
  other.exec("BEGIN IMMEDIATE");
  await live.speak(speech("caller-where").audio);
  await live.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 10_000 });
  await eventually(async () => (await reasons(house)).includes("store") || null, 15_000, "the trouble");
  await using call = house.call();
  await call.untilEnded(20_000);
  assert.equal(call.verbs[1], `Dial ${PERSON}`);
  other.exec("ROLLBACK");
  other.close();
  assert.ok(live.streaming, "the live call goes on");
  await live.hangUp();
  await house.recordWhenOver(live.callSid, 10_000);
  await eventually(async () => (await reasons(house)).length === 0 || null, 20_000, "welcome again");
});

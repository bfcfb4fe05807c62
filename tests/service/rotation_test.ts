import assert from "node:assert/strict";
import { phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { speech } from "../../src/simulator/speech.ts";
import { eventually, House, says } from "../support/house.ts";

Deno.test("a call outlives its session: it moves to the next one in a pause, unheard, and the caller is answered there", async () => {
  let opened = 0;
  const scripts = [[says("dispatcher-where")], [says("dispatcher-safety")]];
  await using house = await House.open({
    mind: () => phrasebookMind([speech("caller-where")], scripts[opened++] ?? []),
    // The vendor tells it in whole seconds: 11 to 12 of them.
    sessionLimitMs: 12_000,
  });
  await using call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 10_000 });
  const next = await house.openai.untilSession(1, 13_000);
  const [first] = house.openai.sessions;
  await eventually(() => first!.closed, 3_000, "the end of the first session");
  assert.equal(first!.closed!.by, "client", "it did not run into its limit");
  assert.equal(next.receivedOf("response.create").length, 0, "nothing is asked for");
  await call.speak(speech("caller-where").audio);
  await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 8_000 });
  const [told] = next.receivedOf("conversation.item.create");
  assert.match(JSON.stringify(told), /last session is over.*dispatcher: /);
  assert.equal(first!.receivedOf("response.create").length, 1, "the greeting");
  assert.equal(next.receivedOf("response.create").length, 1, "the answer");
  assert.deepEqual([...first!.errors, ...next.errors], []);
  await call.hangUp();
  const record = await house.recordWhenOver(call.callSid);
  assert.deepEqual(record.faults, []);
  assert.ok(next.closed !== null);
});

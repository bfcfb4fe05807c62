/** What `/metrics` says after a call. */

import assert from "node:assert/strict";
import { speech } from "../../src/simulator/speech.ts";
import { House, says } from "../support/house.ts";

async function samples(house: House): Promise<Map<string, number>> {
  const text = await (await fetch(`${house.address}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]));
}

Deno.test("a call is counted: its turns, its waits, the reply that was spoken over, its marks, and no name of anybody", async () => {
  const lines = [
    says("dispatcher-where"),
    says("dispatcher-when", { after: speech("caller-where").text }),
    says("dispatcher-safety", { after: speech("caller-correction").text }),
  ];
  await using house = await House.open({ lines });
  const call = house.call();
  await call.untilHeard(speech("dispatcher-where").audio, { deadlineMs: 8_000 });
  await call.speak(speech("caller-where").audio);
  const reply = speech("dispatcher-when").audio;
  await call.until(() => call.ear.heard(reply).heardMs >= 1_500, 8_000, "a reply");
  const live = (await samples(house)).get("dispatcher_calls_live");
  await call.speak(speech("caller-correction").audio);
  await call.untilHeard(speech("dispatcher-safety").audio, { deadlineMs: 8_000 });
  await call.hangUp();
  await house.recordWhenOver(call.callSid);

  const told = await samples(house);
  const is = (name: string) => told.get(`dispatcher_${name}`) ?? 0;
  assert.equal(live, 1);
  assert.deepEqual([is("calls_live"), is("calls_started_total")], [0, 1]);
  assert.equal([...told].filter(([name]) => name.startsWith("dispatcher_calls_ended_total")).length, 1);
  assert.equal(is("interruptions_total"), 1);
  assert.equal(is('turns_total{as="answered"}'), 2);
  assert.deepEqual([is("greeting_seconds_count"), is("reply_seconds_count"), is("dead_air_seconds_count")], [1, 2, 3]);
  assert.ok(is("reply_seconds_sum") > 0.4 && is("reply_seconds_sum") < 3, `${is("reply_seconds_sum")} s`);
  assert.ok(is("playback_error_seconds_count") >= 5, "marks came back");
  assert.ok(is("event_loop_lag_seconds_count") >= 5, "the loop was watched");
  assert.ok(is("resident_memory_bytes") > 10_000_000);
  for (const name of told.keys()) assert.ok(!/CA[0-9a-f]{8}|\+\d|library/i.test(name), name);
});

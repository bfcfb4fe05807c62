/** The stock phrases are spoken in the agency's own voice beside the calls, never in front of one. */

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { READING_INSTRUCTIONS } from "../../src/phrases/reading.ts";
import { phrasebookMind } from "../../src/simulator/openai/phrasebook.ts";
import { speech } from "../../src/simulator/speech.ts";
import { reads } from "../phrases/speaking.ts";
import { eventually, House, says } from "../support/house.ts";

/** A model that greets callers, and reads phrases aloud when it is told to. */
function mind() {
  const [reader, caller] = [reads()(), phrasebookMind([], [says("dispatcher-greeting")])];
  return {
    hear: caller.hear,
    reply: (context: Parameters<typeof caller.reply>[0]) =>
      context.instructions.startsWith(READING_INSTRUCTIONS) ? reader.reply(context) : caller.reply(context),
  };
}

Deno.test("nothing is dialled for 10 s; a call that comes while phrases are spoken has the model to itself", async () => {
  const startedMs = performance.now();
  await using house = await House.open({ mind, firstAudioMs: 400 });
  const speaking = await house.openai.untilSession(0, 15_000);
  const dialledMs = house.openai.attempts[0]!.atMs - startedMs;
  assert.ok(dialledMs >= 10_000 && dialledMs < 12_000, `dialled after ${dialledMs} ms`);
  await speaking.until(() => speaking.receivedOf("response.create").length === 3, 4_000, "the third phrase");

  await using call = house.call();
  const answering = await house.openai.untilSession(1, 4_000);
  await eventually(() => speaking.closed, 1_000, "the end of the session for phrases");
  const besideMs = speaking.closed!.atMs - house.openai.attempts[1]!.atMs;
  assert.ok(besideMs < 200, `both sessions were open for ${besideMs} ms`);
  assert.equal(answering.session.instructions.startsWith(READING_INSTRUCTIONS), false);
  await call.untilHeard(speech("dispatcher-greeting").audio, { deadlineMs: 15_000 });
  const names = await readdir(join(house.folder, "phrases/marin-gpt-realtime-2.1/en"));
  assert.ok(names.length >= 2 && names.length < 6, names.join(", "));
  await call.hangUp();
  const { latency } = await house.recordWhenOver(call.callSid);
  assert.ok(latency.greetingMs < 2_000, `greeted after ${latency.greetingMs} ms`);
  assert.equal(house.openai.attempts.length, 2);
});

import assert from "node:assert/strict";
import type { ReplyFault } from "../../../src/simulator/openai/mind.ts";
import { type Event, phoneSession, speech, start } from "./client.ts";

const CREATE = { type: "response.create" };
const CANCEL = { type: "response.cancel" };
const FAILURE = { type: "tokens", code: "rate_limit_exceeded", message: "Please try again in 6.232s." };

/** A fault, the status it ends with, its details, and the content of its output; with a second of speech. */
const FAULTS: readonly [fault: ReplyFault, status: string, details: unknown, content: unknown[]][] = [
  ["empty", "completed", null, []],
  ["text_only", "completed", null, [{ type: "output_text", text: "One two." }]],
  [{ failed: FAILURE }, "failed", { type: "failed", error: FAILURE }, [{ type: "output_audio", transcript: "One" }]],
  [
    { incomplete: "max_output_tokens" },
    "incomplete",
    { type: "incomplete", reason: "max_output_tokens" },
    [{ type: "output_audio", transcript: "One" }],
  ],
  [
    { incomplete: "content_filter" },
    "incomplete",
    { type: "incomplete", reason: "content_filter" },
    [{ type: "output_audio", transcript: "One" }],
  ],
];

for (const [fault, status, details, content] of FAULTS) {
  Deno.test(`the fault ${JSON.stringify(fault)} ends a reply as ${status}`, async () => {
    await using server = await start([{ speech: speech("One two.", 1_000), fault }, {}]);
    await using client = await phoneSession(server);
    client.send(CREATE);
    const { response } = await client.event("response.done");
    assert.deepEqual([response.status, response.status_details], [status, details]);
    assert.deepEqual(response.output.flatMap((item: Event) => item.content), content);
    client.send(CREATE);
    assert.equal((await client.event("response.done", 1)).response.status, "completed");
  });
}

Deno.test("a reply that fails before it runs has no output and no usage", async () => {
  await using server = await start([{ fault: { failed: FAILURE } }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { response } = await client.event("response.done");
  assert.deepEqual([response.output, response.usage.total_tokens], [[], 0]);
});

for (const [fault, pieces] of [["stall", 0], ["stall_midway", 3]] as const) {
  Deno.test(`the fault "${fault}" leaves a reply that only a cancel ends`, async () => {
    await using server = await start([{ speech: speech("One two.", 1_000), fault }, {}]);
    await using client = await phoneSession(server);
    client.send(CREATE);
    await client.event("response.created");
    if (pieces > 0) await client.event("response.output_audio.delta", pieces - 1);
    // What it is asked next is answered in order: were there more of the reply, it would have come before.
    client.send({ type: "input_audio_buffer.clear" });
    await client.event("input_audio_buffer.cleared");
    assert.equal(client.of("response.output_audio.delta").length, pieces);
    assert.equal(client.of("response.done").length, 0);
    client.send(CANCEL);
    const { response } = await client.event("response.done");
    assert.deepEqual(response.status_details, { type: "cancelled", reason: "client_cancelled" });
  });
}

Deno.test("a second request while a reply is under way is refused, and the first goes on", async () => {
  await using server = await start([{ speech: speech("One two.", 400) }], { pace: 10, chunkMs: 50 });
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { id } = (await client.event("response.created")).response;
  const error = await client.refused({ ...CREATE, event_id: "r-2" });
  assert.deepEqual([error.code, error.event_id], ["conversation_already_has_active_response", "r-2"]);
  assert.match(error.message, new RegExp(id));
  const { response } = await client.event("response.done");
  assert.deepEqual([response.id, response.status], [id, "completed"]);
  assert.equal(client.of("response.created").length, 1);
});

Deno.test("a cancelled reply ends at once, incomplete, and says nothing more", async () => {
  await using server = await start([{ speech: speech("One two three four five.", 4_000) }], { pace: 10, chunkMs: 50 });
  await using client = await phoneSession(server);
  client.send(CREATE);
  await client.event("response.output_audio.delta", 2);
  client.send(CANCEL);
  const { response } = await client.event("response.done");
  assert.deepEqual([response.status, response.status_details.reason], ["cancelled", "client_cancelled"]);
  assert.deepEqual(response.output.map(({ status }: Event) => status), ["incomplete"]);
  assert.equal(server.sessions[0]?.items[0]?.status, "incomplete");
  const types = client.events.map(({ type }) => type);
  await client.event("rate_limits.updated");
  const after = client.events.slice(types.indexOf("response.done")).map(({ type }) => type);
  assert.deepEqual(after, ["response.done", "rate_limits.updated"]);
  for (const type of ["response.output_audio.done", "response.content_part.done", "response.output_item.done"]) {
    assert.equal(client.of(type).length, 1, `${type} closes what was opened`);
  }
});

Deno.test("a cancel takes a while, in which a new request is still refused", async () => {
  await using server = await start([{ fault: "stall" }, {}], { cancelDelayMs: 40 });
  await using client = await phoneSession(server);
  client.send(CREATE);
  await client.event("response.created");
  client.send(CANCEL);
  assert.equal((await client.refused(CREATE)).code, "conversation_already_has_active_response");
  assert.equal((await client.event("response.done")).response.status, "cancelled");
  client.send(CREATE);
  assert.equal((await client.event("response.done", 1)).response.status, "completed");
});

Deno.test("a cancel that crosses the end of its reply is refused, also by its id", async () => {
  await using server = await start([{}]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { response } = await client.event("response.done");
  for (const event of [CANCEL, { ...CANCEL, response_id: response.id }]) {
    assert.equal((await client.refused(event)).code, "response_cancel_not_active");
  }
});

Deno.test("a cancel of another reply leaves the one under way alone", async () => {
  await using server = await start([{ fault: "stall" }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  const { response } = await client.event("response.created");
  assert.equal((await client.refused({ ...CANCEL, response_id: "resp_other" })).code, "response_cancel_not_active");
  assert.equal(server.sessions[0]?.activeReplyId, response.id);
});

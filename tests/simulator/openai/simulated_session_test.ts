import assert from "node:assert/strict";
import type { Faults } from "../../../src/simulator/openai/options.ts";
import { connect, loud, mindOf, phoneSession, quiet, speak, speech, start } from "./client.ts";

const CREATE = { type: "response.create" };
const CREDIT = { type: "insufficient_quota", code: "credit_balance_exhausted", message: "You have no credit left." };

Deno.test("a session keeps what came in, in order and byte for byte", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  const session = await server.untilSession(0, 2_000);
  speak(client, loud(40), quiet(20));
  client.send({ type: "response.cancel", event_id: "c" });
  await session.until(() => session.receivedOf("response.cancel").length === 1, 2_000, "the cancel");
  const types = session.received.map(({ event }) => event["type"]);
  const append = "input_audio_buffer.append";
  assert.deepEqual(types, ["session.update", append, append, append, "response.cancel"]);
  assert.deepEqual(session.callerAudio, Uint8Array.from([...loud(40), ...quiet(20)]));
  assert.equal(session.heardMs, 60);
  assert.deepEqual(session.receivedOf(append)[0], { type: append, audioLength: 216 });
  assert.ok(session.received.every(({ atMs }, i, all) => atMs >= (all[i - 1]?.atMs ?? 0)));
  assert.equal(session.headers["authorization"], "Bearer sk-test-of-the-simulator");
  assert.deepEqual([session.hadEarlyAudio, session.sent("error")], [false, 1]);
});

Deno.test("audio before the session is configured is noticed", async () => {
  await using server = await start();
  await using client = await connect(server);
  speak(client, quiet(20));
  const session = await server.untilSession(0, 2_000);
  await session.until(() => session.heardMs > 0, 2_000, "audio");
  assert.equal(session.hadEarlyAudio, true);
});

Deno.test("a session that is to keep nothing keeps nothing, and works all the same", async () => {
  await using server = await start([], { keepMs: 0 });
  await using client = await phoneSession(server);
  speak(client, quiet(500), loud(400), quiet(300));
  await client.event("conversation.item.input_audio_transcription.completed");
  const session = server.sessions[0]!;
  assert.deepEqual([session.received.length, session.callerAudio.length, session.heardMs], [0, 0, 1_200]);
});

Deno.test("audio is kept up to its bound", async () => {
  await using server = await start([], { keepMs: 50 });
  await using client = await phoneSession(server);
  speak(client, quiet(40), loud(40));
  const session = server.sessions[0]!;
  await session.until(() => session.heardMs === 80, 2_000, "audio");
  assert.deepEqual(session.callerAudio, Uint8Array.from([...quiet(40), ...loud(40).subarray(0, 80)]));
});

/** How a session ends, after which event, and the close that its client sees. */
const ENDS: readonly [end: NonNullable<Faults["end"]>, code: number, reason: string][] = [
  [{ after: "session.created", how: "drop" }, 1006, ""],
  [{ after: "session.updated", how: { code: 1001, reason: "going away" } }, 1001, "going away"],
  [{ after: "response.created", how: { code: 4000, reason: "a.b" } }, 4000, "a.b"],
  [{ after: "response.output_audio.delta", count: 2, how: "drop" }, 1006, ""],
];

for (const [end, code, reason] of ENDS) {
  Deno.test(`a session can end with ${code} after ${end.after}`, async () => {
    await using server = await start([{ speech: speech("One two.", 1_000) }], { faults: () => ({ end }) });
    await using client = await connect(server);
    client.send({ type: "session.update", session: { type: "realtime" } });
    client.send(CREATE);
    assert.deepEqual(await client.untilClosed(), [code, reason]);
    assert.equal(client.of(end.after).length <= (end.count ?? 1), true);
    const session = server.sessions[0]!;
    const closed = session.closed;
    assert.deepEqual([closed?.code, closed?.by, session.sent(end.after)], [code, "simulator", end.count ?? 1]);
    assert.equal(session.activeReplyId === null, !end.after.startsWith("response"));
  });
}

Deno.test("a frozen session takes everything and says nothing", async () => {
  const end = { after: "session.updated", how: "freeze" } as const;
  await using server = await start([{ speech: speech("One.", 100) }], { faults: () => ({ end }) });
  await using client = await phoneSession(server);
  client.send(CREATE);
  const session = server.sessions[0]!;
  await session.until(() => session.receivedOf("response.create").length === 1, 2_000, "the request");
  session.sendRaw(
    '{"type":"session.updated","event_id":"last","session":{"type":"realtime","id":"s","object":"realtime.session"}}',
  );
  await client.event("session.updated", 1);
  assert.deepEqual([session.sent("response.created"), client.of("response.created").length, session.closed], [
    0,
    0,
    null,
  ]);
});

Deno.test("a session can be refused for any reason, with the close that names it", async () => {
  await using server = await start([], { faults: () => ({ refusal: CREDIT, refusalCloseCode: 4001 }) });
  await using client = await connect(server);
  assert.deepEqual(await client.untilClosed(), [4001, "insufficient_quota.credit_balance_exhausted"]);
  assert.deepEqual(client.story(), ["error"]);
});

Deno.test("a test ends a session, makes it speak unasked, and sees who closed it", async () => {
  await using server = await start([{ speech: speech("Are you there?", 100) }]);
  await using client = await phoneSession(server);
  const session = server.sessions[0]!;
  session.replyUnasked();
  assert.equal((await client.event("response.done")).response.output[0].content[0].transcript, "Are you there?");
  await client.close();
  await session.until(() => session.closed !== null, 2_000, "the close");
  assert.deepEqual([session.closed?.code, session.closed?.by], [1005, "client"]);
  await using other = await phoneSession(server);
  server.sessions[1]!.close(4000, "a.b");
  assert.deepEqual(await other.untilClosed(), [4000, "a.b"]);
});

Deno.test("a wait fails at its deadline and at the session's end, naming what it waited for", async () => {
  await using server = await start();
  await using client = await phoneSession(server);
  const session = server.sessions[0]!;
  await assert.rejects(session.until(() => false, 10, "a miracle"), /a miracle: not within 10 ms/);
  const waiting = assert.rejects(
    session.until(() => false, 2_000, "a miracle"),
    /a miracle: the session ended with 1005/,
  );
  await client.close();
  await waiting;
  await assert.rejects(session.until(() => false, 2_000, "a miracle"), /a miracle: the session has ended/);
  await assert.rejects(server.untilSession(1, 10), /session 1: not within 10 ms/);
});

Deno.test("a mind that throws ends its session, fails the wait on it, and the simulator's close", async () => {
  const server = await start([], {
    mind: () => ({
      ...mindOf([]),
      reply: () => {
        throw new Error("no such line");
      },
    }),
  });
  await using client = await phoneSession(server);
  const session = server.sessions[0]!;
  const waiting = assert.rejects(
    session.until(() => false, 2_000, "a reply"),
    /a reply: The mind threw: .*no such line/,
  );
  client.send(CREATE);
  await waiting;
  assert.equal((await client.untilClosed())[0], 1011);
  await assert.rejects(session.until(() => true, 2_000, "anything"), /no such line/);
  await assert.rejects(server.close(), /used wrongly: The mind threw: .*no such line/);
});

Deno.test("a mind that calls a tool which was not offered, or may not be, is reported and the call left out", async () => {
  const tools = [{ name: "end_call", arguments: "{}" }];
  await using server = await start([{ tools }, { tools }, { tools }]);
  await using client = await phoneSession(server);
  client.send(CREATE);
  assert.deepEqual((await client.event("response.done")).response.output, []);
  const tool = { type: "function", name: "end_call", parameters: {} };
  client.send({ type: "response.create", response: { tools: [tool], tool_choice: "none" } });
  assert.deepEqual((await client.event("response.done", 1)).response.output, []);
  client.send({ type: "response.create", response: { tools: [tool] } });
  assert.equal((await client.event("response.done", 2)).response.output.length, 1);
  assert.deepEqual(server.takeProblems(), [
    'The mind calls "end_call", which was not offered',
    'The mind calls "end_call", which tool_choice forbids',
  ]);
});

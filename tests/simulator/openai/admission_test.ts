import assert from "node:assert/strict";
import { Client, connect, mindOf, start } from "./client.ts";

const KEY = "sk-test-of-the-simulator";
const AUTHORIZED = { Authorization: `Bearer ${KEY}` };
const GOOD = "?model=gpt-realtime-2.1";

/** What is asked for, the code of the error that answers it, and the code of the close that follows. */
const REFUSED: readonly [what: string, query: string, headers: Record<string, string>, code: string, close: number][] =
  [
    ["the beta header", GOOD, { ...AUTHORIZED, "OpenAI-Beta": "realtime=v1" }, "beta_api_shape_disabled", 4000],
    ["another key", GOOD, { Authorization: "Bearer sk-another" }, "invalid_api_key", 3000],
    ["no key", GOOD, {}, "invalid_api_key", 3000],
    ["a key with an object in its place", GOOD, { Authorization: "Bearer [object Object]" }, "invalid_api_key", 3000],
    ["no model", "", AUTHORIZED, "missing_model", 4000],
    ["a transcription model", "?model=gpt-transcribe", AUTHORIZED, "invalid_model", 4000],
    ["a text model", "?model=gpt-4o", AUTHORIZED, "invalid_model", 4000],
    ["a retired preview", "?model=gpt-4o-realtime-preview-2024-10-01", AUTHORIZED, "model_not_found", 4004],
    ["an unknown model", "?model=gpt-realtime-9", AUTHORIZED, "model_not_found", 4004],
  ];

for (const [what, query, headers, code, close] of REFUSED) {
  Deno.test(`${what} is upgraded, told ${code} and closed with ${close}`, async () => {
    await using server = await start([], { apiKey: KEY });
    await using client = await connect(server, { query, headers });
    assert.deepEqual(await client.untilClosed(), [close, `invalid_request_error.${code}`]);
    assert.deepEqual(client.story(), ["error"]);
    assert.equal(client.events[0].error.code, code);
    const [session] = server.sessions;
    assert.equal(session?.closed?.by, "simulator");
    assert.equal(session?.errors[0]?.code, code);
  });
}

Deno.test("a key in the subprotocol opens a session", async () => {
  await using server = await start([], { apiKey: KEY });
  const protocols = ["realtime", `openai-insecure-api-key.${KEY}`];
  await using client = await connect(server, { headers: {}, protocols });
  await client.event("session.created");
});

Deno.test("only the models of the account are let in", async () => {
  await using server = await start([], { models: ["gpt-realtime-2.1-mini"] });
  await using missing = await connect(server);
  assert.equal((await missing.untilClosed())[0], 4004);
  await using client = await connect(server, { query: "?model=gpt-realtime-2.1-mini" });
  assert.equal((await client.event("session.created")).session.model, "gpt-realtime-2.1-mini");
  assert.deepEqual(server.sessions.map(({ model }) => model), ["gpt-realtime-2.1", "gpt-realtime-2.1-mini"]);
});

Deno.test("a mind is made for each session that is let in, and for no other", async () => {
  let minds = 0;
  await using server = await start([], {
    mind: () => {
      minds++;
      return mindOf([]);
    },
  });
  await using refused = await connect(server, { query: "" });
  await refused.untilClosed();
  assert.equal(minds, 0);
  await using client = await connect(server);
  await client.event("session.created");
  assert.equal(minds, 1);
});

for (const status of [401, 403, 429]) {
  Deno.test(`a handshake can be answered with status ${status}, whose reason a plain request reads`, async () => {
    await using server = await start([], { faults: (attempt) => attempt === 0 ? { status } : undefined });
    await assert.rejects(connect(server), new RegExp(`${status}`));
    const response = await fetch(server.url.replace("ws:", "http:"));
    assert.equal(response.status, status);
    assert.match((await response.json()).error.message, new RegExp(`${status}`));
    await using client = await connect(server);
    await client.event("session.created");
    assert.deepEqual(server.attempts.map((attempt) => attempt.status), [status, 101]);
    assert.equal(server.sessions[0]?.attempt, 1);
  });
}

Deno.test("another path is not found", async () => {
  await using server = await start();
  assert.match(String(await new Client(server.url.replace("/v1/realtime", "/v1/other"), {}).opened()), /404/);
});

Deno.test("a handshake can be left unanswered", async () => {
  await using server = await start([], { faults: () => ({ isUnanswered: true }) });
  const client = new Client(server.url, AUTHORIZED);
  const opened = client.opened();
  await server.until(() => server.attempts.length === 1, 2_000, "the attempt");
  assert.equal(server.attempts[0]?.status, null);
  assert.equal(server.sessions.length, 0);
  await server.close();
  assert.ok(await opened instanceof Error);
});

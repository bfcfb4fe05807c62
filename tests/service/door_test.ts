import assert from "node:assert/strict";
import { speech } from "../../src/simulator/speech.ts";
import { type MediaProbe, openMediaSocket, type ProbeOptions } from "../../src/simulator/twilio/probe.ts";
import { readTwiml } from "../../src/simulator/twilio/twiml.ts";
import { ACCOUNT_SID, AUTH_TOKEN, House, PERSON, PUBLIC_URL, says } from "../support/house.ts";

const STREAM_URL = "ws://localhost/ws/media";

function probe(house: House, more: Partial<ProbeOptions> = {}): Promise<MediaProbe> {
  return openMediaSocket({
    url: STREAM_URL,
    publicUrl: PUBLIC_URL,
    reachUrl: house.address,
    authToken: AUTH_TOKEN,
    ...more,
  });
}

/** Announces a call and returns the token in its TwiML. */
async function announce(house: House, callSid: string): Promise<string> {
  const { body, contentType } = await house.post("/twilio/voice", { CallSid: callSid, CallStatus: "ringing" });
  const [connect] = readTwiml(body, contentType);
  assert.ok(connect?.name === "Connect", body);
  return connect.stream.parameters["token"]!;
}

async function refusals(house: House): Promise<Record<string, number>> {
  const text = await (await fetch(`${house.address}/metrics`)).text();
  const found = text.matchAll(/^dispatcher_refused_total\{reason="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, reason, count]) => [reason!, Number(count)]));
}

Deno.test("a webhook without a valid signature gets 403 and opens nothing", async () => {
  await using house = await House.open();
  for (const path of ["/twilio/voice", "/twilio/ended", "/twilio/fallback", "/twilio/status"]) {
    for (const signature of ["bad", "none"] as const) {
      const { status, contentType } = await house.post(path, { CallSid: "CA1" }, signature);
      assert.deepEqual([status, contentType], [403, "application/problem+json"], path);
    }
  }
  assert.equal(house.openai.attempts.length, 0);
  assert.deepEqual((await (await house.api("/calls")).json()).items, []);
});

Deno.test("a repeated webhook gets the same answer and no second session; after the stream has come, a hang-up", async () => {
  await using house = await House.open();
  const both = await Promise.all([announce(house, "CA1"), announce(house, "CA1")]);
  assert.equal(both[0], both[1]);
  assert.equal(await announce(house, "CA1"), both[0]);
  const stream = await probe(house);
  stream.start({ accountSid: ACCOUNT_SID, callSid: "CA1", parameters: { token: both[0] } });
  await stream.untilReceived('"media"', 4_000);
  assert.match((await house.post("/twilio/voice", { CallSid: "CA1" })).body, /<Response><Hangup\/><\/Response>/);
  assert.equal(house.openai.attempts.length, 1);
  await stream.close();
});

Deno.test("a body above 64 KiB gets 413, and an unknown route a problem in words", async () => {
  await using house = await House.open();
  const { status } = await house.post("/twilio/voice", { CallSid: "CA1", Padding: "x".repeat(70_000) });
  assert.equal(status, 413);
  const unknown = await fetch(`${house.address}/nothing`);
  assert.deepEqual([unknown.status, (await unknown.json()).title], [404, "Not Found"]);
});

Deno.test("a handshake without the carrier's signature is refused; one over the URL with a slash is the carrier's too", async () => {
  await using house = await House.open();
  for (const signature of ["bad", "none"] as const) {
    await assert.rejects(probe(house, { signature }), { status: 403 });
  }
  const stream = await probe(house, { signedUrl: `${STREAM_URL}/` });
  await stream.close();
});

Deno.test("a token is good for its own call, once", async () => {
  await using house = await House.open();
  const token = await announce(house, "CA1");
  await announce(house, "CA2");
  const refused = async (callSid: string, accountSid: string, parameters: Record<string, string>) => {
    const stream = await probe(house);
    stream.start({ accountSid, callSid, parameters });
    return (await stream.closed).reason;
  };
  assert.equal(await refused("CA2", ACCOUNT_SID, { token }), "token_foreign");
  assert.equal(await refused("CA1", ACCOUNT_SID, { token: "made-up" }), "token_unknown");
  assert.equal(await refused("CA1", ACCOUNT_SID, {}), "token_unknown");
  assert.equal(await refused("CA1", "AC00000000000000000000000000000000", { token }), "foreign_account");
  const stream = await probe(house);
  stream.start({ accountSid: ACCOUNT_SID, callSid: "CA1", parameters: { token } });
  await stream.untilReceived('"media"', 4_000);
  assert.equal(await refused("CA1", ACCOUNT_SID, { token }), "token_used");
  await stream.close();
});

Deno.test("whatever strangers send, a running call hears every byte, and each refusal is counted", async () => {
  await using house = await House.open({ lines: [says("dispatcher-when")], pace: 2 });
  await using call = house.call();
  await call.until(() => call.bufferedMs > 1_000, 4_000, "a second of speech ahead: a busy machine may not be heard");
  const stream = await probe(house);
  const media = (streamSid: string) => ({
    event: "media",
    sequenceNumber: "2",
    streamSid,
    media: { track: "inbound", chunk: "1", timestamp: "0", payload: "//8=" },
  });
  stream.send(media("MZ1"));
  stream.send(new Uint8Array(200));
  stream.send("{");
  stream.send("[]");
  stream.send({ event: "media", streamSid: "MZ1", media: { timestamp: "0", payload: "not base64!" } });
  stream.send({ event: "from the future", streamSid: "MZ1" });
  const token = await announce(house, "CA2");
  const streamSid = stream.start({ accountSid: ACCOUNT_SID, callSid: "CA2", parameters: { token } });
  stream.send(media("MZ of somebody else"));
  stream.send(media(streamSid));
  const oversized = await probe(house);
  oversized.send("x".repeat(70_000));
  assert.equal((await oversized.closed).code, 4413);
  const flooding = await probe(house);
  for (let i = 0; i < 3_000; i++) flooding.send({ event: "connected" });
  await flooding.closed;
  await call.untilHeard(speech("dispatcher-when").audio, { deadlineMs: 12_000 });
  const counted = await refusals(house);
  for (const reason of ["before_start", "binary", "json", "shape", "media", "wrong_stream", "oversized", "flood"]) {
    assert.ok((counted[reason] ?? 0) >= 1, `${reason} in ${JSON.stringify(counted)}`);
  }
  await stream.close();
});

Deno.test("a full house says so and hands the caller to a person; the record says refused", async () => {
  await using house = await House.open({ env: { MAX_CALLS: "1" } });
  await announce(house, "CA1");
  const ready = await fetch(`${house.address}/readyz`);
  assert.deepEqual([ready.status, (await ready.json()).reasons], [503, ["full"]]);
  await using call = house.call();
  await call.untilEnded(20_000);
  assert.match(call.verbs[0]!, /^Say You have reached the police department/);
  assert.equal(call.verbs[1], `Dial ${PERSON}`);
  const record = await house.record(call.callSid);
  assert.deepEqual([record.state, record.outcome, record.reason], ["ended", "refused", "full"]);
});

Deno.test("the fallback is the shortest way to a person, whatever else is wrong", async () => {
  await using house = await House.open();
  const { status, body } = await house.post("/twilio/fallback", { CallSid: "CA1", ErrorCode: "11200" });
  assert.equal(status, 200);
  assert.match(body, new RegExp(`<Dial[^>]*><Number[^>]*>\\${PERSON}</Number></Dial>`));
  assert.equal(house.openai.attempts.length, 0);
});

Deno.test("a call that Twilio ended elsewhere is closed here too", async () => {
  await using house = await House.open();
  await announce(house, "CA1");
  await house.post("/twilio/status", { CallSid: "CA1", CallStatus: "completed" });
  const record = await house.recordWhenOver("CA1");
  assert.deepEqual([record.state, record.outcome], ["ended", "abandoned"]);
  await house.openai.until(
    () => house.openai.sessions.every(({ closed }) => closed !== null),
    3_000,
    "the session's end",
  );
});

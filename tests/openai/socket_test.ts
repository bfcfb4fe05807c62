/** One session over one real socket, from the dial to its end. */

import assert from "node:assert/strict";
import { isModelEffect } from "../../src/openai/socket.ts";
import { dial, echoUpdate, eventsOf, readyModel, SESSION, startVendor } from "./vendor.ts";

const AUDIO = { base64: "/38A", ulaw: Uint8Array.of(0xff, 0x7f, 0) };

Deno.test("it dials as the GA asks: a bearer, no beta header, no compression", async () => {
  await using vendor = startVendor();
  const { model } = await readyModel(vendor);
  const headers = vendor.dials[0]!;
  assert.equal(headers.get("authorization"), "Bearer sk-test");
  assert.equal(headers.get("openai-beta"), null);
  assert.equal(headers.get("sec-websocket-extensions"), null);
  model.close();
});

Deno.test("a session stands when its update is echoed, and carries orders and events", async () => {
  await using vendor = startVendor();
  const { model, notices } = await readyModel(vendor);
  assert.deepEqual(notices.entries, [{ type: "model_ready", atMs: 7, model: "m1" }]);
  assert.deepEqual(vendor.received.entries[0], { type: "session.update", event_id: "session:1", session: SESSION });

  model.perform({ type: "listen", audio: AUDIO });
  const frame = await vendor.received.until(({ type }) => type === "input_audio_buffer.append");
  assert.equal(frame["audio"], "/38A");
  vendor.send({ type: "input_audio_buffer.speech_started", item_id: "item_1", audio_start_ms: 60 });
  await notices.until(({ type }) => type === "speech_started");
  assert.deepEqual(notices.entries.at(-1), { type: "speech_started", atMs: 7, turnId: "item_1", audioStartMs: 60 });
  model.close();
});

Deno.test("nothing is sent before the session stands: audio on the defaults would be the wrong codec", async () => {
  await using vendor = startVendor(() => []);
  const { model, notices } = dial(vendor.url);
  await vendor.received.until(({ type }) => type === "session.update");
  model.perform({ type: "listen", audio: AUDIO });
  model.perform({ type: "request_reply", purpose: "greet" });
  vendor.send({ type: "session.updated", session: SESSION });
  await notices.until(({ type }) => type === "model_ready");
  model.perform({ type: "request_reply", purpose: "answer" });
  await vendor.received.until(({ type }) => type === "response.create");
  assert.deepEqual(vendor.received.entries.map(({ type }) => type), ["session.update", "response.create"]);
  model.close();
});

Deno.test("a refused property is mended, told, and the session stands", async () => {
  await using vendor = startVendor(({ type, session, event_id }) => {
    if (type !== "session.update") return [];
    const { audio: { input } } = session as { audio: { input: object } };
    if (!("noise_reduction" in input)) return [{ type: "session.updated", session }];
    const param = "session.audio.input.noise_reduction";
    const error = { type: "invalid_request_error", code: "unknown_parameter", message: "no", param, event_id };
    return [{ type: "error", error }];
  });
  const { model, notices } = await readyModel(vendor);
  const action = "session.audio.input.noise_reduction dropped";
  assert.deepEqual(notices.entries, [
    { type: "diagnosed", code: "session_refused", row: "F1", action },
    { type: "model_faulted", atMs: 7, code: "session_refused", action },
    { type: "model_ready", atMs: 7, model: "m1" },
  ]);
  model.close();
});

Deno.test("a session that stays on another codec is lost, not listened to", async () => {
  const pcm = { type: "realtime", audio: { input: { format: { type: "audio/pcm", rate: 24_000 } } } };
  await using vendor = startVendor(({ type }) =>
    type === "session.update" ? [{ type: "session.updated", session: pcm }] : []
  );
  const { notices } = dial(vendor.url);
  await notices.until(({ type }) => type === "model_lost");
  assert.deepEqual(eventsOf(notices), ["diagnosed", "model_faulted", "diagnosed", "model_lost"]);
  const lost = notices.entries.at(-1)!;
  assert.equal(lost.type === "model_lost" && lost.code, "wrong_codec");
  assert.equal(vendor.received.entries.length, 2, "the least of a session was not tried");
  await vendor.closed.until(() => true);
});

Deno.test("what is not for us is counted, and the session goes on", async () => {
  await using vendor = startVendor();
  const { model, notices } = await readyModel(vendor);
  vendor.socket().send(Uint8Array.of(1, 2, 3));
  vendor.socket().send("{");
  vendor.socket().send('{"type":"response.telepathy.delta"}');
  vendor.socket().send('{"type":"response.output_audio.delta"}');
  vendor.send({ type: "rate_limits.updated", rate_limits: [] }, {
    type: "response.created",
    response: { id: "resp_1" },
  });
  await notices.until(({ type }) => type === "reply_started");
  const counted = notices.entries.flatMap((notice) => notice.type === "unknown" ? [notice.why] : []);
  assert.deepEqual(counted, ["binary", "json", "type", "shape"]);
  model.close();
});

Deno.test("an error that refuses an order is the call's to know; one of two orders that crossed is counted", async () => {
  await using vendor = startVendor();
  const { model, notices } = await readyModel(vendor);
  const error = (code: string, event_id: string) => (
    { type: "error", error: { type: "invalid_request_error", code, message: "no", event_id } }
  );
  vendor.send(error("invalid_value", "truncate:item_1"), error("response_cancel_not_active", "cancel:"));
  await notices.until((notice) => notice.type === "order_refused" && notice.order.kind === "cancel_reply");
  assert.deepEqual(notices.entries.slice(1), [
    { type: "diagnosed", code: "vendor_error", row: "B4", action: "invalid_value" },
    {
      type: "order_refused",
      atMs: 7,
      order: { kind: "truncate_line", lineId: "item_1" },
      code: "invalid_value",
    },
    { type: "benign", code: "response_cancel_not_active" },
    { type: "order_refused", atMs: 7, order: { kind: "cancel_reply" }, code: "response_cancel_not_active" },
  ]);
  model.close();
});

Deno.test("after `close()` nothing is told any more, and nothing sent", async () => {
  await using vendor = startVendor();
  const { model, notices } = await readyModel(vendor);
  model.close();
  vendor.send({ type: "response.created", response: { id: "resp_1" } });
  model.perform({ type: "listen", audio: AUDIO });
  model.close();
  assert.equal(await vendor.closed.until(() => true), 1000);
  assert.deepEqual(eventsOf(notices), ["model_ready"]);
  assert.equal(vendor.received.entries.length, 1);
});

Deno.test("a call that ends while it dials closes the socket too", async () => {
  await using vendor = startVendor(echoUpdate);
  const { model, notices } = dial(vendor.url);
  model.close();
  model.perform({ type: "listen", audio: AUDIO });
  const { model: next } = await readyModel(vendor);
  assert.deepEqual(notices.entries, []);
  next.close();
});

Deno.test("orders to the model are told from the others", () => {
  assert.equal(isModelEffect({ type: "listen", audio: AUDIO }), true);
  assert.equal(isModelEffect({ type: "answer_tool", callId: "call_1", result: "{}" }), true);
  assert.equal(isModelEffect({ type: "close_model", reason: "over" }), false);
  assert.equal(isModelEffect({ type: "play", audio: AUDIO }), false);
});

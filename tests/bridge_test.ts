import assert from "node:assert/strict";
import { Bridge, type BridgePorts } from "../src/bridge.ts";
import type { CallEffect } from "../src/call/call.ts";
import type { ModelListener } from "../src/openai/socket.ts";
import type { CallRecord } from "../src/store/call_record.ts";
import { HOUSE, sound } from "./support/call.ts";

/** A bridge between two ends that note what reaches them, on a clock that tests turn. */
function bridged(fails: { onPlay?: boolean; onEnd?: boolean } = {}) {
  const toModel: CallEffect[] = [];
  const toCarrier: CallEffect[] = [];
  const journal: string[] = [];
  const saved: CallRecord[] = [];
  const news: string[] = [];
  const closed: string[] = [];
  const shown: string[] = [];
  let nowMs = 5_000;
  let listener: ModelListener | undefined;
  const note = (name: string) => (...what: unknown[]) => void news.push([name, ...what.slice(1)].join(" "));
  const ports: BridgePorts = {
    clock: { now: () => nowMs, wallAt: (ms) => new Date(1_700_000_000_000 + ms) },
    house: HOUSE,
    desk: {
      keepFacts: () => Promise.resolve(null),
      send: () => Promise.resolve({ id: "urn:uuid:1", number: "2026-000001" }),
      escalate: () => Promise.resolve(null),
      changed: ({ state, transcript }) => void shown.push(`${state} ${transcript.length}`),
      ended: async (record) => {
        await Promise.resolve();
        if (fails.onEnd) throw new Error("no store");
        saved.push(record);
      },
    },
    dial: (to) => {
      listener = to;
      return { perform: (effect) => void toModel.push(effect), close: () => void closed.push("model") };
    },
    recorder: null,
    journal: {
      write: (line) => void journal.push(typeof line === "string" ? line : JSON.stringify(line)),
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    save: (record) => void saved.push(record),
    news: {
      measured() {},
      fault: note("fault"),
      diagnosed: note("diagnosed"),
      unknownEvent: () => {},
      benignError: () => {},
      exception: note("exception"),
      deskFailed: note("desk failed"),
      ended: () => void news.push("ended"),
    },
  };
  const bridge = new Bridge({ sid: "CA1", from: "+12025550147", to: "+12025550100" }, ports);
  bridge.attach({
    perform: (effect) => {
      if (fails.onPlay && effect.type === "play") throw new Error("a mistake of our own");
      toCarrier.push(effect);
    },
    close: () => void closed.push("carrier"),
  });
  const later = (ms: number) => nowMs += ms;
  return { bridge, toModel, toCarrier, journal, saved, news, closed, shown, later, model: () => listener! };
}

Deno.test("the model is dialled as soon as the call is opened, before its media stream has come", () => {
  const { bridge, model } = bridged();
  assert.ok(model());
  bridge.event({ type: "hangup_asked", atMs: 0, reason: "test" });
});

Deno.test("orders go to the end they are for, in the order they were given", async () => {
  const { bridge, toModel, toCarrier, later } = bridged();
  bridge.event({ type: "model_ready", atMs: bridge.now(), model: "m" });
  bridge.event({ type: "stream_started", atMs: bridge.now(), streamSid: "MZ1" });
  later(300);
  bridge.event({ type: "reply_started", atMs: bridge.now(), replyId: "r1" });
  bridge.event({ type: "reply_audio", atMs: bridge.now(), replyId: "r1", lineId: "l1", audio: sound(200) });
  assert.deepEqual(toModel.map(({ type }) => type), ["request_reply"]);
  assert.deepEqual(toCarrier.map(({ type }) => type), ["play", "mark"]);
  bridge.event({ type: "stream_stopped", atMs: bridge.now() });
  await bridge.done;
});

Deno.test("an exception ends this call by the way that leads to a person, and is told", async () => {
  const { bridge, news, closed, saved } = bridged({ onPlay: true });
  bridge.event({ type: "model_ready", atMs: 0, model: "m" });
  bridge.event({ type: "stream_started", atMs: 0, streamSid: "MZ1" });
  bridge.event({ type: "reply_started", atMs: 0, replyId: "r1" });
  bridge.event({ type: "reply_audio", atMs: 0, replyId: "r1", lineId: "l1", audio: sound(200) });
  await bridge.done;
  assert.ok(news.includes("exception Error: a mistake of our own"));
  assert.deepEqual(closed, ["carrier", "model"]);
  const record = saved.at(-1)!;
  assert.deepEqual([record.state, record.outcome, record.reason], ["ended", "failed", "internal error"]);
  bridge.event({ type: "stream_closed", atMs: 0, why: "closed 1000" });
});

Deno.test("the journal holds every event with its time, what was ordered, and audio by reference", async () => {
  const { bridge, journal, later } = bridged();
  bridge.event({ type: "model_ready", atMs: bridge.now(), model: "m" });
  bridge.event({ type: "stream_started", atMs: bridge.now(), streamSid: "MZ1" });
  later(20);
  const audio = sound(20);
  bridge.event({ type: "caller_audio", atMs: bridge.now(), timestampMs: 0, audio, levelDb: -30.5 });
  bridge.event({ type: "stream_stopped", atMs: bridge.now() });
  await bridge.done;
  const lines = journal.map((line) => JSON.parse(line));
  const house = HOUSE;
  assert.deepEqual(lines[0], { type: "call_opened", format: 3, sid: "CA1", at: "2023-11-14T22:13:25.000Z", house });
  assert.deepEqual(lines.flatMap(({ type }) => type ?? []), [
    "call_opened",
    "model_ready",
    "stream_started",
    "caller_audio",
    "stream_stopped",
  ]);
  const heard = lines.find(({ type }) => type === "caller_audio");
  assert.deepEqual(heard, { type: "caller_audio", atMs: 20, timestampMs: 0, bytes: 160, levelDb: -30.5 });
  assert.ok(!journal.join().includes(audio.base64));
});

Deno.test("a stream that comes to a call that is over is closed at once", async () => {
  const { bridge, closed } = bridged();
  bridge.event({ type: "hangup_asked", atMs: 0, reason: "service stopped" });
  await bridge.done;
  closed.length = 0;
  bridge.attach({ perform: () => {}, close: () => void closed.push("second") });
  assert.deepEqual(closed, ["second"]);
});

Deno.test("nothing but the desk says that a call is over: its end is kept with what it announces", async () => {
  const { bridge, saved } = bridged();
  bridge.event({ type: "model_lost", atMs: 0, code: "invalid_key", detail: "closed 3000" });
  assert.ok(!saved.some(({ outcome }) => outcome !== null));
  await bridge.done;
  assert.deepEqual(saved.flatMap(({ outcome }) => outcome ?? []), ["failed"]);
});

Deno.test("a call whose end could not be kept stays open on the books: the next start announces its end", async () => {
  const { bridge, saved, news } = bridged({ onEnd: true });
  bridge.event({ type: "model_lost", atMs: 0, code: "invalid_key", detail: "closed 3000" });
  await bridge.done;
  assert.ok(!saved.some(({ outcome }) => outcome !== null));
  assert.ok(news.includes("desk failed Error: no store"), news.join());
});

Deno.test("those who watch are shown a call when something of it changes that they would notice, and not its end", async () => {
  const { bridge, shown } = bridged();
  bridge.event({ type: "model_ready", atMs: 0, model: "m" });
  bridge.event({ type: "stream_started", atMs: 0, streamSid: "MZ1" });
  bridge.event({ type: "reply_started", atMs: 0, replyId: "r1" });
  bridge.event({
    type: "reply_words",
    atMs: 0,
    replyId: "r1",
    lineId: "l1",
    text: "What are you reporting?",
    whole: true,
  });
  bridge.event({ type: "reply_audio", atMs: 0, replyId: "r1", lineId: "l1", audio: sound(200) });
  const end = { status: "completed" as const, reason: null, fault: null, retryAfterMs: null, usage: null };
  bridge.event({ type: "reply_ended", atMs: 0, replyId: "r1", ...end });
  bridge.event({ type: "stream_stopped", atMs: 0 });
  await bridge.done;
  assert.deepEqual(shown, ["ringing 0", "talking 0", "talking 1"]);
});

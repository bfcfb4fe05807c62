/** What Twilio is told, read as strictly as the simulated carrier reads it. */

import assert from "node:assert/strict";
import { readTwiml } from "../../src/simulator/twilio/twiml.ts";
import { afterDial, connectStream, handOver, hangUp } from "../../src/twilio/twiml.ts";
import { sentences } from "../../src/twilio/sentences.ts";

const PUBLIC = new URL("https://dispatch.example.org");
const WORDS = sentences("Smith & Sons <Security>");
const say = (text: string) => ({ name: "Say", text, language: null, voice: null });
const HANGUP = { name: "Hangup" };

function verbs(body: string): object[] {
  // Attributes have no prototype: compared as plain objects.
  return JSON.parse(JSON.stringify(readTwiml(body, "text/xml; charset=utf-8")));
}

function to(...humanNumbers: string[]): Parameters<typeof handOver>[0] {
  return { publicUrl: PUBLIC, humanNumbers, words: WORDS };
}

function dialling(number: string, index: number): object {
  const action = `https://dispatch.example.org/twilio/ended?dialled=${index}`;
  return { name: "Dial", numbers: [number], action, attributes: { answerOnBridge: "true", timeout: "20", action } };
}

Deno.test("a call is connected to the media stream, with its token, and a next step behind it", () => {
  const action = "https://dispatch.example.org/twilio/ended";
  const stream = { url: "wss://dispatch.example.org/ws/media", parameters: { token: "t-1" } };
  assert.deepEqual(verbs(connectStream({ publicUrl: PUBLIC, token: "t-1" })), [{ name: "Connect", action, stream }]);
});

Deno.test("a stream on loopback keeps its port", () => {
  const [connect] = verbs(connectStream({ publicUrl: new URL("http://127.0.0.1:8080"), token: "t-1" }));
  assert.equal((connect as { stream: { url: string } }).stream.url, "ws://127.0.0.1:8080/ws/media");
});

Deno.test("a caller is handed over to the first person, and what became of it is asked for", () => {
  const body = handOver(to("+12025550101", "+12025550102"), "busy", "CA1");
  assert.deepEqual(verbs(body), [say(WORDS.busy), dialling("+12025550101", 0)]);
});

Deno.test("after a person who answered nobody else is rung", () => {
  for (const status of ["completed", "answered"]) {
    assert.deepEqual(verbs(afterDial(to("+12025550101", "+12025550102"), 0, status, "CA1")), [HANGUP], status);
  }
});

Deno.test("after a person who did not answer the next one is rung, and after the last one the caller is told what to do", () => {
  for (const status of ["no-answer", "busy", "failed", "canceled", ""]) {
    const people = to("+12025550101", "+12025550102");
    assert.deepEqual(verbs(afterDial(people, 0, status, "CA1")), [dialling("+12025550102", 1)], status);
    assert.deepEqual(verbs(afterDial(people, 1, status, "CA1")), [say(WORDS.nobodyAnswered), HANGUP], status);
  }
});

Deno.test("without a person the caller is told what to do", () => {
  assert.deepEqual(verbs(handOver(to(), "trouble", "CA1")), [say(WORDS.trouble), say(WORDS.noPerson), HANGUP]);
});

Deno.test("a hang-up is a hang-up", () => {
  assert.deepEqual(verbs(hangUp()), [HANGUP]);
});

Deno.test("an agency's name is spoken as it is, whatever characters it has", () => {
  assert.match(WORDS.busy, /^You have reached Smith & Sons <Security>\./);
  const [first] = verbs(handOver(to(), "busy", "CA1"));
  assert.deepEqual(first, say(WORDS.busy));
});

Deno.test("whoever ends without a person hears what to do in danger", () => {
  for (const sentence of [WORDS.nobodyAnswered, WORDS.noPerson]) assert.match(sentence, /danger.*emergency number/);
});

Deno.test("a Spanish caller is spoken to in Spanish", () => {
  const words = sentences("la policía", "es-MX");
  const [first] = verbs(handOver({ ...to(), words }, "connecting", "CA1"));
  assert.deepEqual(first, { ...say(words.connecting), language: "es-US" });
  assert.match(words.connecting, /persona/);
});

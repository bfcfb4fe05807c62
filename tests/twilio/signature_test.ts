/** Who may speak to us as Twilio, against signatures computed from Twilio's documentation and not with its library. */

import assert from "node:assert/strict";
import { signatureOf } from "../../src/simulator/twilio/signature.ts";
import { streamUrl, validHandshake, validWebhook, webhookUrl } from "../../src/twilio/signature.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const PUBLIC = new URL("https://dispatch.example.org");
const PARAMS = { CallSid: "CA1", From: "+12025550123", To: "+12025550100", Note: "ü & = '" };

function webhook(
  signature: string | undefined,
  changes: { publicUrl?: URL; path?: string; params?: object } = {},
): boolean {
  return validWebhook({
    authToken: TOKEN,
    signature,
    publicUrl: PUBLIC,
    path: "/twilio/voice",
    params: PARAMS,
    ...changes,
  });
}

function handshake(url: string, publicUrl: URL = PUBLIC): boolean {
  return validHandshake({ authToken: TOKEN, signature: signatureOf(TOKEN, url), publicUrl });
}

Deno.test("a webhook that Twilio signed is taken", () => {
  assert.ok(webhook(signatureOf(TOKEN, "https://dispatch.example.org/twilio/voice", PARAMS)));
});

Deno.test("a webhook is not taken with any other signature, or none", () => {
  const url = "https://dispatch.example.org/twilio/voice";
  const good = signatureOf(TOKEN, url, PARAMS);
  const bad = [
    undefined,
    "",
    "x",
    good.slice(1),
    `${good}=`,
    good.toLowerCase(),
    signatureOf("another token", url, PARAMS),
    signatureOf(TOKEN, "https://evil.example.org/twilio/voice", PARAMS),
    signatureOf(TOKEN, "http://dispatch.example.org/twilio/voice", PARAMS),
    signatureOf(TOKEN, "https://dispatch.example.org/twilio/ended", PARAMS),
    signatureOf(TOKEN, url, { ...PARAMS, CallSid: "CA2" }),
    signatureOf(TOKEN, url),
  ];
  for (const signature of bad) assert.ok(!webhook(signature), String(signature));
});

Deno.test("parameters that occur several times are signed with all their values", () => {
  const params = { CallSid: "CA1", SpeechResult: ["b", "a", "b"] };
  const signature = signatureOf(TOKEN, "https://dispatch.example.org/twilio/voice", params);
  assert.ok(webhook(signature, { params }));
  assert.ok(!webhook(signature, { params: { ...params, SpeechResult: ["a"] } }));
});

Deno.test("a query is part of what is signed", () => {
  const signature = signatureOf(TOKEN, "https://dispatch.example.org/twilio/ended?dialled=0", PARAMS);
  assert.ok(webhook(signature, { path: "/twilio/ended?dialled=0" }));
  assert.ok(!webhook(signature, { path: "/twilio/ended?dialled=1" }));
});

Deno.test("a port may be signed or left out, as Twilio does both", () => {
  const publicUrl = new URL("https://dispatch.example.org:8443");
  assert.ok(webhook(signatureOf(TOKEN, "https://dispatch.example.org:8443/twilio/voice", PARAMS), { publicUrl }));
  assert.ok(webhook(signatureOf(TOKEN, "https://dispatch.example.org/twilio/voice", PARAMS), { publicUrl }));
  assert.ok(webhook(signatureOf(TOKEN, "https://dispatch.example.org:443/twilio/voice", PARAMS)));
});

Deno.test("a handshake signs the wss URL, with or without a trailing slash", () => {
  assert.ok(handshake("wss://dispatch.example.org/ws/media"));
  assert.ok(handshake("wss://dispatch.example.org/ws/media/"));
  const wrong = [
    "https://dispatch.example.org/ws/media",
    "ws://dispatch.example.org/ws/media",
    "wss://dispatch.example.org/ws/media//",
    "wss://dispatch.example.org/ws",
    "wss://evil.example.org/ws/media",
  ];
  for (const url of wrong) assert.ok(!handshake(url), url);
});

Deno.test("a handshake without a signature is nobody's", () => {
  for (const signature of [undefined, "", "x", "\u{1f600}"]) {
    assert.ok(!validHandshake({ authToken: TOKEN, signature, publicUrl: PUBLIC }));
  }
});

Deno.test("a service on loopback is reached by ws, with its port", () => {
  const local = new URL("http://127.0.0.1:8080");
  assert.equal(streamUrl(local), "ws://127.0.0.1:8080/ws/media");
  assert.ok(handshake("ws://127.0.0.1:8080/ws/media", local));
  assert.equal(streamUrl(PUBLIC), "wss://dispatch.example.org/ws/media");
  assert.equal(webhookUrl(local, "/twilio/ended"), "http://127.0.0.1:8080/twilio/ended");
  assert.equal(
    webhookUrl(new URL("https://dispatch.example.org/"), "/twilio/ended"),
    "https://dispatch.example.org/twilio/ended",
  );
});

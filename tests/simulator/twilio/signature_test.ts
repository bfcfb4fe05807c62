import assert from "node:assert/strict";
import { getExpectedTwilioSignature, validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { signatureHeader } from "../../../src/simulator/twilio/requests.ts";
import { signatureOf } from "../../../src/simulator/twilio/signature.ts";

Deno.test("a signature is the one of Twilio's documentation", () => {
  const parameters = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+12349013030",
    Digits: "1234",
    From: "+12349013030",
    To: "+18005551212",
  };
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  assert.equal(signatureOf("12345", url, parameters), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
});

Deno.test("a signature is the one Twilio's own library expects, repeated parameters and odd characters too", () => {
  const parameters = { B: ["2", "1", "2"], a: "ü & =", A: "", Z: "last" };
  const url = "https://dispatcher.example/twilio/voice";
  assert.equal(signatureOf("secret", url, parameters), getExpectedTwilioSignature("secret", url, parameters));
});

Deno.test("a bad signature header is refused by Twilio's own library, and none is none", () => {
  const url = "wss://dispatcher.example/ws/media";
  const header = (kind: "good" | "bad") => signatureHeader("secret", url, {}, kind)["x-twilio-signature"] ?? "";
  assert.equal(validateRequest("secret", header("good"), url, {}), true);
  assert.equal(validateRequest("secret", header("bad"), url, {}), false);
  assert.deepEqual(signatureHeader("secret", url, {}, "none"), {});
});

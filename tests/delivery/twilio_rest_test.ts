import assert from "node:assert/strict";
import { NoAnswer } from "../../src/outgoing.ts";
import { type RestApiOptions, startRestApi } from "../../src/simulator/twilio/rest_api.ts";
import { TwilioRefused, TwilioRest } from "../../src/twilio/rest.ts";
import { ACCOUNT_SID, AUTH_TOKEN } from "../support/house.ts";

const SIGNAL = new AbortController().signal;
const OURS = "+12025550100";
const THEIRS = "+12025550101";

function open(more: Partial<RestApiOptions> = {}) {
  return startRestApi({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, publicUrl: "http://localhost", ...more });
}

function client(url: string, authToken = AUTH_TOKEN): TwilioRest {
  return new TwilioRest({ accountSid: ACCOUNT_SID, authToken, apiUrl: new URL(url) });
}

const CALL = {
  from: OURS,
  to: THEIRS,
  url: "http://localhost/twilio/notify?message=m&attempt=0",
  statusCallback: "http://localhost/twilio/notified?message=m&attempt=0",
  ringS: 25,
  limitS: 120,
};

Deno.test("a text is sent, and its SID comes back", async () => {
  await using api = await open();
  const sid = await client(`${api.url}/`).sendMessage(
    { from: OURS, to: THEIRS, body: "P2 Theft & more: ¿dónde?" },
    SIGNAL,
  );
  assert.equal(sid, api.texts[0]!.sid);
  assert.deepEqual([api.texts[0]!.from, api.texts[0]!.to, api.texts[0]!.body], [
    OURS,
    THEIRS,
    "P2 Theft & more: ¿dónde?",
  ]);
});

Deno.test("a call is placed, looked at, and hung up", async () => {
  await using api = await open({ stepMs: 10_000 });
  const twilio = client(api.url);
  const sid = await twilio.placeCall(CALL, SIGNAL);
  assert.equal(await twilio.callStatus(sid, SIGNAL), "queued");
  await twilio.updateCall(sid, { status: "completed" }, SIGNAL);
  assert.equal(await twilio.callStatus(sid, SIGNAL), "completed");
  assert.deepEqual([api.calls[0]!.sid, api.calls[0]!.to], [sid, THEIRS]);
});

Deno.test("a refusal carries Twilio's code and Retry-After, and no number though Twilio names one", async () => {
  await using api = await open();
  const twilio = client(api.url);
  const error = await twilio.placeCall({ ...CALL, to: "12025550101" }, SIGNAL).catch((error) => error);
  assert.ok(error instanceof TwilioRefused);
  assert.deepEqual([error.status, error.code, error.message], [400, 21211, "Twilio answered HTTP 400, error 21211"]);
  await assert.rejects(client(api.url, "wrong").callStatus("CA1", SIGNAL), { status: 401, code: 20003 });
  await assert.rejects(twilio.callStatus("CA1", SIGNAL), { status: 404, code: 20404 });
});

Deno.test("without an answer there is no refusal", async () => {
  await using api = await open();
  await api.close();
  await assert.rejects(client(api.url).callStatus("CA1", SIGNAL), NoAnswer);
});

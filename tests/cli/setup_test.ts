/** `setup`: the number is shown, changed when it may be, and read back. */

import assert from "node:assert/strict";
import { setup } from "../../src/cli/setup.ts";
import { Clinic, NUMBER } from "../doctor/clinic.ts";
import { run } from "./program.ts";

const ELSEWHERE = {
  phone_number: NUMBER,
  voice_url: "https://demo.twilio.com/welcome/voice/",
  voice_fallback_url: "https://old.example.org/twilio/fallback",
  voice_fallback_method: "GET",
  voice_application_sid: "AP0123",
};

/** Runs it with somebody at the terminal who answers this; null: nobody is there. */
async function asked(
  clinic: Clinic,
  answer: string | null,
): Promise<{ code: number; out: string; err: string; questions: number }> {
  const said = { out: "", err: "", questions: 0 };
  const code = await setup({}, {
    environment: clinic.env,
    print: (text) => said.out += `${text}\n`,
    complain: (text) => said.err += `${text}\n`,
    ask: () => {
      said.questions++;
      return answer;
    },
    onStop: () => {},
  });
  return { code, ...said };
}

Deno.test("--yes changes what differs, reads it back, and then there is nothing to change", async () => {
  await using clinic = await Clinic.open({ twilio: { numbers: [ELSEWHERE] } });
  const setting = { folder: clinic.folder, env: { ...clinic.env } };
  const { code, out, err } = await run(["setup", "--yes"], setting);
  assert.equal(code, 0, err);
  assert.match(
    out,
    /A call comes in\n +- https:\/\/demo\.twilio\.com\/welcome\/voice\/\n +\+ http:\/\/localhost:\d+\/twilio\/voice\n/,
  );
  assert.match(out, /TwiML app\n +- AP0123\n +\+ \(nothing\)/);
  assert.match(out, /Changed, and read back/);
  const url = clinic.env["PUBLIC_URL"];
  const [number] = clinic.twilio.numbers.numbers;
  assert.deepEqual(
    [
      number!.voice_url,
      number!.voice_method,
      number!.voice_fallback_url,
      number!.voice_fallback_method,
      number!.status_callback,
    ],
    [`${url}/twilio/voice`, "POST", `${url}/twilio/fallback`, "POST", `${url}/twilio/status`],
  );
  const again = await run(["setup"], setting);
  assert.equal(again.code, 0);
  assert.match(again.out, /nothing to change/);
  assert.equal(clinic.twilio.numbers.changes, 1);
  const report = await clinic.examine(["twilio_voice_url", "twilio_fallback_url", "twilio_status_url"]);
  assert.deepEqual(report.checks.map(({ verdict }) => verdict), ["ok", "ok", "ok"]);
});

Deno.test("it asks; who agrees gets it, who does not, or is not there, gets the manual steps and no change", async () => {
  await using clinic = await Clinic.open({ twilio: { numbers: [ELSEWHERE] } });
  for (const answer of ["n", "", null]) {
    const { code, out, questions } = await asked(clinic, answer);
    assert.deepEqual([code, questions], [1, 1]);
    assert.match(out, /Nothing was changed[^]*By hand[^]*\/twilio\/voice, POST[^]*--yes/);
  }
  const { out, code } = await run(["setup"], { folder: clinic.folder, env: { ...clinic.env } });
  assert.equal(code, 1);
  assert.match(out, /--yes/);
  assert.equal(clinic.twilio.numbers.changes, 0);
  assert.equal((await asked(clinic, "y")).code, 0);
  assert.equal(clinic.twilio.numbers.changes, 1);
});

Deno.test("a change that Twilio takes and does not show fails", async () => {
  await using clinic = await Clinic.open({ twilio: { numbers: [ELSEWHERE] } });
  clinic.twilio.numbers.isStubborn = true;
  const { code, err } = await asked(clinic, "yes");
  assert.equal(code, 1);
  assert.match(err, /does not show it[^]*A call comes in/);
});

Deno.test("what keeps it from the number is said: credentials, another account's number, missing settings", async () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ TWILIO_AUTH_TOKEN: "fedcba9876543210fedcba9876543210" }, /401[^]*TWILIO_AUTH_TOKEN is wrong/],
    [{ TWILIO_PHONE_NUMBER: "+12025550199" }, /no number of this account/],
    [{ TWILIO_PHONE_NUMBER: "" }, /TWILIO_PHONE_NUMBER is not set/],
    [{ PUBLIC_URL: "" }, /PUBLIC_URL is not set/],
    [{ TWILIO_ACCOUNT_SID: "nonsense" }, /TWILIO_ACCOUNT_SID is "nonsense"/],
    [{ TWILIO_API_URL: "https://127.0.0.1:1" }, /no answer/],
  ];
  for (const [env, words] of wrong) {
    await using clinic = await Clinic.open({ env });
    const { code, err, questions } = await asked(clinic, "y");
    assert.deepEqual([code, questions], [1, 0]);
    assert.match(err, words);
    assert.doesNotMatch(err, /fedcba/);
    assert.equal(clinic.twilio.numbers.changes, 0);
  }
});

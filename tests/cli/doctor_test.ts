/** `doctor` as an operator runs it. */

import assert from "node:assert/strict";
import { readWav } from "../../src/audio/wav.ts";
import { API_KEY, Clinic, NUMBER, SECRET } from "../doctor/clinic.ts";
import { inFolder, run } from "./program.ts";

const VERDICTS = ["ok", "warning", "failure", "skipped"];

Deno.test("healthy: exit 0, a row a check, nothing to do, no colour where nobody reads", async () => {
  await using clinic = await Clinic.open();
  const { code, out, err } = await run(["doctor"], { folder: clinic.folder, env: { ...clinic.env } });
  assert.equal(code, 0, out);
  assert.equal(err, "");
  assert.match(out, /^ok +configuration /);
  assert.match(out, /\n\nhealthy: \d+ ok, 0 warnings, 0 failures, 0 skipped, [\d.]+ s\n$/);
  assert.ok(!out.includes("to do:") && !out.includes("\x1b["), out);
  assert.deepEqual([...Deno.readDirSync(clinic.folder)], [], "something was left behind");
});

Deno.test("--json is the report for machines, --wav what was spoken, --support the exchange without secrets and words", async () => {
  await using clinic = await Clinic.open({ openai: { models: ["gpt-realtime-2.1-mini"] } });
  const args = ["doctor", "--json", "--wav", "spoken.wav", "--support", "support.json"];
  const { code, out } = await run(args, { folder: clinic.folder, env: { ...clinic.env } });
  assert.equal(code, 1);
  const { ok, startedAt, ms, checks } = JSON.parse(out);
  assert.equal(ok, false);
  assert.match(startedAt, /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
  assert.ok(ms > 0 && checks.length > 30);
  for (const row of checks) {
    assert.deepEqual(Object.keys(row), ["id", "verdict", "seen", "code", "cause", "action", "ms"]);
    assert.ok(VERDICTS.includes(row.verdict));
  }
  assert.equal(checks.find(({ id }: { id: string }) => id === "session").code, "model_unavailable");
  const [audio] = readWav(await Deno.readFile(`${clinic.folder}/spoken.wav`));
  assert.ok(audio!.length > 8_000, "the fallback model's reply is not there");
  const support = await Deno.readTextFile(`${clinic.folder}/support.json`);
  for (const secret of [API_KEY, SECRET, NUMBER, clinic.env["TWILIO_AUTH_TOKEN"]!]) {
    assert.ok(!support.includes(secret) && !out.includes(secret), "a secret is shown");
  }
  assert.doesNotMatch(support, /twelve|Main Street/);
  for (const id of ["sess_", "resp_", "event_", "req_", "item_", "model_not_found", "x-request-id"]) {
    assert.ok(support.includes(id), id);
  }
  assert.equal(JSON.parse(support).connections.length >= 3, true);
});

Deno.test("a mistake in the settings fails a check, and the others run", async () => {
  await using clinic = await Clinic.open({ env: { PUBLIC_URL: "ftp://nowhere", HUMAN_NUMBER: "911" } });
  const { code, out } = await run(["doctor"], { folder: clinic.folder, env: { ...clinic.env } });
  assert.equal(code, 1);
  assert.match(out, /^FAILURE +configuration +PUBLIC_URL is "ftp:\/\/nowhere"/);
  assert.match(out, /^ok +reply /m);
  assert.match(out, /^skipped +public_url /m);
});

Deno.test("--session reviews another program's session without any settings, and prints how it should be", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/session.json`, '{"modalities":["text","audio"],"voice":"alloy"}');
    const { code, out } = await run(["doctor", "--session", "session.json"], { folder });
    assert.equal(code, 1);
    assert.match(
      out,
      /^FAILURE +session\.modalities +\["text","audio"\]: the API refuses the update: unknown_parameter/,
    );
    assert.match(out, /The corrected event:\s+\{\s+"type": "session\.update"/);
    const json = await run(["doctor", "--json", "--session", "session.json"], { folder });
    const { ok, corrected } = JSON.parse(json.out);
    assert.deepEqual([ok, corrected.output_modalities], [false, ["audio"]]);
    await Deno.writeTextFile(`${folder}/good.json`, JSON.stringify({ type: "session.update", session: corrected }));
    assert.equal((await run(["doctor", "--session", "good.json"], { folder })).code, 0);
  });
});

Deno.test("--from-journal diagnoses a recorded call, and writes it down for support", async () => {
  await inFolder(async (folder) => {
    const path = new URL("../fixtures/journals/3-hands-over.jsonl", import.meta.url);
    await Deno.copyFile(path, `${folder}/journal.jsonl`);
    const { code, out } = await run(["doctor", "--from-journal", "journal.jsonl", "--support", "s.json"], { folder });
    assert.equal(code, 1);
    assert.match(out, /^FAILURE +replies +2 of 2 replies were not heard[^]*empty_reply/m);
    assert.match(await Deno.readTextFile(`${folder}/s.json`), /"replyId"/);
  });
});

Deno.test("a file that cannot be used is named in one line; flags that exclude each other are mistakes", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text`, "no JSON\n");
    for (
      const [flag, path] of [["session", "text"], ["session", "none"], ["from-journal", "text"], [
        "from-journal",
        "none",
      ]]
    ) {
      const { code, out, err } = await run(["doctor", `--${flag}`, path!], { folder });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, new RegExp(`^[^\\n]*${path}[^\\n]*\\n$`));
    }
    assert.equal((await run(["doctor", "--session", "a", "--from-journal", "b"], { folder })).code, 64);
    assert.equal((await run(["doctor", "--wav"], { folder })).code, 64);
  });
});

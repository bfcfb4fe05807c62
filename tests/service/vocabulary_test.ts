/** One vocabulary: a fault bears the same code and words in the log, in `faults`, in the metric and in the journal. */

import assert from "node:assert/strict";
import { DIAGNOSES } from "../../src/diagnosis.ts";
import { journalRows } from "../../src/doctor/journal/rows.ts";
import { readJournal } from "../../src/journal_reader.ts";
import { House } from "../support/house.ts";

Deno.test("a fault on a call has one name and one cause, wherever it is read", async () => {
  const refusal = { type: "invalid_request_error", code: "invalid_api_key", message: "Incorrect API key" };
  await using house = await House.open({ asProgram: true, faults: () => ({ refusal, refusalCloseCode: 3000 }) });
  await using call = house.call();
  await call.untilEnded(20_000);
  const { cause } = DIAGNOSES.invalid_key;
  await house.program!.complains(new RegExp(`"message":"fault".*"code":"invalid_key","cause":"${cause}"`));
  await house.program!.complains(
    new RegExp(`"message":"diagnosis".*"code":"invalid_key","row":"A2","cause":"${cause}"`),
  );
  const record = await house.recordWhenOver(call.callSid);
  const fault = record.faults.find(({ code }: { code: string }) => code === "invalid_key");
  assert.equal(fault.cause, cause);
  const metrics = await (await fetch(`${house.address}/metrics`)).text();
  assert.match(metrics, /^dispatcher_faults_total\{code="invalid_key"\} [1-9]/m);
  const journal = await (await house.api(`/calls/${call.callSid}/journal`)).text();
  const rows = readJournal(journal).flatMap(journalRows);
  assert.equal(rows.find(({ id }) => id === "fault_invalid_key")?.cause, cause);
});

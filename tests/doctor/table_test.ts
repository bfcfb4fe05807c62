/** The report as people read it, and what is never in it. */

import assert from "node:assert/strict";
import type { Row } from "../../src/doctor/check.ts";
import { mask, maskFor, maskWithin } from "../../src/doctor/mask.ts";
import { rowText, summaryText } from "../../src/doctor/table.ts";
import { configOf } from "../support/config.ts";

const ROW: Row = {
  id: "reply",
  verdict: "failure",
  seen: "response.done status completed, output: []; usage 100 in, 0 out",
  code: "empty_reply",
  cause: "a reply was completed and empty",
  action: "set another OPENAI_MODEL",
  ms: 1_234,
};
const PLAIN = { isColoured: false, width: 60, idWidth: 12 };

Deno.test("a row is aligned and wrapped, its cause and what to do beneath", () => {
  assert.equal(
    rowText(ROW, PLAIN),
    [
      "FAILURE  reply         response.done status completed,",
      "                       output: []; usage 100 in, 0 out",
      "                       [1.2s]",
      "                       cause: a reply was completed and",
      "                       empty (empty_reply)",
      "                       to do: set another OPENAI_MODEL",
    ].join("\n"),
  );
});

Deno.test("colour is there only where it is wanted", () => {
  assert.ok(rowText(ROW, { ...PLAIN, isColoured: true }).startsWith("\x1b[31mFAILURE\x1b[0m"));
  assert.ok(!rowText(ROW, PLAIN).includes("\x1b"));
  const report = { ok: false, startedAt: "", ms: 2_000, checks: [ROW] };
  assert.equal(summaryText(report, false), "not healthy: 0 ok, 0 warnings, 1 failures, 0 skipped, 2.0 s");
  assert.ok(summaryText(report, true).includes("\x1b[31m"));
});

// What is written | what is shown
const MASKED = `
  call +12025550123 now               | call +…23 now
  sk-proj-abcdefghijklmnop is the key | sk-…op is the key
  Bearer abcdefghijklmnop             | Bea…op
  whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La  | whs…La
  https://token@api.example.org/x     | https://…@api.example.org/x
  postgres://me:pass@host:5432/db     | postgres://…@host:5432/db
  2026-11-26T02:59:20Z 8 bytes +5 ms  | 2026-11-26T02:59:20Z 8 bytes +5 ms
`;

Deno.test("what looks like a secret or a telephone number is masked", () => {
  for (const row of MASKED.trim().split("\n")) {
    const [written = "", shown] = row.split(" | ").map((part) => part.trim());
    assert.equal(mask(written), shown);
  }
});

Deno.test("the configuration's own secrets are masked wherever they stand", async () => {
  const config = await configOf({ API_TOKEN: "hunter2hunter2hunter2", DATABASE_URL: "postgres://u:secretword@h:1/d" });
  const text = maskWithin({ rows: ["token hunter2hunter2hunter2, password secretword"] }, maskFor(config)).rows[0];
  assert.equal(text, "token hun…r2, password …");
});

/** Writes docs/faults.md from the table of diagnoses. Usage: deno run --allow-read --allow-write scripts/make_faults_page.ts */

import { writeFile } from "node:fs/promises";
import { DIAGNOSES } from "../src/diagnosis.ts";

const INTRO = `# Fault codes

One word for one cause, with the same words everywhere: in the log's \`fault\` and \`diagnosis\` lines, in the metric
\`dispatcher_faults_total\`, in a call's \`faults\`, in its journal, and in what \`dispatcher doctor\` says. The row is that
of the diagnosis table, as the log's \`diagnosis\` line shows it. This page is made from \`src/diagnosis.ts\` by
\`scripts/make_faults_page.ts\`.

When callers hear nothing: \`dispatcher doctor\` finds out why, without a telephone. After a call that went wrong:
\`dispatcher doctor --from-journal FILE\` on its \`journal.jsonl\`. More: [operating](operating.md#the-doctor).

| code | row | cause | what callers notice | what to do |
| ---- | --- | ----- | ------------------- | ---------- |
`;

const rows = Object.entries(DIAGNOSES).map(([code, { rows, cause, callers, action }]) =>
  `| \`${code}\` | ${rows} | ${cause} | ${callers} | ${action} |\n`
);
await writeFile(new URL("../docs/faults.md", import.meta.url), INTRO + rows.join(""));

/** A process that writes whole changes, several at a time, and tells each that is durable, until somebody kills it. */

import process from "node:process";
import { openStore } from "../../src/store/store.ts";
import { openThreaded } from "./threaded.ts";
import { idOf, incident, isoAt, line, message, talking } from "./records.ts";

const [url = "", first = "0"] = process.argv.slice(2);
const store = url.startsWith("sqlite:") ? await openThreaded(url.slice("sqlite:".length)) : await openStore(url);
let next = Number(first);
await Promise.all(Array.from({ length: 4 }, async () => {
  for (;;) console.log(await write(next++));
}));

/** One change in several steps, between any two of which the process may end. */
function write(n: number): Promise<string> {
  return store.transact(async (transaction) => {
    const number = await transaction.nextNumber(2026);
    const record = incident(n, { number, narrative: [line(0)] });
    await transaction.put({ incident: record, messages: [message(number, { orderKey: idOf(n) })] });
    await transaction.put({ incident: { ...record, narrative: [line(0), line(1)] } });
    await transaction.put({
      call: talking(`CA${n}`, { incidentId: idOf(n) }),
      events: [{ type: "incident.created", data: number }],
      task: { kind: "call_back", callSid: `CA${n}`, incidentId: idOf(n), createdAt: isoAt(0) },
    });
    await transaction.join(`CB${n}`, idOf(n));
    return number;
  });
}

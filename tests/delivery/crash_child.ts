/**
 * A process that writes incidents with their messages and delivers them, until it is killed: `crash_child.ts DATABASE URL
 * SECRET INCIDENTS STEPS`. Started again, it goes on where the database stands; it ends when all is written and sent.
 */

import { webhookChannel } from "../../src/delivery/webhook.ts";
import { Worker } from "../../src/delivery/worker.ts";
import { noted } from "../../src/desk/incident.ts";
import { type Database, openStore } from "../../src/store/store.ts";
import { idOf, incident, message } from "../store/records.ts";

const [database = "", url = "", secret = "", incidents = "", steps = ""] = Deno.args;

const store = await openStore(`sqlite:${database}`);
const channel = webhookChannel({ url: new URL(url), secret }, () => new Date());
const worker = new Worker({
  outbox: store,
  channels: { webhook: channel, sms: channel, call: channel, ticketscad: channel, resgrid: channel },
  nowMs: Date.now,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  chance: Math.random,
  alarm: () => Promise.resolve(),
  news: { delivered() {}, failed() {}, storeFailed() {}, mistake: (_, error) => console.error(error) },
});
await worker.start();
await Promise.all(Array.from({ length: Number(incidents) }, (_, n) => tell(store, n)));
await worker.idle();
while ((await store.listMessages({ state: "waiting", limit: 1 })).items.length > 0) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await worker.stop(1_000);
await store.close();

/** One line more each time, and a message that tells of it, in one transaction. */
async function tell(store: Database, n: number): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await store.transact(async (tx) => {
      const known = await tx.incident(idOf(n)) ?? incident(n, { narrative: [] });
      const step = known.narrative.length;
      if (step >= Number(steps)) return true;
      const next = noted(known, "caller", `step ${step}`, new Date());
      await tx.put({ incident: next, messages: [message({ incident: n, step }, { orderKey: next.id })] });
      return false;
    });
    worker.wake();
  }
}

/** What watches over the house while it serves. */

import { Admission } from "./admission.ts";
import type { EventTail } from "./api/event_tail.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { watchLag } from "./event_loop.ts";
import { LostCalls } from "./lost_calls.ts";
import type { Metrics } from "./metrics.ts";
import type { HouseNews } from "./news.ts";
import { patientStore } from "./patient_store.ts";
import type { Database } from "./store/store.ts";
import type { Switchboard } from "./switchboard.ts";
import { TwilioRest } from "./twilio/rest.ts";

/** The store with bounds on every wait, and what learns from it whether new calls are welcome. */
export function guarded(opened: Database, tail: EventTail, clock: Clock, news: HouseNews) {
  const admission = new Admission({ ping: () => opened.ping(), now: clock.now, changed: news.troubled });
  return { admission, store: patientStore(tail.watching(opened), admission) };
}

/** Asks the carrier about calls of which it sends nothing, and ends those that are over. */
export function watchingCarrier(config: Config, switchboard: Switchboard, clock: Clock): () => void {
  const twilio = new TwilioRest(config.twilio);
  return new LostCalls({
    unheard: () => switchboard.unheard(),
    status: (sid, signal) => twilio.callStatus(sid, signal),
    over: (sid, status) => switchboard.over(sid, status),
    now: clock.now,
  }).start();
}

/** Watches process and store; each of these ends what it returns. */
export function watching(metrics: Metrics, admission: Admission, clock: Clock): (() => void)[] {
  const lagged = (ms: number) => {
    metrics.lagged(ms);
    admission.lagged(ms);
  };
  return [watchLag(lagged, clock.now), admission.start()];
}

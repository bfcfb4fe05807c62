/** What watches over the house while it serves. */

import { Admission } from "./admission.ts";
import type { EventTail } from "./api/event_tail.ts";
import type { Clock } from "./clock.ts";
import { watchLag } from "./event_loop.ts";
import type { Metrics } from "./metrics.ts";
import type { HouseNews } from "./news.ts";
import { patientStore } from "./patient_store.ts";
import type { Database } from "./store/store.ts";

/** The store with bounds on every wait, and what learns from it whether new calls are welcome. */
export function guarded(opened: Database, tail: EventTail, clock: Clock, news: HouseNews) {
  const admission = new Admission({ ping: () => opened.ping(), now: clock.now, changed: news.troubled });
  return { admission, store: patientStore(tail.watching(opened), admission) };
}

/** Watches process and store; each of these ends what it returns. */
export function watching(metrics: Metrics, admission: Admission, clock: Clock): (() => void)[] {
  const lagged = (ms: number) => {
    metrics.lagged(ms);
    admission.lagged(ms);
  };
  return [watchLag(lagged, clock.now), admission.start()];
}

/** Opening a call: its files, its model and its desk come together in a bridge. */

import { Bridge } from "./bridge.ts";
import { openCallFiles } from "./call_files.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import type { Report } from "./call/report.ts";
import type { CallDesk } from "./desk/call_desk.ts";
import { callerIdOf } from "./desk/phone.ts";
import type { Outline } from "./intake/outline.ts";
import type { HouseNews } from "./news.ts";
import type { ModelAvailability } from "./openai/availability.ts";
import { modelSettings } from "./openai/settings.ts";
import { type ModelSettings, openModel } from "./openai/socket.ts";
import type { PhraseBook } from "./phrases/book.ts";
import { beginningOf, sinceAnswered } from "./resumption.ts";
import type { TakenOver } from "./store/ports.ts";
import type { Store } from "./store/store.ts";
import type { CallIdentity } from "./twilio/params.ts";

export interface OpeningPorts {
  readonly config: Config;
  readonly store: Pick<Store, "saveCall">;
  readonly outline: Outline;
  readonly news: HouseNews;
  readonly clock: Clock;
  readonly model: ModelAvailability;
  readonly phrases: PhraseBook;
}

/** A call that begins, or one that was `taken` over. `desk` is asked for once, with what the call then knows. */
export async function openBridge(
  { config, store, outline, news, clock, model, phrases }: OpeningPorts,
  { sid, from, to }: CallIdentity,
  desk: (report: () => Report) => CallDesk,
  taken: TakenOver | null = null,
): Promise<Bridge> {
  const onError = (error: unknown) => news.fileFailed(sid, error);
  const now = clock.wallAt(clock.now());
  const { recorder, journal } = await openCallFiles(config, sid, onError, taken && sinceAnswered(taken.call, now));
  const openedAt = clock.wallAt(clock.now());
  const occasion = { now: openedAt, callerId: callerIdOf(from) !== null };
  const [first, fallback] = [config.openai.model, config.openai.fallbackModel].map((model) =>
    modelSettings(config, occasion, model)
  ) as [ModelSettings, ModelSettings];
  const bridge: Bridge = new Bridge({ sid, from, to }, {
    clock,
    house: { hasPerson: config.humanNumbers.length > 0, outline, canRedial: true, hasPhrases: true },
    phrases: phrases.current(),
    desk: desk(() => bridge.report),
    recorder,
    journal,
    news,
    transcriptionModel: config.openai.transcriptionModel,
    dial: (listener, now, isFallback) =>
      model.dial((to, isOther) => openModel(isOther ? fallback : first, to, now), listener, isFallback),
    save: (record) => void store.saveCall(record).catch(news.storeFailed),
    ...(taken === null ? {} : { before: { record: taken.call, beginning: beginningOf(taken, openedAt) } }),
  });
  news.started(sid);
  return bridge;
}

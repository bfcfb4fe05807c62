/** Everything that leaves the house, put together: the worker, its channels, and what units answer. */

import type { Config } from "../config/config.ts";
import { recipients } from "../desk/announce.ts";
import { acknowledge } from "../desk/work.ts";
import type { OutboxChannel, OutboxMessage } from "../store/outbox_record.ts";
import type { Database } from "../store/store.ts";
import { TwilioRest } from "../twilio/rest.ts";
import { deliveryAlarm } from "./alarms.ts";
import { DispatchCalls } from "./dispatch_call.ts";
import { deliveryNews } from "./news.ts";
import type { Channel } from "./outcome.ts";
import { resgridChannel } from "./resgrid.ts";
import { smsChannel } from "./sms.ts";
import { ACKNOWLEDGE_KEY, acknowledgedTwiml, dispatchTwiml, unknownTwiml } from "./spoken.ts";
import { ticketscadChannel } from "./ticketscad.ts";
import { testMessage, webhookChannel } from "./webhook.ts";
import { Worker } from "./worker.ts";

export interface DeliveryOptions {
  readonly config: Pick<Config, "delivery" | "twilio" | "publicUrl" | "protocol" | "agencyName">;
  readonly store: Database;
  readonly now: () => Date;
  readonly news: {
    messagesWait(): void;
    alarm(kind: string, callSid: string): void;
    storeFailed(error: unknown): void;
  };
}

/** What the rest of the house sees of it. */
export interface Delivery {
  /** Sends at once what a process that stopped has left, and from then on whatever is written. */
  start(): Promise<void>;
  /** Something was written. */
  wake(): void;
  /** Sends what is due, waits at most `limitMs`, and stops. */
  stop(limitMs: number): Promise<void>;
  /** Has a `delivery.test` sent to the records system. False when there is none. */
  sendTest(): Promise<boolean>;
  /** `POST /twilio/notify`: a unit has picked up. Returns what it hears. */
  notify(messageId: string, attempt: number, params: Params): Promise<string>;
  /** `POST /twilio/acknowledge`: it has pressed a key. */
  acknowledge(messageId: string, attempt: number, params: Params): Promise<string>;
  /** `POST /twilio/notified`: the call to it is over. */
  notified(messageId: string, attempt: number, params: Params): Promise<string>;
}

/** A Twilio webhook's parameters. */
type Params = { get(name: string): string | null };

/** Puts it together; nothing is sent before `start`. */
export function openDelivery({ config, store, now, news }: DeliveryOptions): Delivery {
  const nowMs = () => now().getTime();
  const alarm = deliveryAlarm({ store, news });
  const desk = { store, now, news, recipients: recipients(config) };
  const calls = new DispatchCalls({
    outbox: store,
    store,
    nowMs,
    alarm,
    twilio: new TwilioRest(config.twilio),
    publicUrl: config.publicUrl,
    from: config.twilio.phoneNumber ?? "",
    acknowledge: (incidentId, unitId) => acknowledge(desk, incidentId, unitId),
    moved: () => worker.wake(["call"]),
  });
  const worker = new Worker({
    outbox: store,
    channels: channelsOf(config, calls, now),
    nowMs,
    after,
    chance: Math.random,
    alarm,
    news: deliveryNews(news.storeFailed),
  });
  return {
    start: () => worker.start(),
    wake: () => worker.wake(),
    stop: (limitMs) => worker.stop(limitMs),
    async sendTest() {
      if (config.delivery.webhook === null) return false;
      await store.transact((tx) => tx.put({ messages: [testMessage(config.agencyName)] }));
      worker.wake();
      return true;
    },
    ...answers(calls, config.publicUrl),
  };
}

/** What the units' calls ask of us. */
function answers(calls: DispatchCalls, publicUrl: URL): Pick<Delivery, "notify" | "acknowledge" | "notified"> {
  const notify = async (messageId: string, attempt: number) => {
    const text = await calls.text(messageId);
    return text === null ? unknownTwiml() : dispatchTwiml(text, publicUrl, messageId, attempt);
  };
  return {
    notify,
    async acknowledge(messageId, attempt, params) {
      if (params.get("Digits") !== ACKNOWLEDGE_KEY) return await notify(messageId, attempt);
      return await calls.acknowledged(messageId, attempt) ? acknowledgedTwiml() : unknownTwiml();
    },
    async notified(messageId, attempt, params) {
      await calls.told(messageId, attempt, params.get("CallStatus") ?? "");
      return "<Response/>";
    },
  };
}

/** A channel that is configured no more fails, so that what waits for it is not lost. */
function channelsOf(
  { delivery: { webhook, ticketscadUrl, resgridUrl }, twilio, protocol }: DeliveryOptions["config"],
  calls: DispatchCalls,
  now: () => Date,
): Readonly<Record<OutboxChannel, Channel>> {
  const { phoneNumber } = twilio;
  const unset = (variable: string): Channel => () =>
    Promise.resolve({ kind: "failed", error: `${variable} is not set`, retryAfter: null });
  return {
    webhook: webhook === null ? unset("RMS_WEBHOOK_URL") : webhookChannel(webhook, now),
    sms: phoneNumber === null ? unset("TWILIO_PHONE_NUMBER") : smsChannel(new TwilioRest(twilio), phoneNumber),
    call: phoneNumber === null
      ? unset("TWILIO_PHONE_NUMBER")
      : (message: OutboxMessage, signal: AbortSignal) => calls.send(message, signal),
    ticketscad: ticketscadUrl === null
      ? unset("TICKETSCAD_URL")
      : ticketscadChannel(ticketscadUrl, protocol, () => now().getTime()),
    resgrid: resgridUrl === null ? unset("RESGRID_URL") : resgridChannel(resgridUrl, protocol),
  };
}

function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

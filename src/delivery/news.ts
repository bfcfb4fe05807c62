/** What is logged of deliveries: kinds, counts and reasons; never what a message says, or to whom. */

import { logger } from "../log.ts";
import type { OutboxMessage } from "../store/outbox_record.ts";
import type { DeliveryNews } from "./worker.ts";

/** News of deliveries as log lines. */
export function deliveryNews(storeFailed: (error: unknown) => void): DeliveryNews {
  const log = logger("delivery");
  const facts = ({ id, channel, type, attempts }: OutboxMessage) => ({ id, channel, type, attempt: attempts + 1 });
  return {
    delivered: (message) => log.info("delivered", facts(message)),
    failed(message, error, nextMs) {
      if (nextMs === null) log.error("given up: it can be replayed", { ...facts(message), error });
      else log.warning("not delivered yet", { ...facts(message), error, nextS: Math.round(nextMs / 1_000) });
    },
    mistake: (message, error) => log.error("a mistake of our own kept a message back", { ...facts(message), error }),
    storeFailed,
  };
}

/**
 * The log: facts, not people. Messages are fixed words, what varies stands in fields; numbers, names, words of callers
 * and secrets do not belong in it, and a filter masks what looks like one all the same.
 */

import { configure, dispose, getJsonLinesFormatter, getLogger, type Logger, type LogRecord } from "@logtape/logtape";
import type { Config } from "./config/config.ts";

export type Log = Pick<Logger, "debug" | "info" | "warning" | "error">;

/** Lines wait at most this long; writing each by itself would put a system call into the audio's path. */
const FLUSH_EVERY_MS = 100;

/** Lines that may wait while the terminal or pipe is stuck. */
const LINES_WAITING = 10_000;

/** Starts logging to standard error, as JSON Lines or, for a terminal, in words. Returns what flushes it. */
export async function startLog(
  settings: Pick<Config, "logLevel" | "logFormat">,
  write: (text: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const format = settings.logFormat === "json" ? getJsonLinesFormatter() : pretty;
  let waiting: string[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const text = waiting.join("");
    waiting = [];
    write(text);
  };
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  await configure({
    reset: true,
    sinks: {
      lines: (record) => {
        if (waiting.length < LINES_WAITING) waiting.push(format(masked(record)));
      },
    },
    loggers: [
      { category: "dispatcher", lowestLevel: settings.logLevel, sinks: ["lines"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return {
    async stop() {
      clearInterval(timer);
      flush();
      await dispose();
    },
  };
}

/** The log of a part of the service. */
export function logger(part: string): Log {
  return getLogger(["dispatcher", part]);
}

const SECRET_FIELD = /token|key|secret|password|authorization|signature|^from$|^to$|text|transcript|^name$|caller/i;
const SECRET_VALUE = /\+\d{7,15}|\bsk-[\w-]{8,}|\bBearer\s+\S+|\bwhsec_\S+/g;

/** A second guard: what looks like a secret or a person is masked, whatever field it stands in. */
export function mask(value: unknown, field = ""): unknown {
  if (value instanceof Error) {
    const { name: error, message, stack, cause } = value;
    return mask(cause === undefined ? { error, message, stack } : { error, message, stack, cause });
  }
  if (SECRET_FIELD.test(field) && value !== null && value !== undefined) return "***";
  if (typeof value === "string") return value.replace(SECRET_VALUE, "***");
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner, key)]));
}

function masked(record: LogRecord): LogRecord {
  return { ...record, properties: mask(record.properties) as Record<string, unknown> };
}

function pretty(record: LogRecord): string {
  const time = new Date(record.timestamp).toISOString().slice(11, 23);
  const fields = Object.entries(record.properties).map(([key, value]) =>
    ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`
  );
  const part = record.category.slice(1).join(".");
  return `${time} ${record.level.padEnd(7)} ${part}: ${record.message.join("")}${fields.join("")}\n`;
}

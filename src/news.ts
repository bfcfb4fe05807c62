/** What happens in the house, told to log and metrics at once. */

import type { Trouble } from "./admission.ts";
import type { FaultCode, Outcome } from "./call/call.ts";
import { DIAGNOSES } from "./diagnosis.ts";
import type { CallNews } from "./call_news.ts";
import { type Log, logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** What is logged and counted beside the news of single calls. */
export interface HouseNews extends CallNews {
  erased(calls: number): void;
  sweepFailed(error: unknown): void;
  /** Something waits in the outbox. */
  messagesWait(): void;
  /** Danger on a call, or nobody who answered: somebody should look. */
  alarm(kind: string, sid: string): void;
  started(sid: string): void;
  refusedCall(sid: string, reason: string): void;
  /** A call that the model could not serve is over. */
  unservedEnded(sid: string, outcome: Outcome, reason: string): void;
  /** The model cannot be had, for this reason, or can again (null): new calls are taken otherwise meanwhile. */
  modelAvailable(fault: FaultCode | null): void;
  /** New calls are not welcome for this reason, or are again: live ones go on. */
  troubled(trouble: Trouble, isOver: boolean): void;
  storeFailed(error: unknown): void;
  fileFailed(sid: string, error: unknown): void;
  /** Books of calls whose process died were closed. */
  orphansClosed(calls: number): void;
}

/** The news of the house, and of its calls, as log lines and counters. */
export function houseNews(metrics: Metrics): HouseNews {
  const log = logger("call");
  return { ...ofCalls(metrics, log), ...ofHouse(metrics, log) };
}

function ofCalls(metrics: Metrics, log: Log) {
  return {
    started(sid) {
      metrics.callStarted();
      log.info("call opened", { sid });
    },
    ended({ sid, outcome, reason, latency, faults }) {
      metrics.callEnded(outcome ?? "failed");
      log.info("call ended", { sid, outcome, reason, ...latency, faults: faults.length });
    },
    refusedCall(sid, reason) {
      metrics.refused(reason);
      log.warning("call not taken", { sid, reason });
    },
    unservedEnded(sid, outcome, reason) {
      metrics.unservedEnded(outcome);
      log.info("call without the model ended", { sid, outcome, reason });
    },
    modelAvailable(fault) {
      if (fault === null) log.info("the model can be had again");
      else {log.error("the model cannot be had: calls go to a person or the script", {
          code: fault,
          cause: DIAGNOSES[fault].cause,
        });}
    },
    measured: (measure) => metrics.measured(measure),
    fault(sid, code, action) {
      metrics.fault(code);
      log.warning("fault", { sid, code, cause: DIAGNOSES[code].cause, action });
    },
    diagnosed(sid, code, row, seen) {
      log.warning("diagnosis", { sid, code, row, cause: DIAGNOSES[code].cause, seen });
    },
    unknownEvent: (peer) => metrics.unknownMessage(peer),
    benignError: () => metrics.benignError(),
  } satisfies Partial<HouseNews>;
}

function ofHouse(metrics: Metrics, log: Log) {
  return {
    /** Set by whoever sends what waits. */
    messagesWait() {},
    alarm(kind, sid) {
      metrics.alarm();
      log.error("alarm", { sid, kind });
    },
    deskFailed(sid, error) {
      metrics.exception("desk");
      log.error("the desk could not keep what a call reported", { sid, error });
    },
    exception(sid, error) {
      metrics.exception("call");
      log.error("a mistake of our own ended a call", { sid, error });
    },
    erased(calls) {
      log.info("erased what is older than RETENTION_DAYS", { calls });
    },
    orphansClosed(calls) {
      log.warning("closed the books on calls of a process that died", { calls });
    },
    sweepFailed(error) {
      metrics.exception("store");
      log.error("what is older than RETENTION_DAYS could not be erased", { error });
    },
    troubled(reason, isOver) {
      if (isOver) log.info("new calls are welcome again", { reason });
      else log.error("new calls go to a person or the script", { reason });
    },
    storeFailed(error) {
      metrics.exception("store");
      log.error("the store refused a write", { error });
    },
    fileFailed(sid, error) {
      metrics.exception("files");
      log.error("a call's file could not be written", { sid, error });
    },
  } satisfies Partial<HouseNews>;
}

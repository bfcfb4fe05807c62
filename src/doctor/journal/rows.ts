/** A call that went wrong, after the fact: its journal as rows of the report, under the codes of the live call. */

import type { FaultCode } from "../../call/call.ts";
import { AUDIBLE_DB } from "../../call/limits.ts";
import { DIAGNOSES } from "../../diagnosis.ts";
import type { RecordedCall } from "../../journal_reader.ts";
import { failure, type Finding, mistake, ok, type Row, skipped, warning } from "../check.ts";
import { type CallFacts, DEAD_AIR_MS, factsOf, type Notice, type ReplyFacts } from "./facts.ts";

/** So long a voice has gone unnoticed that it was no noise, ms. */
const UNHEARD_MS = 1_500;

/** A call shorter than this tells nothing of marks and streams, ms. */
const SHORT_MS = 3_000;

/** A stock of examples is enough. */
const SHOWN = 5;

/** The rows of one call. */
export function journalRows(call: RecordedCall): Row[] {
  const facts = factsOf(call);
  const found: [string, Finding][] = [
    ["call", callRow(call, facts)],
    ...reportedRows(facts),
    ["replies", repliesRow(facts)],
    ["stalls", stallsRow(facts)],
    ["dead_air", deadAirRow(facts)],
    ["caller_heard", callerRow(facts)],
    ["transcription", transcriptionRow(facts)],
    ["truncation", truncationRow(facts)],
    ["carrier", carrierRow(facts)],
  ];
  return found.map(([id, { ms: _ms, ...finding }]) => ({ id, ...finding, ms: 0 }));
}

function callRow({ sid, missing, steps }: RecordedCall, { end, lastAtMs }: CallFacts): Finding {
  // The model's own reasons may hold words of the caller's.
  const reason = end !== null && /^[a-z_ ]{1,30}$/.test(end.reason) ? `: ${end.reason}` : "";
  const how = end === null ? "its end is not in the journal" : `${end.outcome}${reason}`;
  const seen = `${sid}: ${steps.length} events in ${seconds(lastAtMs)}, ${how}`;
  if (missing !== null) {
    return mistake("warning", `${seen}; ${missing}`, "the journal is not whole", "the rest of the call is not judged");
  }
  if (end?.outcome !== "failed") return ok(seen);
  if (isCode(end.reason)) return failure(end.reason, seen);
  return mistake("failure", seen, "the call ended in a failure", "see the rows below");
}

/** What the call itself reported, a row a code; what it met and mended is a warning. */
function reportedRows({ reported, lost, end }: CallFacts): [string, Finding][] {
  const codes = [...new Set([...reported, ...lost].map(({ code }) => code))];
  return codes.map((code) => {
    const notices = [...lost, ...reported].filter((notice) => notice.code === code);
    const seen = `${notices.length} times: ${notices.slice(0, SHOWN).map(noticeText).join("; ")}`;
    const isMended = end !== null && end.outcome !== "failed" && end.outcome !== "transferred";
    const finding = !isCode(code)
      ? mistake("failure", seen, `a fault that this version does not know: ${code}`, "see the log")
      : isMended
      ? warning(code, seen)
      : failure(code, seen);
    return [`fault_${code}`, finding];
  });
}

function isCode(word: string): word is FaultCode {
  return Object.hasOwn(DIAGNOSES, word);
}

function noticeText({ atMs, what }: Notice): string {
  return `at ${seconds(atMs)} ${what}`;
}

/** Replies that ended without sound, by the codes that the vendor's end of them was given. */
function repliesRow({ replies }: CallFacts): Finding {
  if (replies.length === 0) {
    return failure("reply_stalled", "no reply was ever begun", {
      cause: "nothing was asked of the model, or it never answered",
    });
  }
  const silent = replies.flatMap((reply) => {
    const code = faultOf(reply);
    return code === null ? [] : [{ reply, code }];
  });
  if (silent.length === 0) return ok(`${replies.length} replies, each spoken, acted or stopped by us`);
  const code = mostOf(silent.map(({ code }) => code));
  const shown = silent.slice(0, SHOWN).map(({ reply, code }) =>
    `${reply.id} at ${seconds(reply.startedAtMs)} ${reply.ended?.status ?? "not ended"}` +
    `${reply.ended?.reason == null ? "" : ` (${reply.ended.reason})`}, ${reply.bytes} bytes of audio: ${code}`
  );
  return failure(code, `${silent.length} of ${replies.length} replies were not heard: ${shown.join("; ")}`);
}

function faultOf({ ended, bytes, hasTool, loudestDb }: ReplyFacts): FaultCode | null {
  if (ended?.fault != null) return ended.fault;
  if (ended?.status === "completed" && bytes === 0 && !hasTool) return "empty_reply";
  return bytes > 0 && loudestDb !== null && loudestDb < AUDIBLE_DB ? "inaudible_audio" : null;
}

function stallsRow({ replies, lastAtMs }: CallFacts): Finding {
  const late = replies.flatMap((reply) => {
    if (reply.hasTool || reply.ended?.fault != null) return [];
    const untilMs = reply.firstAudioAtMs ?? reply.ended?.atMs ?? lastAtMs;
    return untilMs - reply.startedAtMs > DEAD_AIR_MS ? [{ reply, ms: untilMs - reply.startedAtMs }] : [];
  });
  if (late.length === 0) return ok("no reply kept its first sound back for more than 3 s");
  const shown = late.slice(0, SHOWN).map(({ reply, ms }) =>
    `${reply.id} at ${seconds(reply.startedAtMs)}: nothing for ${seconds(ms)}`
  );
  return failure("reply_stalled", shown.join("; "));
}

function deadAirRow({ silences, streamAtMs }: CallFacts): Finding {
  if (streamAtMs === null) return skipped("the media stream never began");
  if (silences.length === 0) return ok("callers were owed sound for at most 3 s");
  const shown = silences.slice(0, SHOWN).map(({ atMs, ms }) => `from ${seconds(atMs)} for ${seconds(ms)}`);
  return failure("reply_stalled", `silence ${shown.join(", ")}`, {
    cause: "the caller was owed sound, and none was sent",
  });
}

function callerRow({ streamAtMs, lastAtMs, callerMs, voicedMs, turns, openTurns }: CallFacts): Finding {
  if (streamAtMs === null) {
    return failure("stream_lost", "the media stream never began", {
      cause: "Twilio did not open the stream: PUBLIC_URL, the proxy, or the caller hung up",
    });
  }
  if (callerMs === 0 && lastAtMs - streamAtMs > SHORT_MS) {
    return failure("stream_silent", `no audio of the caller in ${seconds(lastAtMs - streamAtMs)}`);
  }
  const seen = `${seconds(callerMs)} of audio, ${seconds(voicedMs)} of it a voice, ${turns} turns noticed`;
  if (turns === 0 && voicedMs >= UNHEARD_MS) return failure("caller_not_heard", seen);
  return openTurns > 1 ? warning("caller_not_heard", `${seen}; ${openTurns} turns were left open`) : ok(seen);
}

function transcriptionRow({ notTranscribed, transcribed }: CallFacts): Finding {
  if (notTranscribed.length === 0) return ok(`${transcribed} turns were written down`);
  const seen = `${notTranscribed.length} of ${transcribed + notTranscribed.length} turns were not written down, at ` +
    notTranscribed.slice(0, SHOWN).map(seconds).join(", ");
  return transcribed === 0 ? failure("transcription_failed", seen) : warning("transcription_failed", seen);
}

function truncationRow({ refused }: CallFacts): Finding {
  const truncations = refused.filter(({ order }) => order === "truncate_line");
  const others = refused.filter(({ order }) => order !== "truncate_line");
  const shown = (list: typeof refused) =>
    list.slice(0, SHOWN).map(({ atMs, order, code }) => `${order} at ${seconds(atMs)}: ${code}`).join("; ");
  if (truncations.length > 0) return warning("truncate_refused", shown(truncations));
  return ok(
    others.length === 0 ? "the model refused no order" : `orders that crossed with the model's: ${shown(others)}`,
  );
}

function carrierRow({ playedBytes, marksSent, marksReturned, lastAtMs, streamAtMs }: CallFacts): Finding {
  if (streamAtMs === null) return skipped("the media stream never began");
  const seen = `${playedBytes} bytes sent to Twilio, ${marksReturned} of ${marksSent} marks came back`;
  if (marksSent > 0 && marksReturned === 0 && lastAtMs - streamAtMs > SHORT_MS) {
    return failure("carrier_rejected_audio", seen);
  }
  return ok(seen);
}

/** The one that occurs most. */
function mostOf(codes: readonly FaultCode[]): FaultCode {
  const count = (code: FaultCode) => codes.filter((other) => other === code).length;
  return codes.toSorted((a, b) => count(b) - count(a))[0]!;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

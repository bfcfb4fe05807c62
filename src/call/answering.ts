/** The model's side of the conversation: its replies begin, are heard, call tools, end well or badly. */

import type { CallEvent } from "./call.ts";
import { fillInNow } from "./dead_air.ts";
import { goodbyeSpoken } from "./goodbye.ts";
import { ANNOUNCED_WAIT_MS } from "./limits.ts";
import { badSound, requestRefused, silentReply } from "./ladder.ts";
import * as replies from "./replies.ts";
import { toCount } from "./report.ts";
import { listenTo } from "./sound_check.ts";
import * as speaking from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import { budgetSpent, proceed, toolCalled, toolsEnded } from "./tools.ts";
import * as transcript from "./transcript.ts";

type EventOf<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }>;

/** Takes in what the model says of a reply, or of an order. */
export function step(
  state: CallState,
  event: EventOf<"reply_started" | "reply_words" | "reply_moved" | "tool_called" | "reply_ended" | "order_refused">,
): Step {
  switch (event.type) {
    case "reply_started": {
      const started = replies.started(state.replies, event.replyId, event.atMs);
      return { state: { ...state, replies: started.replies }, effects: started.effects };
    }
    case "reply_words":
      return replyWords(state, event);
    case "reply_moved":
      return stay({ ...state, replies: replies.moved(state.replies, event.replyId, event.atMs) });
    case "tool_called":
      return toolCalled(state, event);
    case "reply_ended":
      return replyEnded(state, event);
    case "order_refused":
      return orderRefused(state, event);
  }
}

/** Audio of a reply: what is no voice is not played, and the reply is asked for again. */
export function replyAudio(state: CallState, event: EventOf<"reply_audio">): Step {
  const { current } = state.replies;
  if (current === null || !replies.isWelcome(state.replies, event.replyId)) return speaking.replyAudio(state, event);
  const { sounding, fault } = listenTo(current.sounding, event.levelsDb);
  const noted: CallState = { ...state, replies: replies.sounds(state.replies, sounding) };
  return fault === null ? speaking.replyAudio(noted, event) : badSound(noted, fault, event.atMs);
}

function replyWords(state: CallState, event: EventOf<"reply_words">): Step {
  const opened = transcript.open(state.transcript, event.lineId, "dispatcher", event.atMs);
  const written = { ...state, transcript: transcript.write(opened, event.lineId, event.text, event.whole) };
  if (!replies.isWelcome(state.replies, event.replyId)) return speaking.surplus(written, event);
  return stay({ ...written, replies: replies.spoke(state.replies, event.lineId, 0, event.atMs) });
}

function replyEnded(state: CallState, event: EventOf<"reply_ended">): Step {
  const ended = replies.ended(state.replies, event.replyId, event.fault === null);
  if (ended === null) {
    const sent = replies.otherEnded(state.replies, event.atMs);
    return { state: { ...state, replies: sent.replies }, effects: sent.effects };
  }
  const { reply } = ended;
  const marked = speaking.markEnd({ ...state, replies: ended.replies }, event.atMs);
  const after = then(marked, (next) => afterReply(next, reply, event));
  return then(after, (next) => {
    if (next.phase.name === "ended") return stay(next);
    const sent = replies.next(next.replies, event.atMs);
    return { state: { ...next, replies: sent.replies }, effects: [...sent.effects, { type: "save" }] };
  });
}

function afterReply(state: CallState, reply: replies.Reply, event: EventOf<"reply_ended">): Step {
  const spoke = replies.spokeUp(reply);
  switch (state.phase.name) {
    case "settling":
    case "ended":
    case "away":
      return stay(state);
    case "leaving":
      if (!spoke && !reply.isCut && reply.tools.length === 0) return silent(state, reply, event);
      return goodbyeSpoken(state, event.atMs);
    case "ringing":
    case "talking":
      // One that broke off in the middle owes the rest.
      if ((!spoke || event.fault !== null) && !reply.isCut && reply.tools.length === 0) {
        return silent(state, reply, event);
      }
  }
  const ended = reply.tools.length > 0
    ? toolsEnded(state, reply, event.atMs)
    : stay({ ...state, report: spoke ? toCount(state.report, reply) : state.report });
  return then(then(ended, (next) => budgetSpent(next, reply, event.atMs)), (next) => proceed(next, event.atMs));
}

function silent(state: CallState, reply: replies.Reply, event: EventOf<"reply_ended">): Step {
  const next = silentReply(state, reply, event);
  const isLong = (event.retryAfterMs ?? 0) > ANNOUNCED_WAIT_MS;
  return isLong ? then(next, (now) => fillInNow(now, event.atMs)) : next;
}

function orderRefused(state: CallState, event: EventOf<"order_refused">): Step {
  switch (event.order.kind) {
    case "request_reply":
      return requestRefused(state, event.code, event.atMs);
    case "forget_line":
      return { state, effects: [{ type: "truncate_line", lineId: event.order.lineId, heardMs: 0 }] };
    case "truncate_line":
      return { state, effects: [{ type: "report_fault", code: "truncate_refused", action: "went on" }] };
    case "cancel_reply":
    case "forget_turn":
    case "answer_tool":
      return stay(state);
  }
}

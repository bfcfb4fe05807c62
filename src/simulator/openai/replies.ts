/** The replies of one session: one at a time in the conversation, any number outside of it. */

import type { Alarms } from "./alarms.ts";
import type { NewItem, ResponseParams } from "./client_events.ts";
import { Refusal } from "./complaint.ts";
import type { Conversation } from "./conversation.ts";
import { itemOf } from "./items.ts";
import type { Reply, ReplyContext } from "./mind.ts";
import type { Timing } from "./options.ts";
import type { Outlet } from "./outlet.ts";
import { type ReplyEnd, ReplyRun } from "./reply_run.ts";
import type { Format } from "./session_shapes.ts";
import { checkReasoning, checkVoice, type Session } from "./session.ts";
import { NO_USAGE, type Usage, usageOf } from "./usage.ts";

/** `rate_limits.updated` was seen this long after `response.done`, ms. */
const RATE_LIMITS_DELAY_MS = 43;
const TOKENS_PER_MINUTE = 250_000;

/** What replies need of their session. */
export interface ReplyHost {
  readonly outlet: Outlet;
  readonly alarms: Alarms;
  readonly timing: Timing;
  readonly conversation: Conversation;
  readonly session: () => Session;
  readonly heard: () => { readonly turns: readonly string[]; readonly ms: number };
  /** Asks the mind. */
  readonly think: (context: ReplyContext) => Reply;
  /** What is sent, whatever the session says; null: what it says. */
  readonly spokenFormat: Format | null;
  /** The mind did what no model can. */
  readonly onProblem: (problem: string) => void;
}

/** The replies of one session. */
export class Replies {
  readonly #host: ReplyHost;
  readonly #conversationId: string;
  #active: ReplyRun | null = null;
  readonly #outside = new Map<string, ReplyRun>();
  #hasSpoken = false;
  #cachedTokens = 0;

  /** No replies yet. */
  constructor(host: ReplyHost) {
    this.#host = host;
    this.#conversationId = host.outlet.newId("conv");
  }

  /** Whether audio of the model was ever sent: then its voice is fixed. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** The reply under way in the conversation, its id; null when there is none. */
  get activeId(): string | null {
    return this.#active?.id ?? null;
  }

  /**
   * Begins a reply. `isAutomatic`: at the end of a turn, not asked for by the client.
   * @throws Refusal while another is under way in the conversation.
   */
  create(params: ResponseParams, isAutomatic = false): void {
    const isOutside = params.conversation === "none";
    if (!isOutside && this.#active !== null) {
      throw new Refusal(
        "conversation_already_has_active_response",
        `Conversation already has an active response in progress: ${this.#active.id}. Wait until the response is ` +
          "finished before creating a new one.",
      );
    }
    const session = this.#host.session();
    this.#check(params, session);
    const id = this.#host.outlet.newId("resp");
    const base = describe(id, params, session, isOutside ? null : this.#conversationId);
    const context = this.#contextOf(params, session, isAutomatic);
    this.#host.outlet.send("response.created", {
      response: { ...base, status: "in_progress", status_details: null, output: [], usage: null },
    });
    const reply = this.#plausible(this.#host.think(context), params, session);
    const run: ReplyRun = new ReplyRun(id, reply, {
      ...this.#host,
      conversation: isOutside ? null : this.#host.conversation,
      format: this.#host.spokenFormat ?? base.audio.output.format,
      isText: base.output_modalities[0] === "text",
      onAudio: () => this.#hasSpoken = true,
      onEnd: (end) => this.#ended(run, end, base, context),
    });
    if (isOutside) this.#outside.set(id, run);
    else this.#active = run;
    run.start();
  }

  /** @throws Refusal when that reply, or any, is not under way. */
  cancel(id?: string): void {
    const run = id === undefined || id === this.#active?.id ? this.#active : this.#outside.get(id);
    if (run == null) {
      throw new Refusal("response_cancel_not_active", "Cancellation failed: no active response found");
    }
    const { alarms, timing } = this.#host;
    if (timing.cancelDelayMs === 0) run.cancel("client_cancelled");
    else alarms.after(timing.cancelDelayMs, () => run.cancel("client_cancelled"));
  }

  /** The caller speaks: the reply under way, if any, ends. */
  interrupt(): void {
    this.#active?.cancel("turn_detected");
  }

  #check(params: ResponseParams, session: Session): void {
    const voice = params.audio?.output?.voice;
    if (voice !== undefined) checkVoice(session, voice, this.#hasSpoken, "response.audio.output.voice");
    if (params.reasoning !== undefined) checkReasoning(session.model, "response.reasoning");
  }

  #contextOf(params: ResponseParams, session: Session, isAutomatic: boolean): ReplyContext {
    const { conversation, outlet, heard } = this.#host;
    return {
      instructions: params.instructions ?? session.instructions,
      heard: [...heard().turns],
      items: params.input?.map((item: NewItem) => itemOf(item, () => outlet.newId("item"))) ?? [...conversation.items],
      toolChoice: params.tool_choice ?? session.tool_choice,
      isAutomatic,
    };
  }

  /** A model calls only what it was offered; a mind that does otherwise has the wrong script, or the wrong session. */
  #plausible(reply: Reply, params: ResponseParams, session: Session): Reply {
    const offered = params.tools ?? session.tools;
    const choice = params.tool_choice ?? session.tool_choice;
    const tools = (reply.tools ?? []).filter(({ name }) => {
      const isOffered = offered.some((tool) => tool.type === "function" && tool.name === name);
      if (isOffered && choice !== "none") return true;
      this.#host.onProblem(`The mind calls "${name}", which ${isOffered ? "tool_choice forbids" : "was not offered"}`);
      return false;
    });
    return { ...reply, tools };
  }

  #ended(run: ReplyRun, end: ReplyEnd, base: ReturnType<typeof describe>, context: ReplyContext): void {
    const { outlet, alarms, heard } = this.#host;
    if (this.#active === run) this.#active = null;
    this.#outside.delete(run.id);
    const usage: Usage = end.status === "failed" && run.output.items.length === 0 ? NO_USAGE : usageOf({
      ...context,
      heardMs: heard().ms,
      cachedTokens: this.#cachedTokens,
      ...run.output.amount,
    });
    this.#cachedTokens = usage.input_token_details.text_tokens;
    outlet.send("response.done", {
      response: { ...base, status: end.status, status_details: detailsOf(end), output: run.output.items, usage },
    });
    alarms.after(RATE_LIMITS_DELAY_MS, () => outlet.send("rate_limits.updated", rateLimits(usage)));
  }
}

/** The part of a `response` object that does not change. */
function describe(id: string, params: ResponseParams, session: Session, conversationId: string | null) {
  const { format, voice } = { ...session.audio.output, ...params.audio?.output };
  return {
    object: "realtime.response",
    id,
    conversation_id: conversationId,
    output_modalities: params.output_modalities ?? session.output_modalities,
    max_output_tokens: params.max_output_tokens ?? session.max_output_tokens,
    audio: { output: { format: format ?? session.audio.output.format, voice } },
    metadata: params.metadata ?? null,
  };
}

function detailsOf(end: ReplyEnd): Record<string, unknown> | null {
  switch (end.status) {
    case "completed":
      return null;
    case "failed":
      return { type: end.status, error: end.error };
    case "cancelled":
    case "incomplete":
      return { type: end.status, reason: end.reason };
  }
}

function rateLimits(usage: Usage): Record<string, unknown> {
  const remaining = TOKENS_PER_MINUTE - usage.total_tokens;
  const reset = (usage.total_tokens / TOKENS_PER_MINUTE) * 60;
  return { rate_limits: [{ name: "tokens", limit: TOKENS_PER_MINUTE, remaining, reset_seconds: reset }] };
}

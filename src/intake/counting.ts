/**
 * How many questions were asked. A question counts when a spoken reply asks for a slot that the reply before did not ask
 * for. Free are the greeting, one repeat of the slot just asked for, verifying, closing, and what the call asks on its
 * own behalf (whether anybody is there, whether anybody is in danger). Replies that nobody heard do not count.
 */

/** The slot that a reply says it asks for; null: none. Undefined: it does not say. */
export type Asking = string | null | undefined;

export interface Questions {
  readonly asked: number;
  readonly budget: number;
  /** The slot of the reply before, and how many replies in a row asked for it. */
  readonly last: { readonly slot: string; readonly times: number } | null;
  /** What a reply without speech said that the next one asks for. */
  readonly announced: Asking;
  /** How often each slot was asked for in all. */
  readonly asks: Readonly<Record<string, number>>;
}

/** A spoken reply that was heard, at least its first word. */
export interface HeardReply {
  readonly asking: Asking;
  /** What it said, as far as it is known. */
  readonly text: string;
  /** Asked on the call's own behalf, or the greeting. */
  readonly isFree: boolean;
}

/** Asked at most this often, a slot that is still open counts as unknown. */
const ASKS_PER_SLOT = 2;

const FREE_SLOTS: ReadonlySet<string> = new Set(["verify", "close"]);

/** A call that has not asked anything yet. */
export function noQuestions(budget: number): Questions {
  return { asked: 0, budget, last: null, announced: undefined, asks: {} };
}

/** How many questions are left; one that was announced and not yet heard is taken off already. */
export function questionsLeft(questions: Questions, announced: Asking = questions.announced): number {
  const next = counted(questions, { asking: announced, text: "", isFree: false });
  return Math.max(0, questions.budget - next.asked);
}

/** Whether the budget is spent. */
export function isSpent(questions: Questions): boolean {
  return questions.asked >= questions.budget;
}

/** A reply without speech said what the next one asks for. */
export function announce(questions: Questions, asking: Asking): Questions {
  return asking === undefined ? questions : { ...questions, announced: asking };
}

/** Counts a reply that was heard. */
export function count(questions: Questions, reply: HeardReply): Questions {
  const asking = reply.asking === undefined ? questions.announced : reply.asking;
  return { ...counted(questions, { ...reply, asking }), announced: undefined };
}

/** Whether a slot was asked for as often as it may be: whoever does not know, does not know. */
export function isGivenUp(questions: Questions, slot: string): boolean {
  return (questions.asks[slot] ?? 0) >= ASKS_PER_SLOT && questions.last?.slot !== slot;
}

function counted(questions: Questions, { asking, text, isFree }: HeardReply): Questions {
  if (isFree) return { ...questions, last: null };
  if (asking === undefined) {
    const asks = /[?¿？؟]/.test(text) ? 1 : 0;
    return { ...questions, asked: questions.asked + asks, last: null };
  }
  if (asking === null) return { ...questions, last: null };
  const times = questions.last?.slot === asking ? questions.last.times + 1 : 1;
  const counts = !FREE_SLOTS.has(asking) && times !== 2;
  return {
    ...questions,
    asked: questions.asked + (counts ? 1 : 0),
    last: { slot: asking, times },
    asks: { ...questions.asks, [asking]: (questions.asks[asking] ?? 0) + 1 },
  };
}

/** What Twilio's webhooks say of a call. */

/** A webhook's parameters. */
export type Params = { get(name: string): string | null };

/** A call by its name, and who is on it. */
export interface CallIdentity {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
}

/** What Twilio calls a call that is over (`CallStatus`). */
const OVER: ReadonlySet<string> = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

/** Which call a webhook is about. */
export function identityOf(params: Params): CallIdentity {
  return { sid: params.get("CallSid") ?? "", from: params.get("From") ?? "", to: params.get("To") ?? "" };
}

/** Whether the call is over for Twilio. */
export function isOver(params: Params): boolean {
  return isOverStatus(params.get("CallStatus") ?? "");
}

/** Whether a call of this `CallStatus` is over for Twilio. */
export function isOverStatus(status: string): boolean {
  return OVER.has(status);
}

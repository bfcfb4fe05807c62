/** Asking the service what to do next, and telling it how things stand. */
import type { CallContext } from "./context.ts";
import { reached, RequestFailed, signedPost } from "./requests.ts";
import type { Answer } from "./requests.ts";
import { readTwiml, TwimlError } from "./twiml.ts";
import type { Verb } from "./twiml.ts";

/** A document to perform, or the carrier's code for why there is none. */
export type Fetched = { verbs: readonly Verb[] } | { errorCode: number };

/**
 * Fetches TwiML. Failures are noted in the log with the carrier's codes: 11205 not connected or not in time, 11200 any
 * status but 2xx, 12100 and up what is wrong with the document.
 */
export async function fetchTwiml(
  call: CallContext,
  url: string,
  callStatus: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Fetched> {
  const answer = await tell(call, url, callStatus, parameters);
  if ("errorCode" in answer) return answer;
  try {
    return { verbs: readTwiml(answer.body, answer.contentType) };
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    return failed(call, error.code, error.message);
  }
}

/** Posts one request of a call; its answer's body is not looked at. */
export async function tell(
  call: CallContext,
  url: string,
  callStatus: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Answer | { errorCode: number }> {
  const { options, log } = call;
  const parameters = { ...callParameters(call, callStatus), ...extra };
  const reachUrl = reached(url, options.publicUrl, options.reachUrl);
  const { authToken, webhookTimeoutMs } = options;
  const startMs = performance.now();
  try {
    const answer = await signedPost({
      url,
      reachUrl,
      authToken,
      parameters,
      ...(webhookTimeoutMs === undefined ? {} : { timeoutMs: webhookTimeoutMs }),
    });
    log.add({ type: "requested", url, callStatus, status: answer.status, tookMs: answer.tookMs });
    if (answer.status >= 200 && answer.status < 300) return answer;
    return failed(call, 11200, `"${url}" answered with status ${answer.status}: ${answer.body.slice(0, 200)}`);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    log.add({ type: "requested", url, callStatus, status: null, tookMs: performance.now() - startMs });
    return failed(call, 11205, error.message);
  }
}

function failed(call: CallContext, errorCode: number, detail: string): { errorCode: number } {
  call.log.add({ type: "error", code: errorCode, detail });
  return { errorCode };
}

/** What every request of a call carries. */
function callParameters(call: CallContext, callStatus: string): Record<string, string> {
  const { accountSid, from, to } = call.options;
  return {
    CallSid: call.callSid,
    AccountSid: accountSid,
    From: from,
    To: to,
    Caller: from,
    Called: to,
    CallStatus: callStatus,
    Direction: "inbound",
    ApiVersion: "2010-04-01",
  };
}

/** Every check, in the order of the report: from what is set here to what a caller hears, then what is kept. */

import type { Check } from "../check.ts";
import { betaNames } from "./beta_names.ts";
import { clock } from "./clock.ts";
import { configuration } from "./configuration.ts";
import { dataDir, disk, permissions, retention } from "./data_dir.ts";
import { modelAccess, modelDates } from "./model_access.ts";
import { modelNames } from "./model_names.ts";
import { network } from "./network.ts";
import { openaiKey } from "./openai_key.ts";
import { humanNumbers } from "./people.ts";
import { mediaStream, publicUrl } from "./public_url.ts";
import { rateLimits } from "./rate_limits.ts";
import { receiver } from "./receiver.ts";
import { fallbackReply, reply } from "./reply.ts";
import { fallbackSession, session } from "./session.ts";
import { sessionEcho } from "./session_echo.ts";
import { sessionShape } from "./session_shape.ts";
import { store } from "./store.ts";
import { fallbackToolCall, toolCall } from "./tool_call.ts";
import { transcription } from "./transcription.ts";
import { twilioCredentials, twilioNumber } from "./twilio_account.ts";
import { twilioUrls } from "./twilio_urls.ts";

export const CHECKS: readonly Check[] = [
  ...[configuration, betaNames, modelNames, sessionShape],
  ...[...network, clock],
  ...[openaiKey, modelAccess, modelDates],
  ...[session, sessionEcho, reply, transcription, toolCall, rateLimits],
  ...[fallbackSession, fallbackReply, fallbackToolCall],
  ...[twilioCredentials, twilioNumber, ...twilioUrls],
  ...[publicUrl, mediaStream],
  ...[humanNumbers, receiver],
  ...[store, dataDir, disk, permissions, retention],
];

/**
 * Every fault code in words: what it is, what callers notice of it, what to do. One vocabulary for the log, a call's
 * `faults`, metrics, journals and the doctor. `docs/faults.md` is this table as a page. Which code it is:
 * `openai/faults.ts`.
 */

import type { FaultCode } from "./call/call.ts";

/** One fault in the words of those who look after the service. */
export interface Diagnosis {
  /** Rows of the diagnosis table (PROTOCOLS.md 1.1), or what stands in their place. */
  readonly rows: string;
  readonly cause: string;
  readonly callers: string;
  readonly action: string;
}

const says = (rows: string, cause: string, callers: string, action: string): Diagnosis => {
  return { rows, cause, callers, action };
};

const ASKED_AGAIN =
  "a moment's silence or a stock phrase, then the reply: asked for once more, then of the fallback model; else a person";

/** The table, in the order of `FaultCode`. */
export const DIAGNOSES: Readonly<Record<FaultCode, Diagnosis>> = {
  beta_header: says(
    "A1",
    "OpenAI takes us for the old beta interface, which was shut down on 2026-05-12",
    "a sentence, then a person",
    "send no `OpenAI-Beta` header and no beta names: look for a proxy in `OPENAI_REALTIME_URL` that adds them",
  ),
  invalid_key: says(
    "A2",
    "OpenAI does not know the key",
    "a sentence, then a person",
    "make a new key and set `OPENAI_API_KEY`; look for a space or a quote in it",
  ),
  model_unavailable: says(
    "A3",
    "the model is retired, or not open to this key's project",
    "nothing: the fallback model speaks; without that one a person",
    "set another `OPENAI_MODEL`, or open this one for the project",
  ),
  not_a_realtime_model: says(
    "A4, A5",
    "the model cannot speak in real time, or none was named",
    "nothing: the fallback model speaks; without that one a person",
    "let `OPENAI_MODEL` name a realtime model; models that write down speech belong in `OPENAI_TRANSCRIPTION_MODEL`",
  ),
  no_credit: says(
    "A6, B1",
    "credit or the spending limit is used up",
    "a sentence, then a person",
    "pay, or raise the limit: it never heals by waiting",
  ),
  handshake_refused: says(
    "A7",
    "something answered the connection by an HTTP status",
    "a sentence, then a person",
    "look at the proxy, the firewall and the region: the status and its body say who answered",
  ),
  unreachable: says(
    "DNS, TCP, TLS",
    "no connection: the name, the network or TLS fails, or nothing comes within 3.5 s",
    "up to 3.5 s of silence, a sentence, then a person",
    "mend the server's network, DNS and clock; look at OpenAI's status page",
  ),
  rate_limited: says(
    "B2",
    "more tokens or requests a minute than the account may",
    "a stock phrase, up to 8 s of waiting, then the reply; else as `vendor_error`",
    "a higher usage tier, or fewer calls at once; OpenAI's support when the limit is that of another model",
  ),
  vendor_capacity: says("B3", "OpenAI is out of capacity", ASKED_AGAIN, "wait; when it stays, OpenAI's status page"),
  vendor_error: says(
    "B4",
    "an error on OpenAI's side, or one that the table does not know",
    ASKED_AGAIN,
    "rare ones: nothing; often: OpenAI's support, with what `dispatcher doctor --support FILE` writes",
  ),
  cut_by_noise: says(
    "C1",
    "the model's detector broke a reply off before its first sound: a hello, an echo or a noise",
    ASKED_AGAIN,
    "nothing when rare; a program of your own: `interrupt_response: false`, noise reduction, a higher threshold",
  ),
  token_limit: says(
    "D1",
    "a reply ended at its token limit without a sound",
    ASKED_AGAIN,
    "nothing when rare; a program of your own: a higher `max_output_tokens`, or `inf`",
  ),
  content_filter: says("D2", "OpenAI's safety filter stopped a reply", ASKED_AGAIN, "read the call's transcript"),
  empty_reply: says(
    "E1",
    "a reply was completed and empty: the model answers nothing, though it may write down what callers say",
    ASKED_AGAIN,
    "set another `OPENAI_MODEL`; when no model of this key speaks it is the account: OpenAI's support",
  ),
  text_only: says(
    "E3, E4",
    "a reply came as text, without sound",
    ASKED_AGAIN,
    'ask for `output_modalities: ["audio"]`, in the session and in every response; else as `empty_reply`',
  ),
  carrier_rejected_audio: says(
    "E6",
    "Twilio does not confirm that it plays our sound",
    "perhaps nothing at all; a person; where it confirmed before, the call goes on by the clock",
    "look at Twilio's error log (31951) and the network between",
  ),
  wrong_codec: says(
    "E7",
    "OpenAI does not send telephone sound (G.711 µ-law, 8 bytes a millisecond)",
    "at most half a second of noise, then the fallback model, else a person",
    "set both formats to `audio/pcmu`, without a rate; look for a proxy or another vendor in `OPENAI_REALTIME_URL`",
  ),
  inaudible_audio: says(
    "E8",
    "a reply has sound too low to hear",
    ASKED_AGAIN,
    "as `empty_reply`; listen to the recording's right channel",
  ),
  ended_without_speech: says(
    "E9",
    "the model wanted to hang up, or to act first, without a word",
    "a little silence, then the words that were missing",
    "nothing",
  ),
  session_refused: says(
    "F1-F4",
    "OpenAI refused a setting of the session, and with it the whole update; the property is named",
    "nothing when the session stands without it; else a person",
    "change the property that is named: often `OPENAI_VOICE` or `OPENAI_TRANSCRIPTION_MODEL`",
  ),
  reply_overlap: says(
    "F6",
    "OpenAI says for 3 s that it is still busy with another reply",
    "up to 3 s of silence, then a person",
    "report it, with what `dispatcher doctor --support FILE` writes",
  ),
  caller_not_heard: says(
    "F10",
    "the model's detector did not notice the caller, or left the caller's turn open",
    "a late answer: the turn is closed for the detector; the second time unheard, another session",
    "nothing when rare; often: noise on the lines, or a wrong input format",
  ),
  truncate_refused: says(
    "F11",
    "the model could not be told how much of a reply was heard",
    "nothing; the model may believe that more was heard",
    "nothing",
  ),
  session_expired: says(
    "F13",
    "the model's session reached its 60 minutes",
    "up to 3 s of silence, then the model, in another session",
    "nothing",
  ),
  transcription_failed: says(
    "F16",
    "what the caller said was not written down, by a model of its own; the model that speaks heard it",
    "nothing: it is not why callers hear nothing",
    "often: set another `OPENAI_TRANSCRIPTION_MODEL`",
  ),
  reply_stalled: says(
    "no audio in time",
    "a reply did not begin in time, or stopped midway",
    ASKED_AGAIN,
    "look at OpenAI's status page and the network",
  ),
  connection_lost: says(
    "socket gone",
    "the connection to the model broke",
    "up to 3 s of silence, then the model, in another session; else a person",
    "look at the network, and for a proxy that limits connections",
  ),
  carrier_credentials: says(
    "Twilio's REST API",
    "Twilio refuses our account's credentials",
    "callers without the model are not connected further; units are not told",
    "set `TWILIO_ACCOUNT_SID` and the account's own `TWILIO_AUTH_TOKEN`, not an API key's secret",
  ),
  carrier_misrouted: says(
    "the number's URLs",
    "the number's calls do not come to `PUBLIC_URL`",
    "whatever answers there, or Twilio's own error sentence",
    "`dispatcher setup` points the number's URLs to `PUBLIC_URL`",
  ),
  restarted: says(
    "our side",
    "the process died during the call; entered when the next one starts",
    "silence, then a person, if Twilio could ask; the incident stays; `call.ended` says failed",
    "why did it die: the log before, memory (`journalctl --dmesg`)",
  ),
  overloaded: says(
    "our side",
    "draining or full when the call came (not in the metric: `dispatcher_refused_total`)",
    "a sentence, then a person",
    "raise `MAX_CALLS`, or finish the upgrade",
  ),
  store_failed: says(
    "our side",
    "the database, or the disk, refused what a call reported",
    "nothing unusual; the model is told to try again",
    'look at disk and rights, and at the database; the log: "the desk could not keep what a call reported"',
  ),
  stream_lost: says(
    "Twilio's side",
    "the media stream broke while the caller was there",
    "a short silence; it is connected again, three times; then a person",
    "look at the network between; did the proxy restart?",
  ),
  stream_silent: says(
    "Twilio's side",
    "the media stream is open and no audio came for 1.5 s",
    "a short silence; the stream is closed; then as `stream_lost`",
    "as `stream_lost`",
  ),
};

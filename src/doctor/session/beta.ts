/** The beta's fields: what each is called in the GA interface, and how its value is written there. */

import { DROPPED, type Remark } from "./ruling.ts";

interface BetaField {
  /** Its place in the GA session; "" where there is none. */
  readonly to: string;
  convert(value: unknown): unknown;
  readonly remark: Remark;
}

const FORMATS: Readonly<Record<string, unknown>> = {
  g711_ulaw: { type: "audio/pcmu" },
  g711_alaw: { type: "audio/pcma" },
  pcm16: { type: "audio/pcm", rate: 24_000 },
};

const same = (value: unknown) => value;
const format = (value: unknown) => typeof value === "string" ? FORMATS[value] ?? value : value;
/** On a telephone line there is one answer to both, and to text alone. */
const modalities = (value: unknown) => Array.isArray(value) && value.includes("audio") ? ["audio"] : value;

function moved(name: string, to: string, change: string, convert: BetaField["convert"] = same): [string, BetaField] {
  const does = `refuses the update: unknown_parameter 'session.${name}', a name of the beta`;
  return [name, { to, convert, remark: { verdict: "failure", does, code: "session_refused", why: DROPPED, change } }];
}

export const BETA_FIELDS: Readonly<Record<string, BetaField>> = Object.fromEntries([
  moved(
    "modalities",
    "output_modalities",
    '"output_modalities": ["audio"]: exactly one, the transcript comes with it',
    modalities,
  ),
  moved("voice", "audio.output.voice", "move it to audio.output.voice"),
  moved("speed", "audio.output.speed", "move it to audio.output.speed"),
  moved(
    "input_audio_format",
    "audio.input.format",
    'audio.input.format {"type": "audio/pcmu"}, without a rate',
    format,
  ),
  moved(
    "output_audio_format",
    "audio.output.format",
    'audio.output.format {"type": "audio/pcmu"}, without a rate',
    format,
  ),
  moved("input_audio_transcription", "audio.input.transcription", "move it to audio.input.transcription"),
  moved("input_audio_noise_reduction", "audio.input.noise_reduction", "move it to audio.input.noise_reduction"),
  moved(
    "turn_detection",
    "audio.input.turn_detection",
    "move it to audio.input.turn_detection; against noise that cuts replies off: interrupt_response false until the greeting was heard, " +
      "noise_reduction far_field, a higher threshold",
  ),
  moved("temperature", "", "remove it: there is no such setting any more"),
  moved("max_response_output_tokens", "max_output_tokens", "call it max_output_tokens"),
  // What `session.created` shows, sent back.
  ...["id", "object", "expires_at", "client_secret"].map((name) =>
    moved(name, "", "remove it: the API tells it, and takes it from nobody")
  ),
]);

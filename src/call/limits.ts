/** Every bound and every wait of a call, with its unit and its reason. Nothing else in the service invents a number. */

// ---- Audio -------------------------------------------------------------------------------------------------------

/** G.711 µ-law at 8 kHz: one byte a sample. */
export const BYTES_PER_MS = 8;

/** Caller audio kept while the model is not ready: as long as we wait for the model, in ms of audio. */
export const HELD_CALLER_AUDIO_MS = 8_000;

/** A gap in the carrier's stamps is filled with silence up to this; a longer one is a broken stamp, not a pause. */
export const GAP_FILL_MS = 30_000;

/** Smaller differences between stamp and audio received are rounding by the carrier, not lost audio. */
export const GAP_TOLERANCE_MS = 20;

/** Reply audio waiting at the carrier or for it: 4,096 audio tokens, the vendor's longest reply, last about 205 s. */
export const UNHEARD_AUDIO_MS = 300_000;

/** A mark this often while a reply is sent: what was heard is interpolated over at most this long. */
export const MARK_EVERY_MS = 240;

/** Marks are unanswered at most this many: the longest unheard audio at one mark each 240 ms, and room for line ends. */
export const PENDING_MARKS = 2_000;

// ---- Waits -------------------------------------------------------------------------------------------------------

/** A token, and the model session opened for it, live this long without a media stream (CONTRACT.md). */
export const STREAM_WAIT_MS = 60_000;

/** From the call's opening until the model's session is configured; dial and handshake take 300-900 ms in practice. */
export const MODEL_READY_WAIT_MS = 8_000;

/** From asking for a reply to its first audio: above the slowest healthy first audio seen (2.5 s), below patience. */
export const REPLY_AUDIO_WAIT_MS = 4_000;

/** Replies in a row that end without sound before a person takes over. */
export const SILENT_REPLIES = 2;

/** After the goodbye's predicted end its last mark may be late by this much; then we hang up all the same. */
export const GOODBYE_GRACE_MS = 1_000;

/** A goodbye that never starts to sound is not waited for longer than a reply. */
export const GOODBYE_WAIT_MS = 5_000;

// ---- What a peer may send ----------------------------------------------------------------------------------------

/** A Twilio message: media of 20 ms is about 400 bytes; the largest, `start` with its parameters, stays below 16 KiB. */
export const CARRIER_MESSAGE_BYTES = 64 * 1024;

/** Messages a second on a media stream: 50 frames, their marks, keys pressed; four times that is no carrier. */
export const CARRIER_MESSAGES_PER_S = 400;

/** Messages that break the protocol before the stream is closed: one is a bug, this many are an attack. */
export const CARRIER_MISTAKES = 20;

/** A media socket that has not sent `start` after this long is not a call. */
export const CARRIER_START_WAIT_MS = 10_000;

/** A vendor's message: the API's own bound on one message is 15 MiB of audio; replies come in pieces below 64 KiB. */
export const MODEL_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Bytes queued in a socket before its peer counts as gone: 30 s of base64 audio each way. */
export const SOCKET_BUFFER_BYTES = 512 * 1024;

/** A webhook's body (CONTRACT.md). */
export const WEBHOOK_BODY_BYTES = 64 * 1024;

/** Words kept of one line or turn: ten minutes of fast speech. */
export const LINE_CHARACTERS = 10_000;

/** Lines kept in a transcript: an hour of very short ones. */
export const TRANSCRIPT_LINES = 2_000;

/** Faults kept on a call: enough to see the pattern; all are counted. */
export const FAULTS_KEPT = 100;

/** Tools one reply may call. */
export const TOOLS_PER_REPLY = 16;

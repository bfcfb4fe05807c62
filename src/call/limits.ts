/** Every bound and every wait of a call, with its unit and its reason. Nothing else in the service invents a number. */

// ---- Audio -------------------------------------------------------------------------------------------------------

/** G.711 µ-law at 8 kHz: one byte a sample. */
export const BYTES_PER_MS = 8;

/** The loudness of a reply is measured in pieces of this length: one frame of the carrier's. */
export const LEVEL_MS = 20;

/** Below this level a voice on the telephone is not heard. */
export const AUDIBLE_DB = -50;

/** A reply without level for this long from its beginning has no sound: voices begin after 0.1-0.4 s. */
export const INAUDIBLE_MS = 1_200;

/** No voice stays above this level: linear samples read as µ-law do, -3 to -7 dBFS. */
export const BLAST_DB = -8.5;

/** So long is no shout: half a second of it is noise. */
export const BLAST_MS = 500;

/** Caller audio kept while the model is not ready: longer than we wait for it, in ms of audio. */
export const HELD_CALLER_AUDIO_MS = 8_000;

/** Silence put in for lost audio exceeds the call's own length by at most this: broken stamps make no flood. */
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

/** A call's files are opened in 1-5 ms; a disk that takes longer than this is done without. */
export const FILES_WAIT_MS = 150;

/** From the call's opening until the model's session is configured: 300-900 ms in practice; no caller waits 4 s. */
export const MODEL_READY_WAIT_MS = 3_500;

/** Silence that the caller is owed sound in, until a stock phrase fills it: replies come after 0.8-1.5 s, 3 s is too long. */
export const FILL_AFTER_MS = 1_800;

/** The same from one phrase to the next: somebody who was asked to wait waits a little longer. */
export const FILL_AGAIN_MS = 2_500;

/** So many phrases take some 20 s: every way to a reply was tried by then, and who still waits is handed over. */
export const FILLS_IN_A_ROW = 5;

/** From asking for a reply to its first sign of life: a slow model's takes 2 s, and a stock phrase fills the wait. */
export const REPLY_WAIT_MS = 2_800;

/** The same for a reply asked for again. */
export const SECOND_REPLY_WAIT_MS = 2_300;

/** A reply that has shown life and is still again: the vendor sends faster than it is spoken. */
export const REPLY_STILL_MS = 1_200;

/** So often in a call another session is opened: whoever loses a fourth is better served by a person. */
export const REDIALS = 3;

/** A session stands after 0.3-0.9 s; while it is waited for, a stock phrase fills the silence. */
export const REDIAL_WAIT_MS = 3_000;

/** Without phrases, a caller who has waited longer for a reply is not made to wait for another model as well. */
export const OTHER_MODEL_WITHIN_MS = 1_500;

/** From cancelling a reply to its end, 20-200 ms in practice; beyond, the next one is asked for all the same. */
export const CANCEL_WAIT_MS = 1_000;

/** A refused request is repeated after this: the reply that stood in its way is about to end. */
export const REPLY_RETRY_MS = 300;

/** A rate limit that the vendor says is over sooner than this is waited for; a longer one is a failure. */
export const RETRY_AFTER_MS = 2_000;

/** The same where stock phrases fill the wait: two of them. */
export const LONG_RETRY_AFTER_MS = 8_000;

/** A wait that is known to be longer is announced at once. */
export const ANNOUNCED_WAIT_MS = 1_000;

/** After the stream's end, words already spoken may still be transcribed: 0.3-1.5 s; the agency hears of it in 3 s. */
export const SETTLING_WAIT_MS = 2_000;

/** Silence given to the detector at the end, so that a sentence broken off by hanging up is still transcribed. */
export const CLOSING_SILENCE_MS = 1_000;

/** Replies in a row that end without sound before a person takes over. */
export const SILENT_REPLIES = 2;

/** Quiet for this long in a turn that the detector keeps open, though told to be sure after 0.5 s: it has lost it. */
export const TURN_LOST_MS = 1_800;

/** Vowels of this length without a word of the detector's are a caller that it does not hear: two or three syllables. */
export const OWN_EAR_VOICED_MS = 400;

/** A turn that was closed for the detector is taken in 20-100 ms; a model that does not is dead. */
export const COMMIT_WAIT_MS = 1_000;

/** Quiet for this long after them: the detector would have closed a turn half a second ago. */
export const OWN_EAR_QUIET_MS = 1_200;

/** A click takes this many times its length off that quiet; a word takes all of it. */
export const TURN_SOUND_WEIGHT = 4;

/** Softer than this is no whisper. */
export const QUIET_DB = -58;

/** A whisper stands out of the line's noise by more than this. */
export const QUIET_ABOVE_FLOOR_DB = 4;

/** A caller who says nothing is spoken to after this. */
export const SILENCE_MS = 8_000;

/** How often a caller has to ask for a person before one is rung, whatever the model makes of it. */
export const PERSON_ASKS = 2;

/** Persons are rung one after the other, 20 s each; this covers ten of them. */
export const PERSON_WAIT_MS = 240_000;

/** A person who answered may talk this long; Twilio's own limit on a call is four hours. */
export const PERSON_TALKS_MS = 4 * 60 * 60 * 1_000;

/** A broken stream: the carrier asks within a second what comes next. */
export const LOST_STREAM_WAIT_MS = 2_500;

/** A stream that breaks more often than this is not connected again. */
export const STREAM_RESUMES = 3;

/** After the goodbye's predicted end its last mark may be late by this much; then we hang up all the same. */
export const GOODBYE_GRACE_MS = 1_000;

/** A goodbye that never starts to sound is not waited for longer than a reply. */
export const GOODBYE_WAIT_MS = 5_000;

/** The vendor ends a session after this, unless it says sooner. */
export const SESSION_MS = 60 * 60 * 1_000;

/** What lasts less than this by our clock is no session: the clocks differ. */
export const SESSION_SHORTEST_MS = 4_000;

/** The part of a session's life after which the next one is dialled: 5 min are left to come to stand and to find quiet. */
export const ROTATE_FROM = 55 / 60;

/** The part from which on the call moves at the first moment that is not in the middle of a reply: 2 min hold several. */
export const ROTATE_BY = 58 / 60;

/** Quiet for this long, nobody is in the middle of a sentence; the detector has told of a word by then, 100-400 ms. */
export const ROTATE_QUIET_MS = 700;

/** A turn is given to the next session whole up to this length: few people speak longer without half a second's pause. */
export const ROTATE_KEPT_MS = 30_000;

/** The next session stands after 300-900 ms; nobody waits for it. */
export const NEXT_MODEL_WAIT_MS = 10_000;

/** From one that failed to the next: an outage may be over, and eight of them fit into the time that is left. */
export const ROTATE_AGAIN_MS = 30_000;
export const ROTATE_TRIES = 8;

// ---- What a peer may send ----------------------------------------------------------------------------------------

/** A Twilio message: media of 20 ms is about 400 bytes; the largest, `start` with its parameters, stays below 16 KiB. */
export const CARRIER_MESSAGE_BYTES = 64 * 1024;

/** Messages a second on a media stream: 50 frames, their marks, keys pressed; four times that is no carrier. */
export const CARRIER_MESSAGES_PER_S = 400;

/** Messages that may come at once: what piles up while a network stalls for half a minute. */
export const CARRIER_BURST = 2_000;

/** Messages that break the protocol before the stream is closed: one is a bug, this many are an attack. */
export const CARRIER_MISTAKES = 20;

/** A media socket that has not sent `start` after this long is not a call. */
export const CARRIER_START_WAIT_MS = 10_000;

/** A vendor's message: the API's own bound on one message is 15 MiB of audio; replies come in pieces below 64 KiB. */
export const MODEL_MESSAGE_BYTES = 4 * 1024 * 1024;

/** One media message: 20 ms are 160 bytes; a second at once is more than any carrier sends. */
export const CARRIER_MEDIA_BYTES = 8_000;

/** Bytes queued towards the carrier before it counts as gone: the longest unheard audio, as base64. */
export const CARRIER_BUFFER_BYTES = 4 * 1024 * 1024;

/** Bytes queued towards the model before it counts as gone: 90 s of the caller's audio, as base64. */
export const MODEL_BUFFER_BYTES = 1024 * 1024;

/** Requests refused in a row because another reply is under way, before it counts as stuck: 3 s at one each 300 ms. */
export const REFUSALS_IN_A_ROW = 10;

/** A webhook's body (CONTRACT.md). */
export const WEBHOOK_BODY_BYTES = 64 * 1024;

/** A webhook's body is complete within this: Twilio sends a few KiB at once, and itself waits 15 s for the answer. */
export const WEBHOOK_BODY_WAIT_MS = 5_000;

/**
 * Media sockets that have not sent `start` yet: a call needs a tenth of a second for it, so this many is more than a
 * thousand calls a second. Beyond, the one that has waited longest goes: it is no call.
 */
export const CARRIER_UNPROVEN_STREAMS = 100;

/**
 * A stream without a frame for this long, 75 of them missing, is dead: it is connected again, or a person takes over.
 * With the half second that takes, and what was owed before, the caller waits less than 3 s.
 */
export const STREAM_SILENT_MS = 1_500;

/** A media socket without a message for this long is pinged, and closed when it does not answer in as much again, s. */
export const CARRIER_PING_AFTER_S = 10;

/** After a call's end the carrier asks within a second what comes next; 8 s after the last one we are gone. */
export const LAST_WORD_WAIT_MS = 2_000;

/** Answers under way when all calls are over are completed within this, or never. */
export const SHUTDOWN_WAIT_MS = 1_000;

/** How often the event loop's lag is sampled: often enough to see a second of trouble, too seldom to be felt. */
export const LAG_SAMPLE_MS = 250;

/** Words kept of one line or turn: ten minutes of fast speech. */
export const LINE_CHARACTERS = 10_000;

/** Lines kept in a transcript: an hour of very short ones. */
export const TRANSCRIPT_LINES = 2_000;

/** Faults kept on a call: enough to see the pattern; all are counted. */
export const FAULTS_KEPT = 100;

/** Turns whose words are waited for: transcription is seconds late at worst, and a turn takes one. */
export const UNTRANSCRIBED_TURNS = 100;

/** Lines of one reply that are told apart: the vendor's have one or two. */
export const LINES_PER_REPLY = 100;

/** Replies that ended and were not heard yet; one is being heard, one may wait behind it. */
export const UNCOUNTED_REPLIES = 20;

/** Kinds of danger acted on in one call. */
export const DANGERS_KEPT = 20;

/** Tools one reply may call. */
export const TOOLS_PER_REPLY = 16;

// ---- Playback ----------------------------------------------------------------------------------------------------

/** A mark this much later than its run predicts means a gap in it: carriers round up to frames of 20 ms, and so do we. */
export const PLAYBACK_STALL_MS = 45;

/** Dry for this long by our clock, the carrier is so by its own too: what is sent now is played when it arrives. */
export const RUN_GAP_MS = 200;

/** The loop to the carrier and back is the average of this many runs: enough for jitter, and it follows a new route. */
export const LOOPS_AVERAGED = 8;

/** Something that comes this long after the caller's latest frame was not sent along with it: five frames are missing. */
export const FRAME_LATE_MS = 100;

/** A mark this late will not come: what the clock says was played counts as heard. */
export const MARK_OVERDUE_MS = 3_000;

/** No network brings a mark back so much sooner than its audio lasts: it was not played. */
export const EARLY_MARK_MS = 1_000;

/** One may be a mistake of ours. */
export const EARLY_MARKS = 2;

/** The first mark of a stream stands behind 20-240 ms of sound, and comes back within half a second after it. */
export const FIRST_MARK_WAIT_MS = 2_000;

/** A longer way to the carrier and back is a stall, not a distance. */
export const ROUND_TRIP_MS = 2_000;

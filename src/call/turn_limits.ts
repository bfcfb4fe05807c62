/** The bounds by which sound is told from speech, each with its unit and its reason. */

// ---- Whose turn it is --------------------------------------------------------------------------------------------

/** What decides about sound over a reply is the last half second of it: two syllables and the stop between them. */
export const RECENT_MS = 500;

/** Vowels of this length in it are speech: "excuse" begins with 60 ms of them, then come 250 ms of consonants. */
export const SPEECH_VOICED_MS = 60;

/** So is loud sound of any kind for this long with a dip in it: whispers, screams. A cough is loud for 200 ms. */
export const SPEECH_LOUD_MS = 300;

/** Between two syllables the sound falls and rises by this much, dB; wind, engines and passing sirens do it slower. */
export const DIP_DB = 6;

/** Loud for this long is speech where voice was not measured: in journals from before it was. */
export const SPEECH_UNMEASURED_MS = 180;

/** Vowels rise and fall by more than this within half a second; sirens, horns, dial tones and hums do not, dB. */
export const MOVES_DB = 2;

/** A burst this short shows no movement: a syllable before a stop. Digits are pressed for 100 ms and more. */
export const SHORT_BURST_MS = 80;

/** Loud means at least this far above the noise floor of the line. */
export const LOUD_ABOVE_FLOOR_DB = 9;

/** Softer than this is never loud: telephone speech lies between -35 and -10 dBFS, line noise below -50. */
export const LOUD_MIN_DB = -40;

/** Nor is what lies this far below the loudest of late: a door's and a cough's long ends. */
export const LOUD_BELOW_LOUDEST_DB = 15;

/** The loudest is forgotten this fast: within a word or two. */
export const LOUDEST_FALL_DB_PER_S = 30;

/** Nor what lies this far below the caller's own vowels: somebody else in the room, a television. */
export const LOUD_BELOW_VOICE_DB = 12;

/** However loud the caller was, sound from this level on is never held to be somebody else's: who shouted may whisper. */
export const VOICE_GATE_MAX_DB = -30;

/** Until the caller's voice is known, sound counts from here on, dBFS: soft speech does, a television behind it does not. */
export const VOICE_UNKNOWN_GATE_DB = -38;

/** A reply that ends sooner than this is at its last syllable: an answer may begin over it. */
export const LAST_SYLLABLE_MS = 250;

/** A turn that began over a reply is believed when it has vowels of this length since the last syllable, ... */
export const AFTER_VOICED_MS = 60;

/** ... or loud sound of any kind for this long. */
export const AFTER_LOUD_MS = 220;

/** The floor of a line nobody has spoken on yet. */
export const FLOOR_START_DB = -60;

/** Above this floor a shout must still be heard as one. */
export const FLOOR_MAX_DB = -25;

/** The floor follows steady noise up this fast: slow against a sentence, quick against a siren. */
export const FLOOR_RISE_DB_PER_S = 6;

/** Of the way down to a quieter level, taken with each frame: pauses between words show the true floor. */
export const FLOOR_FALL = 0.3;

/** How much of our own voice a line gives back until it has shown less, dB: networks promise more than 20 of loss. */
export const ECHO_GAIN_DB = -14;

/** The caller's sound stands out of an echo by this much, dB. */
export const ECHO_MARGIN_DB = 6;

/** An echo takes at most this long, our way to the carrier and back included. */
export const ECHO_WINDOW_MS = 400;

/** What we play shows an echo, or that there is none, from this level on: below it line noise hides it. */
export const ECHO_PLAYED_MIN_DB = -30;

/** What was learned about the echo is doubted again this fast: a telephone is put on loudspeaker during a call. */
export const ECHO_RISE_DB_PER_S = 3;

// ---- Voice -------------------------------------------------------------------------------------------------------

/** The pitch of human voices: from a low man's to a child's. */
export const PITCH_MIN_HZ = 75;
export const PITCH_MAX_HZ = 500;

/** Sound that resembles itself this much one period later is voiced: vowels 0.75-1, coughs and wind below 0.7. */
export const VOICED_LIKENESS = 0.72;

/** A tone resembles itself as much at a period shorter than any voice's; a vowel at least this much less. */
export const TONE_MARGIN = 0.15;

/**
 * The stock phrases: what a caller hears when the model does not speak and nothing else may be silent. Their sound is
 * kept apart from any model.
 */

export const PHRASES = ["one_moment", "still_here", "stay_on", "connecting", "cut_off", "goodbye"] as const;
export type PhraseName = (typeof PHRASES)[number];

/** BCP 47. */
export const PHRASE_LANGUAGES = ["en", "es"] as const;
export type PhraseLanguage = (typeof PHRASE_LANGUAGES)[number];

const WORDS: Readonly<Record<PhraseLanguage, Readonly<Record<PhraseName, string>>>> = {
  en: {
    one_moment: "One moment, please.",
    still_here: "I am still here. Please stay on the line.",
    stay_on: "Thank you for waiting. I will be with you in a moment.",
    connecting: "I am connecting you now. Please stay on the line.",
    cut_off: "I am sorry, we were cut off for a moment. I have what you told me.",
    goodbye: "Thank you for calling. Goodbye.",
  },
  es: {
    one_moment: "Un momento, por favor.",
    still_here: "Sigo aquí. No cuelgue, por favor.",
    stay_on: "Gracias por esperar. Enseguida le atiendo.",
    connecting: "Le estoy comunicando ahora. No cuelgue, por favor.",
    cut_off: "Disculpe, se cortó por un momento. Tengo lo que me ha dicho.",
    goodbye: "Gracias por llamar. Adiós.",
  },
};

/** What a phrase says. */
export function phraseWords(name: PhraseName, language: PhraseLanguage): string {
  return WORDS[language][name];
}

/** The language that a caller who speaks `language` (BCP 47) understands best of ours; English when it is not known. */
export function phraseLanguage(language: string | null): PhraseLanguage {
  return /^es\b/i.test(language ?? "") ? "es" : "en";
}

/** What a caller hears when no model speaks, in the languages that every protocol has. */

export interface Sentences {
  /** As `<Say>` names it. */
  readonly language: "en-US" | "es-US";
  readonly busy: string;
  readonly trouble: string;
  readonly connecting: string;
  /** The process that had the call stops; another one goes on in a few seconds. */
  readonly moment: string;
  readonly stillHere: string;
  readonly nobodyAnswered: string;
  /** Nobody answered, and the call goes on with the model. */
  readonly nobodyYet: string;
  readonly noPerson: string;
  /** How the scripted intake goes: with a person to ask for, and without. */
  readonly script: string;
  readonly scriptAlone: string;
  readonly unanswered: string;
  readonly unheard: string;
  /** With `{emergency}` where the number goes. */
  readonly danger: string;
  /** The report could not be kept. */
  readonly notSaved: string;
  /** Before the incident's number. */
  readonly sent: string;
}

/** The sentences of an agency in the caller's language (BCP 47); English where there is no other. */
export function sentences(agencyName: string, language: string | null = null): Sentences {
  return /^es\b/i.test(language ?? "") ? spanish(agencyName) : english(agencyName);
}

function english(agencyName: string): Sentences {
  const goodbye =
    "If anyone is in danger, hang up and dial the emergency number. Otherwise, please call again later. " +
    "Goodbye.";
  return {
    language: "en-US",
    busy: `You have reached ${agencyName}. Our automated assistant cannot take your call right now.`,
    trouble: "I am sorry, our automated assistant has stopped working.",
    connecting: "I am connecting you to a person now. Please stay on the line.",
    moment: "One moment, please. I will be right back with you.",
    stillHere: "I am still here. Please stay on the line.",
    nobodyAnswered: `I am sorry, nobody could answer. ${goodbye}`,
    nobodyYet: "I am sorry, nobody could answer yet. Your report is marked urgent, and I go on taking it now.",
    noPerson: goodbye,
    script: "I will ask you a few short questions instead. Press zero for a person. Para español, marque nueve.",
    scriptAlone: "I will ask you a few short questions instead. Para español, marque nueve.",
    unanswered: "I am sorry, nobody could answer yet.",
    unheard: "I did not hear you.",
    danger: "I cannot connect you to a person. If anyone is in danger, hang up now and dial {emergency}.",
    notSaved: "I am sorry, your report could not be saved.",
    sent: "Thank you. Your report has been sent on. Its number is",
  };
}

function spanish(agencyName: string): Sentences {
  const goodbye =
    "Si alguien está en peligro, cuelgue y marque el número de emergencias. Si no, llame más tarde, por " +
    "favor. Adiós.";
  return {
    language: "es-US",
    busy: `Ha llamado a ${agencyName}. Nuestro asistente automático no puede atender su llamada en este momento.`,
    trouble: "Lo siento, nuestro asistente automático ha dejado de funcionar.",
    connecting: "Le comunico ahora con una persona. No cuelgue, por favor.",
    moment: "Un momento, por favor. Enseguida sigo con usted.",
    stillHere: "Sigo aquí. No cuelgue, por favor.",
    nobodyAnswered: `Lo siento, nadie pudo contestar. ${goodbye}`,
    nobodyYet: "Lo siento, todavía nadie pudo contestar. Su reporte está marcado como urgente y sigo tomándolo ahora.",
    noPerson: goodbye,
    script: "Le haré unas preguntas cortas. Marque cero para hablar con una persona. For English, press nine.",
    scriptAlone: "Le haré unas preguntas cortas. For English, press nine.",
    unanswered: "Lo siento, todavía nadie pudo contestar.",
    unheard: "No le escuché.",
    danger: "No puedo comunicarle con una persona. Si alguien está en peligro, cuelgue ahora y marque el {emergency}.",
    notSaved: "Lo siento, no se pudo guardar su reporte.",
    sent: "Gracias. Su reporte ha sido enviado. Su número es",
  };
}

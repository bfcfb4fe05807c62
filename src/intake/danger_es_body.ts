/** Spanish: people whose life or health is in danger. Accents are gone before anything is matched. */

import { WORDS_ES } from "./danger_es_words.ts";
import { phrases, type Rule } from "./danger_rules.ts";

const say = (text: string) => phrases(WORDS_ES, text);

export const BODY_ES: readonly Rule[] = [
  {
    kind: "not_breathing",
    isDenial: true,
    words: say(String.raw`
      no (esta |estan |puede |puedo |le |casi )?(respir\w+)
      (dej|par)\w+ de respirar
      casi no .. respir\w+
      (apenas|trabajo|dificultad|problemas|batall\w+|falta) .. (respir\w+|el aire)
      (le|me) falta (el )?aire
      (se )?(esta |estan |estaba )?ahog(a|ando|andose|o|aron)
      se (esta )?asfixi\w+
      (se )?(esta |estan )?atragant\w+
      se le atoro
      (sin|no tiene) pulso
      no (le|se le) (siento|encuentro|siente|encuentra) .. pulso
      (lo|la|los|se lo|se la) (llevo|arrastro) (el rio|la corriente|el agua)
      ataque de asma
      (esta|se|pon\w+|los) .. (azul|morad[oa]s?)
      (cayo|caido|aventaron|fue) .. (alberca|piscina|rio|lago|pozo|canal|agua)
    `),
  },
  {
    kind: "unconscious",
    isDenial: true,
    words: say(String.raw`
      inconsci?ente\w*
      no (se )?(despiert\w+|despertar|respond\w+|reaccion\w+|muev\w+|levant\w+|contesta)
      no (quiere|puede|puedo|la puedo|lo puedo|logro) .. desp(ertar|ierta)\w*
      sin (conocimiento|sentido)
    `),
  },
  {
    kind: "unconscious",
    words: say(String.raw`
      desmay\w+
      se desplomo
      perdio el (conocimiento|sentido)
      tirad[oa] .. (en|sobre) (el|la|medio) (\w+ )?(piso|suelo|banqueta|calle|acera|carretera|pasto|bano)
    `),
  },
  {
    kind: "bleeding",
    words: say(String.raw`
      sangr\w+
      desangr\w+
      hemorragia
      se corto .. (mano|dedo|dedos|brazo|pierna|feo)
    `),
  },
  {
    kind: "overdose",
    words: say(String.raw`
      sobre ?dosis
      (tomo|trago|tomado|tragado) .. (pastillas|pildoras|veneno|cloro|medicina|raticida)
      (<child>) .. (tomo|trago|comio) .. (pastillas?|medicinas?|cloro|pilas?)
      se inyecto
      se metio (algo|droga\w*|mucho|cristal|heroina|fentanilo)
      espuma .. boca
      envenen\w+
    `),
  },
  {
    kind: "suicide",
    lasts: true,
    words: say(String.raw`
      suicid(arse|arme|io|a|ar|o|arla|arlo)
      (me (quiero|voy a)|se (quiere|va a|quiso|intento|iba a)) (matar|morir|ahorcar|colgar|aventar|tirar|lanzar|quitar la vida|hacer dano|cortar)
      quiero? (matarme|morirme|quitarme la vida|hacerme dano)
      (quiere|intento|trato de) (matarse|morirse|quitarse la vida|hacerse dano|ahorcarse)
      quitar(me|se)? la vida
      (ahorcarse|matarme|matarse|colgarse)
      va a (saltar|brincar|aventarse|tirarse)
      (corto|cortarse|cortando) .. venas
      (arriba|orilla|borde|barandal) .. (puente|azotea|techo|edificio)
      (carta|mensaje) .. (despedida|despidiendose)
      despidiendose
    `),
  },
  {
    kind: "suicide",
    isDenial: true,
    lasts: true,
    words: say(String.raw`
      (ya )?no quier[eo] (seguir )?vi(vir|viendo)(?! (aqui|ahi|en|con)\b)
      no (tiene|tengo) (ganas|razon) .. vivir
    `),
  },
  {
    kind: "medical",
    words: say(String.raw`
      ambulancias?
      paramedicos?
      (ataque|infarto) .. corazon
      infarto
      ataque cardiaco
      (le|me) (esta dando|dio|da) (un |una )?(ataque|paro|derrame|convulsion|infarto)
      paro (cardiaco|respiratorio)
      no reconoce a nadie
      convulsi\w+
      derrame
      dolor .... pecho
      rompio la fuente
      (cara|boca) (caida|chueca|torcida)
      no puede (hablar|moverse|caminar)
      no (puede|se puede) (levantar|parar|mover)\w*
      (mordedura|picadura|pico) .. (vibora|serpiente|alacran|arana)
      vomit\w+ sangre
      (va a|esta) (tener|teniendo) (al|el|un) bebe
      (esta dando a luz|de parto|contracciones|va a dar a luz)
      reaccion alergica
    `),
  },
  {
    kind: "injury",
    words: say(String.raw`
      herid[oa]s?
      (cadaver|sin vida|muertit[oa])
      atrapad[oa]s?(?! en (el )?trafico)
      derrumbe
      (esta|lo dejaron|la dejaron) (muy |todo |toda )?golpead[oa]
      quemaduras?
      (se )?(golpe|peg)\w+ (en )?(la|su) cabeza
      lastimad[oa]s?
      muert[oa]s?(?! de)
      se (esta )?mur(io|iendo)
      muriendose
      (rompio|quebro|fracturo) (la|el|un|una) (pierna|brazo|cabeza|pie|mano|hueso|cadera)
      (cayo|caido) (de|del|desde) .. (techo|escaleras?|azotea|balcon|ventana|arbol|edificio|andamio)
      (mordio|atac\w+) .. (perro|pitbull)
      (perro|pitbull) .. (mord\w+|atac\w+) <whom>
      electrocut\w+
    `),
  },
];

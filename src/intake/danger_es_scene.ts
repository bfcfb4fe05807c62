/** Spanish: who does harm, and where it is dangerous. Accents are gone before anything is matched. */

import { WORDS_ES } from "./danger_es_words.ts";
import { phrases, type Rule } from "./danger_rules.ts";

const say = (text: string) => phrases(WORDS_ES, text);

export const SCENE_ES: readonly Rule[] = [
  {
    kind: "shots",
    words: say(String.raw`
      dispar(os?|a|an|ando|aron|e|en|ar\w*)
      balazos?
      bale(ad[oa]s?|aron|ando|o|ar)
      tiros?(?! (la|el|un|una|su|mi|mis|sus|basura|agua|cosas|ropa|al)\b)
      balaceras?
      tiroteos?
      balas
      tirador
      plomazos?
    `),
  },
  {
    kind: "weapon",
    words: say(String.raw`
      <weapon>
      armad[oa]s?
      (amenaz|peg|golpe|atac|persig|corretea)\w* .... <tool>
      (nos|me|le) apunt(o|a|ando|aron)
      apunt(ando|o|a|an|aron)(le|les|nos|me)? (a|al|con)
      (le|nos|me|les) (esta |estan )?apunt(o|a|an|ando|aron)
    `),
  },
  {
    kind: "officer",
    words: say(String.raw`
      (oficial|policia|agente) .. (herido|caido|necesita (ayuda|apoyo|refuerzos)|en peligro|baleado|golpeado|en el suelo|tirado)
      (atac|golpe|dispar|agred|peg|pele)\w+ (a un|al|a una|a la|con un|con el) (policia|oficial)
    `),
  },
  {
    kind: "crash",
    words: say(String.raw`
      atropell\w+
      (choque|accidente|choco|chocaron|volco|volcadura|volteo|chocado) .... (herid\w+|lastimad\w+|atrapad\w+|prensad\w+|muert\w+|ambulancia|sangr\w+)
      (choque|choco|chocaron) de frente
      (accidente|choque) (muy )?(feo|grave|fuerte|grande)
      (se )?(volco|volcaron|volteo) .. <vehicle>
      <vehicle> .. (volteo|volco|volcad[oa]|voltead[oa])
      (pego|golpeo|avento|tumbo|embistio|arrollo) (un|una|el|la) (\w+ )?<vehicle> a
      <vehicle> (le |lo |la )?(pego|golpeo|avento|tumbo|embistio|arrollo) a (un|una|mi|el|la) (\w+ )?<human>
      arroll\w+
      (senora?|gente|persona|chofer|conductor|alguien|nin[oa]) (que )?no puede(n)? salir
      (gente|persona|alguien|chofer|senora?|conductor) .. (atrapad[oa]|prensad[oa])
      (<vehicle>) .. (cayo|fue) .. (barranco|rio|canal|puente|voladero)
    `),
  },
  {
    kind: "domestic",
    words: say(String.raw`
      violencia (domestica|familiar|intrafamiliar)
      no (me|la|lo|nos) deja (salir|ir)
      <partner> .... (peg\w+|golpe\w+|amenaz\w+|maltrat\w+|jalone\w+|avent\w+|ahorc\w+|tumbar|patea\w*|empuj\w+|(quiere|esta) .. (matar|entrar|tumbar))
      <partner> .... (a la fuerza|entrar|tumbando|gritando afuera)
      encerrad[oa] en (el|la|mi) .... (porque|me quiere|dano|golpe\w*|pega\w*)
      (quiere|va a) .. hacer(me|le|nos|la)? dano
      me (estoy escondiendo|escondi|encerre)
      (tengo|tiene) miedo de (que|el|ella|mi)
    `),
  },
  {
    kind: "violence",
    words: say(String.raw`
      pele(a|as|ando|andose|an|aron)
      se (estan|andan|estaban) (peleando|golpeando|pegando|madreando|matando)
      a (golpes|patadas|punetazos|madrazos|batazos)(?! la puerta)
      rina
      pleitos?
      (golpiza|madriza|trifulca|zafarrancho)
      forceje\w+
      (dando|dandose|agarr\w+|dan) (con todo|a golpes|de golpes|en la madre)
      (me|nos|la|lo|le) (esta|estan|anda|andan) amenazando
      amenaz\w+ (con|de) (matar|muerte|dispar\w+|quemar)
      (va|van|voy) a (matar|balacear|apunalar|quemar)
      (apunal|acuchill|navaje)\w+
      (golpe|pate|atac|agred|viol|secuestr|estrangul|ahorc|arrastr|madre|cachete)(ando|eando|iendo|an|aron|earon|ieron|o|eo|io|a|ea|e)(l[aoe]s?|me|nos)?
      (l[aeo]s?|me|nos) (\w+ ){0,2}?(peg(ando|a|an|o|aron)|golpe\w+|pate\w+|atac\w+|agred\w+|apunal\w+|viol\w+|secuestr\w+|ahorc\w+|estrangul\w+|arrastr\w+|madre\w+|jalone\w+|empuj\w+|avent\w+)
      (peg(a|an|ando|aron|o)|aventando|empuj\w+)(le)? <whom><human>
      (de los|del) (cabellos?|pelos?|cuello)
      (en|por) el cuello
      (me|nos|la|lo|le|los|las) (va|van|quiere|quieren) a? ?matar
      (la|lo|me|le) (tiro|tumbo|avento|empujo|estrello) (al|a la|contra)
      (dio|dieron|dando|da) .. (cachetada|cachetadas|punetazos?|patadas?|golpes|golpiza)
      rehen(es)?
      mat(aron|o|ando) (a|al)
      (levantaron|llevaron|llevan) a (un|una|mi|el|la) (muchach|joven|hombre|mujer|hij|herman|vecin|nin)\w*
      manose\w+
      sicarios?
      secuestr\w+
      violacion
      (grit\w+|pid\w+) .. (auxilio|ayuda)
      auxilio
      me (viene|vienen|esta|estan|anda|andan) (siguiendo|persiguiendo)
    `),
  },
  {
    kind: "burglary",
    words: say(String.raw`
      (alguien|hombre|tipo|ladron\w*|persona|gente|sujeto) .. (adentro|dentro|en)( de)? (mi|la|nuestra|su) (\w+ )?<house>
      (esta|estan|anda|andan) (robando|asaltando|forzando|entrando|metiendose|rompiendo|brincando)
      (se|nos|me) (esta|estan|estan queriendo|quieren|quiere) (meter|metiendo|robando|asaltando)
      (tratando|intentando|queriendo) (de )?(entrar|abrir|meterse|forzar|tumbar|robar\w*)
      forzando (la|mi|una|el)
      (moviendo|jalando|girando|abriendo|forzando|pateando) (la|mi) (\w+ )?(chapa|perilla|manija|cerradura|puerta|ventana)
      (gente|alguien) metid[oa]s? en
      se (estan|esta) (subiendo|brincando|trepando)
      ladron(es)?
      intrus[oa]s?
      acaban? de (asaltar|robar)\w*
      asalt(o|aron|ando|ante|antes|ada|ado)
      (atraco|encapuchad\w+|enmascarad\w+)
      con (\w+ )?(mascara|pasamontanas)
      mascaras?
      (pide|piden|pidiendo|exige\w*) (el|todo el|mi|la) (dinero|cartera|bolsa|celular)
      (brinc|salt|trep)\w+ (la|una|mi|por la) (barda|reja|cerca|ventana|cerco)
      (quit|arrebat)\w+ .. (a la fuerza|con violencia)
      a la fuerza
      se (metio|metieron|meten) (\w+ ){0,3}?(a|en) (mi|la|nuestra) <house>
      tumb\w+ (la|mi|una) (puerta|ventana)
      (puerta|ventana) a patadas
      (oigo|escucho|se oyen|hay) .. (pasos|ruidos) .. (adentro|en (la|el|mi)|arriba|abajo)
      (entraron|entro) (a|en) (la|mi|una|el) (\w+ )?<house>
    `),
  },
  {
    kind: "vulnerable",
    lasts: true,
    words: say(String.raw`
      <child> .... (sol[oa]s?|encerrad[oa]s?|perdid[oa]s?|desaparecid[oa]s?|abandonad[oa]s?|en peligro|en (la|medio de la) (calle|carretera|avenida)|se perdio|desaparecio)
      (<frail>) .... (perdid[oa]|desorientad[oa]|confundid[oa]|sol[oa]|cayo|desaparecid[oa]|en la calle|se salio|no l[oa] encontramos)
      (tiene|con) (alzheimer|demencia)
      maltrato (infantil|de menores)
      abus\w+ (de|a) (un|una|menores|ninos)
      (llevarse|llevaron|roba\w*|agarr\w+) (a )?(un|una|al|la|mi) (nin[oa]|bebe|hij[oa])
    `),
  },
  {
    kind: "vulnerable",
    isDenial: true,
    lasts: true,
    words: say(String.raw`
      no (encuentro|encontramos|encuentran|aparece|hallo|hallamos) .. <child>
      <child> .. no (aparece|llego|ha llegado|regreso|ha regresado|l[oa] encontr\w+)
      no (lo|la) (encuentro|encontramos|hallamos|hallo)
    `),
  },
  {
    kind: "fire",
    words: say(String.raw`
      incendi\w+
      fuego
      lumbre
      se (esta |estan |me |nos |le )?(esta |estan )?(quem(a|an|ando|o)|prendi(endo|o))
      quemandose
      en llamas
      llamas(?! (a|por)\b)
      humo
      explo(sion|to|tando)
      esta ardiendo
    `),
  },
  {
    kind: "gas",
    lasts: true,
    words: say(String.raw`
      (huele|olor|oler|apesta) .. a (mucho )?gas
      (fuga|escape) de gas
      se (esta )?(escapa|sale|escapando|saliendo|fugando) (el|mucho)? ?gas
      gas natural
      huevos? podridos?
      monoxido
    `),
  },
  {
    kind: "wires",
    lasts: true,
    words: say(String.raw`
      (cables?|postes?|lineas?)( (de|la|luz|electric\w+|alta|tension|esta|estan|se|quedo|quedaron|que)){0,6} (caid[oa]s?|tirad[oa]s?|cayo|cayeron|colgando|chispas|suelt[oa]s?|chispeando)
      cay(o|eron) (un|el|los|unos|las?) (cables?|postes?|lineas?)
      (echa|echan|echando|sacando|salen|sale) chispas
      transformador .. (exploto|trono|chisp\w+|quem\w+)
    `),
  },
  {
    kind: "emergency",
    words: say(String.raw`
      emergencias?
      (ayuda|ayudenme|ayudeme) (ayuda|ayudenme|ayudeme|por favor|rapido|urgente)
      mand(e|en) (a )?(alguien|ayuda|una patrulla|la policia) (rapido|ya|pronto|urgente|ahorita)
      (en|corre|corren|corro) peligro
      de vida o muerte
    `),
  },
];

/** What danger sounds like in Spanish, as it is spoken in the Americas. Accents are gone before anything is matched. */

import type { Rule, Tongue } from "./danger_rules.ts";

const KIN =
  "mama|papa|madre|padre|espos[oa]|marido|mujer|novi[oa]|pareja|hij[oa]s?|herman[oa]s?|amig[oa]s?|vecin[oa]s?|abuel[oa]s?|abuelit[oa]s?|" +
  "ti[oa]s?|prim[oa]s?|sobrin[oa]s?|bebes?|nin[oa]s?|ex";
const HUMAN =
  `${KIN}|hombres?|mujer(?:es)?|senor(?:a|es|as)?|much\\w*ch[oa]s?|chic[oa]s?|jov\\w+|persona?s?|gente|alguien|policias?|oficial(?:es)?|` +
  "conductor\\w*|chofer|cajer[oa]|empleado|ciclista|peaton|motociclista|viejit[oa]s?|ancian[oa]s?|tip[oa]s?";
const ONE = `(?:a (?:un[oa]?s?|la|el|los|las|mi|su|otr[oa]) (?:${HUMAN})|al (?:${HUMAN})|al? (?:alguien|(?:${HUMAN})))`;
const CHILD = "(?:bebes?|nin[oa]s?|nen[ea]s?|hij[oa]s?|hijit[oa]s?|niet[oa]s?|criaturas?)";
const HOUSE = "(?:casa|apartamento|departamento|depa|garaje|cochera|cuarto|edificio|tienda|negocio|patio)";
/** What is no person. */
const BEAST = "(?:perr[oa]|perrit[oa]|gat[oa]|gallo|venado|pajaro|animal)";
const WEAPON =
  "armas?(?: de fuego)?|pistoll?as?|rifles?|escopetas?|cuchill?[oy]s?|cuchiy[oa]s?|navajas?|machetes?|revolver|metralleta|" +
  "cuerno de chivo|bombas?|explosivos?|granadas?|hacha";

/** Kinds whose words mean something else beside these. */
const UNLESS_ES: Tongue["unless"] = {
  weapon: new RegExp(
    `\\b(?:rob(?:aron|o|ad[oa]s?)|hurt\\w+|llevaron|perdi(?:o|da|do)?|permiso|licencia|registr\\w+|legal|entregar|vender|comprar)(?: \\w+){0,4} (?:${WEAPON})\\b|` +
      "\\bno se si (?:\\w+ ){0,3}armas?\\b",
  ),
  fire: /\bhumo (?:de|del) (?:cigarr\w+|marihuana|tabaco|parrilla)\b|\bquemando (?:cohetes|cuetes|basura)\b/,
  unconscious: /\b(?:trafico|telefono|mensajes?|carro|linea)(?: \w+){0,2} no (?:se )?(?:mueve|responde)\b/,
  bleeding: /\b(?:presion|donar|banco|examen|prueba) de sangre\b/,
  violence: new RegExp(
    `\\b(?:peg|golpe|choc|pate)\\w+ (?:a |con )?(?:mi|el|un|su|al) (?:carro|coche|camioneta|troca)\\b|\\b${BEAST}s?(?: \\w+){0,3} pele`,
  ),
  domestic: /\b(?:golpe|choc|ray)\w+ (?:mi|el|su) (?:carro|coche|camioneta)\b/,
  vulnerable:
    /\b(?:de|a) mi (?:hij|niet)[oa] (?:la |el |su )?(?:bicicleta|mochila|telefono)\b|\b(?:bicicleta|mochila|telefono) de mi\b/,
  crash: new RegExp(`\\batropell\\w+ (?:a )?(?:un|una|al|mi|el|la) ${BEAST}`),
  injury: new RegExp(`\\b(?:${BEAST}|telefono|pila|bateria)s?(?: \\w+){0,2} (?:herid|lastimad|muert)`),
  medical: /\bambulancia(?: \w+){0,4} (?:estacionad|bloque)/,
};

const ES: readonly Rule[] = [
  {
    kind: "not_breathing",
    isDenial: true,
    words:
      /\bno (?:esta |puede |puedo |le |casi )?(?:respir\w+)|\b(?:dej\w+|par\w+) de respirar\b|\bcasi no respira\b|\b(?:apenas|trabajo|dificultad|problemas)(?: \w+){0,2} respira\w*|\b(?:se )?(?:esta |estan )?ahog(?:ando|andose|o)\b|\bse (?:esta )?asfixi\w+|\bsin pulso\b|\bse (?:esta )?ponie?ndo (?:azul|morad[oa])\b/g,
  },
  {
    kind: "shots",
    words:
      /\bdispar(?:os?|a|an|ando|aron|e|en)\b|\bbalazos?\b|\bbaleado\b|\btiros?\b|\bbalaceras?\b|\btiroteos?\b|\bbalas\b|\btirador\b|\bse (?:estan|andan) balaceando\b/g,
  },
  {
    kind: "weapon",
    words: new RegExp(
      `\\b(?:${WEAPON})\\b|\\barmad[oa]s?\\b|\\bamenaz\\w+(?: \\w+){0,4} (?:bate|martillo|botella|tubo|palo)\\b`,
      "g",
    ),
  },
  {
    kind: "unconscious",
    isDenial: true,
    words:
      /\binconsci?ente\w*|\bno (?:se )?(?:despierta|despertar|responde|reacciona|mueve|levanta)\b|\bno (?:quiere|puede) despertar\b|\bsin (?:conocimiento|sentido)\b/g,
  },
  {
    kind: "unconscious",
    words:
      /\bdesmay\w+|\bse desplomo\b|\bperdio el conocimiento\b|\btirad[oa] en (?:el piso|el suelo|la banqueta|la calle|la acera)\b/g,
  },
  {
    kind: "bleeding",
    words: /\bsangr\w+|\bdesangr\w+|\bhemorragia\b/g,
  },
  {
    kind: "overdose",
    words:
      /\bsobre ?dosis\b|\b(?:tomo|trago|tomado|tragado)(?: \w+){0,3} (?:pastillas|pildoras|veneno|cloro)\b|\bse inyecto\b|\benvenen\w+/g,
  },
  {
    kind: "suicide",
    lasts: true,
    words:
      /\bsuicid(?:arse|arme|io|a|ar|o)\b|\b(?:me (?:quiero|voy a)|se (?:quiere|va a|quiso|intento|iba a)) (?:matar|morir|ahorcar|colgar|aventar|tirar|quitar la vida|hacer dano)\b|\bquiere? (?:matarse|morirse|quitarse la vida|suicidarse|hacerse dano)\b|\bquitar(?:me|se)? la vida\b|\bahorcarse\b|\b(?:matarme|matarse)\b|\bse quiere (?:matar|morir)\b|\bva a (?:saltar|brincar|aventarse)\b/g,
  },
  {
    kind: "suicide",
    isDenial: true,
    lasts: true,
    words: /\b(?:ya )?no quier[eo] (?:seguir )?vi(?:vir|viendo)\b(?! (?:aqui|ahi|en|con))/g,
  },
  {
    kind: "medical",
    words:
      /\bambulancia\b|\bparamedicos?\b|\b(?:ataque|infarto)(?: \w+){0,2} corazon\b|\binfarto\b|\bataque cardiaco\b|\bconvulsion\w*|\bderrame\b|\bdolor (?:de|en el) pecho\b/g,
  },
  {
    kind: "officer",
    words:
      /\b(?:oficial|policia|agente)(?: \w+){0,3}? (?:herido|caido|necesita (?:ayuda|apoyo|refuerzos)|en peligro|baleado|golpeado)\b|\b(?:atac\w+|golpe\w+|dispar\w+|agred\w+) (?:a un|al|a una|a la) (?:policia|oficial)\b/g,
  },
  {
    kind: "crash",
    words: new RegExp(
      "\\batropell\\w+|\\b(?:choque|accidente|choco|chocaron|volco|volcadura|se volteo|se volco)\\b(?: \\w+){0,8}? (?:herid\\w+|lastimad\\w+|atrapad\\w+|prensad\\w+|muert\\w+|ambulancia)\\b|" +
        "\\b(?:carro|coche|camion|camioneta|troca) (?:\\w+ ){0,2}?(?:volteo|volco|volcado|voltead[oa])\\b|\\bgente atrapada\\b",
      "g",
    ),
  },
  {
    kind: "domestic",
    words: new RegExp(
      "\\bviolencia (?:domestica|familiar|intrafamiliar)\\b|\\bno me deja (?:salir|ir)\\b|\\bno la deja (?:salir|ir)\\b|" +
        "\\b(?:espos[oa]|marido|mujer|novi[oa]|pareja|ex)(?: \\w+){0,4} (?:pega\\w*|pego|golpe\\w+|amenaz\\w+|maltrat\\w+|jalone\\w+|avent\\w+|ahorc\\w+)\\b",
      "g",
    ),
  },
  {
    kind: "violence",
    words: new RegExp(
      "\\bpele(?:a|as|ando|andose|an)\\b|\\bse (?:estan|andan) (?:peleando|golpeando|pegando|madreando)\\b|\\brina\\b|" +
        "\\b(?:apunal|acuchill)\\w+|\\b(?:golpe|pate|atac|agred|viol|secuestr|estrangul|ahorc)(?:ando|eando|iendo|aron|earon|ieron|o|eo|io|an|ea|e)(?:l[aoe]s?|me|nos)?\\b|" +
        `\\b(?:l[aeo]s?|me|nos) (?:\\w+ ){0,2}?(?:pegando|pega|pegan|pego|pegaron|golpe\\w+|patean\\w+|atac\\w+|agred\\w+|apunal\\w+|viol\\w+|secuestr\\w+|ahorc\\w+|estrangul\\w+)\\b|` +
        `\\b(?:pega|pegan|pegando|pegaron|pego)(?:le)? ${ONE}|\\b(?:me|nos|la|lo|le|l[oa]s) (?:va|van|quiere|quieren) a? ?matar\\b|\\brehen(?:es)?\\b|\\bsecuestr\\w+|` +
        "\\bviolacion\\b|\\bviolaron\\b|\\bgritando auxilio\\b|\\bauxilio\\b",
      "g",
    ),
  },
  {
    kind: "burglary",
    words: new RegExp(
      `\\b(?:alguien|hombre|tipo|ladron\\w*|persona|gente)(?: \\w+){0,3}? (?:adentro|dentro|en)(?: de)? (?:mi|la|nuestra|su) ${HOUSE}\\b|` +
        "\\b(?:estan?|anda|andan) (?:robando|asaltando|forzando|entrando|metiendose|rompiendo)\\b|\\b(?:se|nos|me) (?:esta|estan) (?:metiendo|robando|asaltando)\\b|" +
        "\\b(?:tratando|intentando) de (?:entrar|abrir|meterse|forzar|tumbar)\\b|\\bforzando (?:la|mi|una)\\b|\\bladron(?:es)?\\b|\\bintrus[oa]s?\\b|" +
        "\\b(?:acaban? de|acaban? de) (?:asaltar|robar)\\w*|\\basalt(?:o|aron|ando|ante|ada|ado)\\b|\\batraco\\b|" +
        `\\bse (?:metio|metieron|meten) (?:\\w+ ){0,3}?(?:a|en) (?:mi|la|nuestra) ${HOUSE}\\b|\\btumbando (?:la|mi) puerta\\b|\\b(?:puerta|ventana) a patadas\\b`,
      "g",
    ),
  },
  {
    kind: "vulnerable",
    lasts: true,
    words: new RegExp(
      `\\b${CHILD}\\b(?: \\w+){0,6}? (?:sol[oa]s?|encerrad[oa]s?|perdid[oa]s?|desaparecid[oa]s?|abandonad[oa]s?|en peligro|en (?:la|medio de la) (?:calle|carretera)|se perdio|desaparecio)\\b|` +
        "\\b(?:viejit[oa]|ancian[oa]|abuelit[oa]|senor(?:a)? (?:mayor|grande))\\b(?: \\w+){0,5}? (?:perdid[oa]|desorientad[oa]|confundid[oa]|sol[oa]|cayo|desaparecid[oa]|en la calle)\\b|" +
        "\\bmaltrato (?:infantil|de menores)\\b|\\babus\\w+ (?:de|a) (?:un|una|menores|ninos)\\b|\\b(?:llevarse|roba\\w*|agarr\\w+) (?:a )?(?:un|una|al|la) (?:nin[oa]|bebe)\\b",
      "g",
    ),
  },
  {
    kind: "vulnerable",
    isDenial: true,
    lasts: true,
    words: new RegExp(
      `\\bno (?:encuentro|encontramos|encuentran|aparece)(?: \\w+){0,2} ${CHILD}\\b|\\b${CHILD}\\b(?: \\w+){0,3} no (?:aparece|llego|ha llegado|regreso|ha regresado)\\b`,
      "g",
    ),
  },
  {
    kind: "fire",
    words:
      /\bincendi\w+|\bfuego\b|\bse (?:esta|estan|me|nos|le)? ?(?:esta |estan )?quem(?:a|an|ando|o)\b|\bquemandose\b|\ben llamas\b|\bllamas\b(?! (?:a|por)\b)|\bhumo\b|\bexplosion\b|\bexploto\b|\besta ardiendo\b/g,
  },
  {
    kind: "gas",
    lasts: true,
    words:
      /\b(?:huele|olor|oler|apesta)(?: \w+){0,2} a(?: mucho)? gas\b|\b(?:fuga|escape) de gas\b|\bgas natural\b|\bhuevos? podridos?\b|\bmonoxido\b/g,
  },
  {
    kind: "wires",
    lasts: true,
    words:
      /\b(?:cables?|postes?|lineas?)(?: (?:de|la|luz|electric\w+|alta|tension|esta|estan|se)){0,5} (?:caid[oa]s?|tirad[oa]s?|cayo|cayeron|colgando|chispas|suelt[oa]s?)\b|\bcay(?:o|eron) (?:un|el|los|unos|las?) (?:cables?|postes?|lineas?)\b|\b(?:echa|echan|sacando|salen|sale) chispas\b/g,
  },
  {
    kind: "injury",
    words: /\bherid[oa]s?\b|\blastimad[oa]s?\b|\bmuert[oa]s?\b(?! de)|\bse (?:esta )?mur(?:io|iendo)\b|\bmuriendose\b/g,
  },
  { kind: "emergency", words: /\bemergencias?\b/g },
];

const STEP = "(?:una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|\\d+|un(?:os|as)|vari[oa]s|muchos|como \\w+)";

/** Spanish. */
export const SPANISH: Tongue = {
  harmless: [
    /\bno (?:es|era|se trata de)(?: \w+){0,3}? emergencias?\b|\bno (?:tengo|hay)(?: \w+)? emergencias?\b/g,
    /\b(?:sala|salida|numero|linea|luces|freno|contacto) de emergencias?\b/g,
    /\b(?:calle|avenida|callejon|camino|colonia|barrio|plaza|boulevard|privada) (?:del? )?(?:la |los |las )?\w+/g,
    /\bfuegos artificiales\b|\bquemando (?:cohetes|cuetes|fuegos|basura|hojas)\b/g,
    /\b(?:detector|alarma)(?:es)? de humo(?= (?:\w+ ){0,4}?(?:pit|bip|pila|bateria|suena cada))/g,
    /\bbomber[oa]s?\b|\bbomba de (?:agua|gasolina)\b/g,
    /\bmuer\w+ de (?:hambre|risa|sueno|frio|calor|ganas|verguenza|aburrimiento|sed|miedo)\b|\bmuriendo de (?:hambre|risa|sueno|frio|calor|ganas|aburrimiento|sed)\b/g,
    /\b(?:ruido|musica|calor|espera|dolor|esto)(?: \w+){0,2} (?:me )?(?:esta |tiene )?(?:matando|mata)\b/g,
    /\b(?:cuchillos?|navajas?) de (?:cocina|mantequilla|plastico)\b(?= (?:nuevos?|perdid))/g,
    /\b(?:pistolas?|armas?) de (?:agua|juguete|silicon|clavos|pintura)\b/g,
    /\btiros? (?:de esquina|libre|al blanco)\b|\bse tiro\b/g,
    /\b(?:presion|banco|examen|prueba|donar) (?:de )?(?:la )?sangre\b/g,
    /\bgas (?:lp|butano)? ?(?:del carro|de la estufa)? ?(?:caro|barato)\b/g,
  ],
  joints: /\b(?:y|pero|porque|entonces|ahora|ahorita|aunque)\b/,
  denial: new RegExp(
    "\\b(?:no|nadie|nunca|jamas|sin|ni|ningun[oa]?|tampoco)" +
      "(?: (?!(?:el|ella|ellos|creo|se si|suelta|baja|quiere soltar|deja|ayuda)\\b)[a-z0-9]+){0,4} ?$|\\bno creo que(?: \\w+){0,4} ?$",
  ),
  past: new RegExp(
    `\\bayer\\b|\\banoche\\b|\\bantier\\b|\\banteayer\\b|\\bel otro dia\\b|\\bhace ${STEP} (?:dias?|noches?)\\b|\\bel fin de semana\\b|\\bel (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)\\b`,
  ),
  longPast: new RegExp(
    `\\b(?:semana|mes|ano|verano|invierno) pasad[oa]\\b|\\bhace (?:como |mas de |casi )?${STEP} (?:semanas?|mes(?:es)?|anos?)\\b|\\bhace (?:mucho|tiempo|anos|meses)\\b|\\bcuando era\\b|` +
      "\\ben (?:el )?(?:19|20)\\d\\d\\b|\\ben (?:la|una|el) (?:pelicula|serie|tele|television|novela|sueno|juego|videojuego)\\b|\\ben (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\\b",
  ),
  goesOn: /^ (?:\w+ ){0,2}?(?:estaba|era|fue|fueron|habia)\b/,
  present: /\btodavia\b|\baun\b|\bsigue\w*\b|\bdesde\b|\ben este momento\b|\bahora mismo\b/,
  unless: UNLESS_ES,
  rules: ES,
};

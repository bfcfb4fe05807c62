/** What danger sounds like in Spanish, as it is spoken in the Americas. */

import { BODY_ES } from "./danger_es_body.ts";
import { SCENE_ES } from "./danger_es_scene.ts";
import { WORDS_ES } from "./danger_es_words.ts";
import { phrases, type Tongue } from "./danger_rules.ts";

const say = (text: string) => phrases(WORDS_ES, text);

/** Kinds whose words mean something else beside these. */
const UNLESS: Tongue["unless"] = {
  weapon: say(String.raw`
    (rob(aron|o|ad[oa]s?)|hurt\w+|llevaron|perdi(o|da|do)?|permiso|licencia|registr\w+|legal|entregar|vender|comprar) (\w+ ){0,4}?<weapon>
    no se si (\w+ ){0,3}?armas?
  `),
  fire: say(String.raw`
    humo (de|del) (cigarr\w+|marihuana|tabaco|parrilla)
    quemando (cohetes|cuetes|basura)
  `),
  unconscious: say(String.raw`
    (trafico|telefono|mensajes?|carro|linea|casero|banco) .. no (se )?(mueve|responde|contesta)
  `),
  bleeding: /\b(?:presion|donar|banco|examen|prueba) de sangre\b/,
  violence: say(String.raw`
    (peg|golpe|choc|pate)\w+ (a |con )?(mi|el|un|su|al) <vehicle>
    <beast> .. pele\w+
  `),
  domestic: say(String.raw`
    (golpe|choc|ray)\w+ (mi|el|su) <vehicle>
  `),
  vulnerable: say(String.raw`
    (de|a) mi (hij|niet)[oa] (la |el |su )?(bicicleta|mochila|telefono)
    (bicicleta|mochila|telefono) de mi
    no (lo|la) (encuentro|hallo|encontramos) .. (cartera|bolsa|telefono|carro|perro|perrito|gato)
    (cartera|bolsa|telefono|carro|perro|perrito|perra|gato|gata|bicicleta|llaves|pasaporte|licencia) .. no (lo|la) (encuentro|hallo|encontramos)
  `),
  crash: say(String.raw`
    atropell\w+ (a )?(un|una|al|mi|el|la) <beast>
  `),
  injury: say(String.raw`
    (<beast>|telefono|pila|bateria)s? (\w+ ){0,2}?(herid|lastimad|muert)[oa]s?
  `),
  medical: say(String.raw`
    ambulancia (\w+ ){0,4}?(estacionad|bloque)\w*
  `),
};

const STEP = "una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|\\d+|un(os|as)|vari[oa]s|muchos";

/** Spanish. */
export const SPANISH: Tongue = {
  harmless: [
    /\bno (?:es|era|se trata de)(?: \w+){0,3}? emergencias?\b|\bno (?:tengo|hay)(?: \w+)? emergencias?\b/g,
    /\b(?:sala|salida|numero|linea|luces|freno|contacto) de emergencias?\b/g,
    /\b(?:calle|avenida|callejon|camino|colonia|barrio|plaza|boulevard|privada) (?:del? )?(?:la |los |las |el )?(?:fuego|cuchill\w+|pistola|bomber\w*|incendio|armas?|balas?|sangre|machete|gas|humo|muerte|navaja|tiro|batalla)\b/g,
    /\balarma (?:de|contra) (?:robos?|ladrones|intrus[oa]s?)\b/g,
    /\bfuegos artificiales\b|\bquemando (?:cohetes|cuetes|fuegos|basura|hojas)\b/g,
    /\b(?:detector|alarma)(?:es)? de humo(?= (?:\w+ ){0,4}?(?:pit|bip|pila|bateria|suena cada))/g,
    /\balarma de incendios?(?= .*\b(?:accidente|error|palomitas|cocinando)\b)/g,
    /\bbomber[oa]s?\b|\bbomba de (?:agua|gasolina)\b/g,
    /\bmuer\w+ de (?:hambre|risa|sueno|frio|calor|ganas|verguenza|aburrimiento|sed|miedo)\b|\bmuriendo de (?:hambre|risa|sueno|frio|calor|ganas|aburrimiento|sed)\b/g,
    /\b(?:ruido|musica|calor|espera|dolor|esto)(?: \w+){0,2} (?:me )?(?:esta |tiene )?(?:matando|mata)\b/g,
    /\b(?:casi|por poco) (?:me |nos |le )?(?:da|dio|dan|dieron) un (?:infarto|ataque)\b/g,
    /\b(?:pistolas?|armas?) de (?:agua|juguete|silicon|clavos|pintura)\b/g,
    /\btiros? (?:de esquina|libre|al blanco)\b|\bse tiro\b/g,
    /\b(?:presion|banco|examen|prueba|donar) (?:de )?(?:la )?sangre\b/g,
  ],
  joints: /\b(?:y|pero|porque|entonces|(?:ahora|ahorita)(?! mismo)|aunque)\b/,
  denials: "no|nadie|nunca|jamas|sin|ni|ningun[oa]?|tampoco",
  turns: "el|ella|ellos|creo|se si|suelta|baja|quiere soltar|par[ae]n?|dejan?|ayuda",
  doubts: "no creo que",
  past: phrases(
    { step: STEP },
    String.raw`
      ayer
      anoche
      antier
      anteayer
      el otro dia
      hace <step> (dias?|noches?)
      el fin de semana
      el (lunes|martes|miercoles|jueves|viernes|sabado|domingo)
    `,
  ),
  longPast: phrases(
    { step: STEP },
    String.raw`
      (semana|mes|ano|verano|invierno) pasad[oa]
      hace (como |mas de |casi )?<step> (semanas?|mes(es)?|anos?)
      hace (mucho|tiempo|anos|meses)
      cuando era
      en (el )?(19|20)\d\d
      en (la|una|el) (pelicula|serie|tele|television|novela|sueno|juego|videojuego)
      en (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)
    `,
  ),
  present: phrases(
    {},
    String.raw`
      todavia
      aun
      sigue\w*
      desde
      en este momento
      (ahora|ahorita) mismo
      (el|ella|hombre|senor|senora|tipo|novio|esposo|ex|pasad[oa]) (tiene|trae|esta|anda)
    `,
  ),
  goesOn: /^ (?:\w+ ){0,2}?(?:estaba|era|fue|fueron|habia)\b/,
  unless: UNLESS,
  rules: [...BODY_ES, ...SCENE_ES],
};

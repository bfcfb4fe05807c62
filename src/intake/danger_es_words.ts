/** Lists of Spanish words that the rules share, as alternatives of a regular expression over plain words. */

const KIN =
  "mama|mami|papa|papi|madre|padre|(?:hijastr|espos|herman|amig|vecin|abuel|abuelit|ti|prim|sobrin|niet|suegr|cunad|hij|novi)[oa]s?|" +
  "(?:padr|madr)astr[oa]|marido|mujer|pareja|compadre|comadre|bebes?|nin[oa]s?|ex";

/** By name, for `phrases()`. */
export const WORDS_ES = {
  human:
    `${KIN}|hombres?|mujer(?:es)?|senor(?:a|es|as|it[oa])?|much\\w*ch[oa]s?|chic[oa]s?|chav[oa]s?|jov\\w+|personas?|gente|alguien|` +
    "policias?|oficial(?:es)?|conductor\\w*|chofer|cajer[oa]|emplead[oa]|ciclista|peaton|motociclista|viejit[oa]s?|ancian[oa]s?|" +
    "tip[oa]s?|vat[oa]s?|sujet[oa]s?|borrach[oa]s?|indigente",
  child:
    "bebes?|nin[oa]s?|nen[ea]s?|hij[oa]s?|hijit[oa]s?|niet[oa]s?|criaturas?|menor(?:es)?|chiquit[oa]s?|recien nacid[oa]",
  frail: "viejit[oa]s?|ancian[oa]s?|abuelit[oa]s?|abuel[oa]|senora? (?:mayor|grande|de edad)|adult[oa] mayor",
  partner:
    "espos[oa]|marido|mujer|novi[oa]|pareja|ex|padrastro|(?:mi|su|el) papa|(?:mi|su|el) padre|suegr[oa]|cunad[oa]",
  weapon:
    "armas?(?: de fuego)?|pistoll?as?|fuscas?|cuetes? en la mano|rifles?|escopetas?|cuchill?[oy]s?|cuchiy[oa]s?|navajas?|" +
    "machetes?|revolver|metralletas?|cuernos? de chivo|bombas?|explosivos?|granadas?|hachas?|punal",
  tool: "bate|martillo|botella|tubo|palo|piedras?|cadena|tijeras|desarmador|picahielo|fierro|cinturon|cinto",
  house:
    "casa|apartamento|departamento|depa|garaje|cochera|cuarto|edificio|tienda|negocio|sala|cocina|recamara|bano|farmacia|banco|oficina|escuela",
  vehicle: "carros?|coches?|autos?|camion(?:es|eta|etas)?|trocas?|trailer|autobus|motos?|motocicletas?|tren|taxi|van",
  /** What is no person. */
  beast: "perr[oa]s?|perrit[oa]s?|gat[oa]s?|gallos?|venados?|pajaros?|animal(?:es)?",
  /** To him, to a woman, to my son. */
  whom: "(?:a (?:un[oa]?s?|la|el|los|las|mis?|su|otr[oa]|est[ea]) |al )(?:\\w+ )?",
} as const;

/** Lists of English words that the rules share, as alternatives of a regular expression over plain words. */

const KIN =
  "(?:step)?(?:moms?|mothers?|mum|dads?|fathers?|sons?|daughters?|brothers?|sisters?|kids?|child|children)|wife|husband|" +
  "girl ?friends?|boy ?friends?|partner|fiancee?|spouse|friends?|roommate|neighbou?rs?|grand(?:ma|pa|mother|father|son|" +
  "daughter|parents)|uncle|aunt|cousin|nephew|niece|bab(?:y|ies)|coworker|boss|family|parents|ex";

const HUMAN =
  `${KIN}|m[ae]n|wom[ae]n|guys?|girls?|boys?|lad(?:y|ies)|dudes?|gentleman|persons?|people|somebody|someone|` +
  "every(?:one|body)|any(?:one|body)|strangers|residents?|patients?|drivers?|riders?|passengers?|pedestrians?|cyclists?|bicyclists?|bikers?|cops?|officers?|polic\\w+|clerks?|" +
  "cashiers?|employees?|workers?|students?|teachers?|nurses?|teen\\w*|toddlers?|infants?|customers?|stranger|homeless|" +
  "him|her|me|us|them|each other";

const CHILD =
  "(?:step)?(?:son|daughter)|kids?|child|children|bab(?:y|ies)|toddlers?|infants?|newborn|little (?:girl|boy)s?|" +
  "\\w+ (?:year|month)s? olds?|grand(?:son|daughter|kids?|child)|niece|nephew";

const WEAPON =
  "(?:hand ?|shot ?|machine ?|pellet )?gunn?s?|pistols?|firearms?|rifles?|revolvers?|glocks?|ak(?: ?47)?|ar ?15|uzi|" +
  "kni(?:fe|ves?|fes)|nife|blades?|gun ?point|knife ?point|machetes?|swords?|axe|hatchet|crossbow|weapons?|(?:pipe )?bombs?|" +
  "explosives?|grenades?|molotov|brass knuckles|taser";

/** By name, for `phrases()`. */
export const WORDS_EN = {
  human: HUMAN,
  /** A person as the object of a verb: up to two words may stand before. */
  one: `(?:\\w+ ){0,2}?(?:${HUMAN})`,
  child: CHILD,
  /** Old or confused. */
  frail:
    "(?:elder\\w*|old|senile|confused|disoriented|disabled) (?:m[ae]n|wom[ae]n|lad\\w+|guy|person|people|neighbou?r|gentleman)|" +
    "grand(?:ma|pa|mother|father)",
  partner:
    "husband|wife|boy ?friend|girl ?friend|partner|fiancee?|spouse|ex(?: (?:husband|wife|boyfriend|girlfriend))?|" +
    "step(?:dad|mom|father|mother|son)|baby daddy",
  weapon: WEAPON,
  tool:
    "bats?|hammer|crowbar|pipe|bottle|chain|scissors|screwdriver|shovel|rocks?|bricks?|stick|pole|broom|golf club|" +
    "tire iron|wrench|belt|hose|pan|chair|box cutter|ice pick|pitchfork",
  bone: "legs?|arms?|back|neck|hip|skull|ankle|wrist|ribs?|jaw|nose|foot|collarbone|shoulder|bones?",
  body: "head|face|neck|throat|chest|stomach|back|legs?|arms?|foot|feet|hand|shoulder|hip|thigh|side|eye",
  vehicle:
    "cars?|trucks?|bus|van|suv|minivan|vehicle|train|semi|pickup|jeep|taxi|motorcycle|motorbike|scooter|atv|tractor|" +
    "trailer|eighteen wheeler|18 wheeler",
  house:
    "house|home|apartment|apt|garage|basement|attic|building|room|bedroom|kitchen|bathroom|living room|store|shop|place|" +
    "trailer|condo|shed|office|yard",
  /** What is no person. */
  beast: "dog|puppy|cat|kitten|deer|raccoon|rooster|squirrel|bird|animal|coyote|horse|cow|mailbox|parked car",
  denied: "not|isnt|aint|arent|wont|doesnt|dont|didnt|cant|cannot|can not|couldnt|hasnt|wasnt|never",
} as const;

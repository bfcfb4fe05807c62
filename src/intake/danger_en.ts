/** What danger sounds like in English. Spellings are those of callers and of transcription, right and wrong. */

import type { Rule, Tongue } from "./danger_rules.ts";
import { HARMLESS_EN } from "./danger_en_harmless.ts";

const KIN = "moms?|mothers?|mum|dads?|fathers?|wife|husband|sons?|daughters?|brothers?|sisters?|girlfriend|boyfriend|" +
  "partner|friends?|roommate|neighbou?rs?|grand(?:ma|pa|mother|father|son|daughter)|uncle|aunt|cousin|nephew|niece|" +
  "kids?|child|children|baby|babies|coworker|family|parents|ex";
const HUMAN = `${KIN}|m[ae]n|wom[ae]n|guys?|girls?|boys?|lady|ladies|dude|gentleman|persons?|people|somebody|someone|` +
  "everyone|drivers?|riders?|passengers?|pedestrians?|cyclists?|bicyclists?|bikers?|cops?|officers?|polic\\w+|clerk|" +
  "cashier|employees?|workers?|students?|teachers?|nurse|teen\\w*|toddlers?|infants?|customers?|him|her|me|us|them|" +
  "each other";
/** A person as the object of a verb: up to two words may stand before. */
const ONE = `(?:\\w+ ){0,2}?(?:${HUMAN})\\b`;
const CHILD = "(?:kids?|child|children|baby|babies|toddlers?|infants?|little (?:girl|boy|kid)s?|son|daughter|" +
  "(?:\\w+ )(?:year|month)s? olds?|grandson|granddaughter|niece|nephew)";
const FRAIL =
  "(?:elder\\w*|old|senile|confused|disabled|demented) (?:m[ae]n|wom[ae]n|lad\\w+|guy|person|people|neighbou?r)|" +
  "(?:grandma|grandpa|grandmother|grandfather) with dementia";
const PARTNER = "(?:husband|wife|boy ?friend|girl ?friend|partner|fiance|ex|ex husband|ex wife|spouse)";
/** What is no person. */
const BEAST = "(?:dog|cat|deer|raccoon|rooster|squirrel|bird|animal|coyote|mailbox|parked car)";
const WEAPON =
  "(?:hand ?|shot ?|machine )?gunn?s?|pistols?|firearms?|rifles?|revolvers?|glocks?|ar ?15|kni(?:fe|ves?|fes)|" +
  "nife|gun ?point|knife ?point|machetes?|swords?|axe|hatchet|crossbow|weapons?|bombs?|explosives?|grenades?";

/** Kinds whose words mean something else beside these. */
const UNLESS_EN: Tongue["unless"] = {
  weapon: new RegExp(
    `\\b(?:stole|stolen|steal\\w*|swiped|lost|missing|found|permit|licen[cs]e|legal|allowed|regist\\w+|turn\\w* in|hand\\w* in|` +
      `rid of|dispos\\w+|surrender\\w*|buy\\w*|sell\\w*)(?: \\w+){0,4} (?:${WEAPON})\\b|` +
      `\\b(?:${WEAPON})(?: \\w+){0,4} (?:stolen|missing|permit|licen[cs]e)\\b|` +
      `\\btook (?:my|our|all|both|two|three|four|\\d+|some|several)(?: \\w+){0,2} (?:${WEAPON})\\b|` +
      "\\b(?:dont|do not) know (?:if|whether)(?: \\w+){1,4} weapons?\\b|\\bnot sure (?:if|whether)(?: \\w+){1,4} weapons?\\b",
  ),
  unconscious: /\b(?:traffic|line|cars?|vehicle|truck|train|clock|elevator) (?:is |are |isnt |not |wont )+mov/,
  suicide: /\b(?:trampoline|jump (?:rope|in line|the fence|over))\b/,
  violence: new RegExp(`\\b${BEAST}s? (?:are |is |keep |keeps )?(?:\\w+ )?fight`),
  domestic: /\b(?:hit|hitting|hits|threw|keyed) (?:my|the|his|her) (?:\w+ )?(?:car|mailbox|fence|truck|tires?)\b/,
  vulnerable:
    /\b(?:son|daughter|kid|child|grandson)s? (?:\w+ )?(?:bike|bicycle|phone|backpack|toy|dog|cat|stroller|scooter)\b|\bchild support\b/,
  crash: new RegExp(
    `\\b${BEAST}s?(?: \\w+){0,3} (?:hit|struck|run over)\\b|\\b(?:hit|struck|ran over) (?:\\w+ ){0,2}?${BEAST}\\b|\\b(?:computer|laptop) `,
  ),
  wires: /\b(?:internet|tv|phone service|transfer|fraud)\b/,
  injury: new RegExp(
    `\\b(?:${BEAST}|phone|battery|plant|feeling|line|grass)s?(?: \\w+){0,2} (?:hurt|injured|dying|dead)\\b`,
  ),
  medical:
    /\bambulance(?: \w+){0,4} (?:bill|blocked|blocking|parked|siren)|\b(?:bill|block\w*|parked)(?: \w+){0,4} ambulance\b/,
};

const EN: readonly Rule[] = [
  {
    kind: "not_breathing",
    isDenial: true,
    words: new RegExp(
      "\\b(?:not|isnt|aint|barely|hardly|stop\\w*|quit\\w*|never started) (?:really )?breath\\w*|" +
        "\\b(?:cant|cannot|can not|couldnt|doesnt|wont) (?:\\w+ )?breathe?\\b|" +
        "\\b(?:dont|do not) think (?:hes|shes|theyre|he is|she is|its|the \\w+ is) breathing\\b|" +
        "\\b(?:trouble|difficulty|problems?|struggling|hard time|gasping|stopped) (?:\\w+ )?(?:breath\\w*|for air)\\b|" +
        "\\bturn(?:ing|ed) blue\\b|\\bno (?:pulse|heartbeat)\\b|\\bdrown(?:ing|ed)\\b",
      "g",
    ),
  },
  { kind: "not_breathing", words: /\bchoking\b(?! (?:me|him|her|a|my|the|us)\b)/g },
  {
    kind: "shots",
    words: new RegExp(
      "\\bgun ?(?:shots?|fire)\\b|\\bshots\\b|\\bshoot(?:s|ing|er|ers)?\\b|\\bgot shot\\b|\\b(?:was|been|were|is|being) shot\\b|" +
        `\\bshot (?:at )?${ONE}|\\bfir(?:ed|ing) (?:a|his|her|the|some|at|shots)\\b|\\bdrive by shoot`,
      "g",
    ),
  },
  {
    kind: "weapon",
    words: new RegExp(`\\b(?:${WEAPON})\\b|\\barmed\\b|\\b(?:bomb threat)\\b`, "g"),
  },
  {
    kind: "weapon",
    words: /\b(?:threaten\w*|swing\w*|chas\w+|com\w+ at)\b(?: \w+){0,6} (?:bat|hammer|crowbar|pipe|bottle|chain)\b/g,
  },
  {
    kind: "unconscious",
    isDenial: true,
    words: new RegExp(
      "\\bun ?con(?:sc|c|ch)i?ous\\w*|\\b(?:wont|isnt|not|doesnt|cant|couldnt|didnt|aint) (?:\\w+ ){0,2}?wak(?:e|ing)(?: (?:up|him|her))?\\b|" +
        "\\bunrespons\\w+|\\bnot respond\\w*|\\b(?:isnt|not|wont|doesnt|aint) (?:mov(?:e|ing)|getting up|get up|responding)\\b",
      "g",
    ),
  },
  {
    kind: "unconscious",
    words: /\bpassed out\b|\bcollapsed?\b|\bfaint(?:ed|ing)\b|\bout cold\b|\bknocked out\b|\bperson down\b/g,
  },
  {
    kind: "bleeding",
    words: /\bbleed\w*|\bblood\b|\bhemorrhag\w+|\bbled\b/g,
  },
  {
    kind: "overdose",
    words: new RegExp(
      "\\bover ?dos\\w+|\\b(?:took|swallowed|taken|ate|popped|drank) (?:\\w+ ){0,4}?(?:pills|bleach|poison|fentanyl|antifreeze)\\b|" +
        "\\bneedle (?:\\w+ ){0,2}?(?:in|still) (?:\\w+ )?arm\\b|\\bpoisoned\\b",
      "g",
    ),
  },
  {
    kind: "suicide",
    lasts: true,
    words: new RegExp(
      "\\bsuicid\\w*|\\b(?:kill|hurt|harm|hang|shoot|cut|cutting|killing|hurting|harming|hanging) (?:my|him|her|your|them) ?sel(?:f|ves)\\b|" +
        "\\b(?:end|ending|take|taking) (?:my|his|her|their|your) (?:own )?life\\b|\\bend it all\\b|\\bwants? to die\\b|" +
        "\\b(?:going to|gonna|wants? to|trying to|about to|threatening to|shell|hell|ill|will|might) jump\\b",
      "g",
    ),
  },
  {
    kind: "suicide",
    isDenial: true,
    lasts: true,
    words:
      /\b(?:dont|doesnt|do not|does not|no longer) (?:\w+ )?wants? to (?:live|be alive|be here)(?: any ?more)?\b(?! (?:here|there|in|with|at|next))/g,
  },
  {
    kind: "medical",
    words:
      /\bambulance\b|\bparamedics?\b|\bheart attack\b|\bseizures?\b|\bstroke\b|\bchest pains?\b|\bgoing into labor\b|\bin labor\b|\ballergic reaction\b|\bcardiac arrest\b/g,
  },
  {
    kind: "officer",
    words: new RegExp(
      "\\bofficers? (?:is |are |was )?(?:down|hurt|shot|injured|in trouble|in danger|needs? (?:help|backup|assistance))\\b|" +
        "\\b(?:officer|cop|policeman|policewoman|deputy|trooper)s?(?: \\w+){0,3}? (?:attacked|beat\\w*|shot|stabbed|in trouble|needs? (?:help|backup)|down)\\b",
      "g",
    ),
  },
  {
    kind: "crash",
    words: new RegExp(
      "\\b(?:crash\\w*|accident|wreck\\w*|collision|rolled|rollover|flipped|overturned)\\b(?: \\w+){0,12}? (?:hurt|injur\\w+|trapped|pinned|stuck|ejected|dead|died|ambulance)\\b|" +
        `\\b(?:${HUMAN}|bike|bicycle|motorcycle|i)(?: \\w+){0,2} (?:was|were|got|been|is|just got)? ?(?:hit|struck|run over|knocked down) by (?:a|the|an|this|some) (?:\\w+ )?(?:car|truck|bus|van|suv|vehicle|train|driver|motorcycle|bike)\\b|` +
        `\\b(?:car|truck|bus|van|suv|driver|vehicle|train) (?:\\w+ ){0,2}?(?:hit|struck|ran over|ran into|knocked down) (?:a|an|the|my|some|this|two) (?:\\w+ )?(?:${HUMAN}|bike|bicycle|motorcycle)\\b|` +
        "\\b(?:car|truck|van|suv|bus|vehicle) (?:\\w+ )?(?:flipped|rolled over|overturned|upside down)\\b|\\brun over\\b|\\brollover\\b|" +
        "\\bmotorcycle (?:crash\\w*|accident|wreck)\\b",
      "g",
    ),
  },
  {
    kind: "domestic",
    words: new RegExp(
      "\\bdomestic (?:violence|abuse|assault)\\b|\\bwont let (?:me|her|him|us) (?:leave|go|out)\\b|" +
        `\\b${PARTNER} (?:\\w+ ){0,4}?(?:hit\\w*|beat\\w*|threaten\\w*|chok\\w+|push\\w*|shov\\w*|attack\\w*|throwing|slapp?\\w*|grabb?\\w*|trying to get in)\\b|` +
        "\\bbeat\\w* (?:\\w+ )?(?:wife|girlfriend|husband|boyfriend|kids?|children)\\b|\\bhurting (?:me|my \\w+)\\b|" +
        "\\b(?:restraining|protect\\w+) order (?:and )?(?:hes|shes|he|she|is|but)\\b",
      "g",
    ),
  },
  {
    kind: "violence",
    words: new RegExp(
      "\\bfist ?fight\\w*|\\bfight(?:s|ing)?\\b|\\bstabb\\w+|\\bstab\\b|" +
        `\\b(?:hit|hitt\\w+|beat\\w*|punch\\w*|kick\\w*|slap\\w*|strangl\\w*|chok\\w+|attack\\w*|assault\\w*|jumped|grabb?\\w*|` +
        `slash\\w*|hurting|threaten\\w* to kill|threatening|kidnapp?\\w*|abduct\\w*|molest\\w*|rap(?:e|ed|ing)) (?:up (?:on )?)?${ONE}|` +
        "\\b(?:being|getting|gets|got|been|was) (?:beat\\w*|attacked|jumped|assaulted|strangled|choked|punched|kicked|raped|kidnapped|mugged|slashed)\\b|" +
        `\\b(?:is|are|will|gonna|going to|to|wants to|trying to|hes|shes|theyre) kill(?:ing)? (?!my\\w* (?:car|lawn|plants|dog|cat)\\b)${ONE}|` +
        "\\bmurder(?:ed|ing)?\\b|\\briot\\w*\\b|\\bhostages?\\b|\\bkidnapp?\\w*\\b|\\brap(?:e|ed|ing)\\b|\\bheld against\\b|" +
        "\\bscreaming (?:for )?help\\b|\\bbrawl\\w*\\b",
      "g",
    ),
  },
  {
    kind: "burglary",
    words: new RegExp(
      "\\b(?:is|are|was|someones|somebodys|hes|shes|theyre|guys?|man|try\\w* to|hear\\w*(?: \\w+)?|see\\w*(?: \\w+)?|keeps?) (?:\\w+ )?break(?:ing)? (?:in(?:to)?|through|down)\\b|" +
        "\\b(?:someone|somebody|people|stranger|man|guy|intruder|burglar|person|theyre|hes)(?: is| are| who|s)?(?: still)? (?:in|inside)(?: of)? (?:my|our|the|her|his|their|this) (?:\\w+ )?(?:house|home|apartment|garage|basement|attic|building|room|bedroom|kitchen|store|shop|place)\\b|" +
        "\\bstill inside\\b|\\bintruders?\\b|\\bburglars?\\b|\\b(?:home ?invasion)\\b|" +
        "\\b(?:kick|pry|forc|smash|break|bang)\\w* (?:in |open |down |on )?(?:my|our|the|her|his) (?:\\w+ )?(?:door|window)s?\\b|" +
        "\\btry\\w* to (?:get|come|kick|climb) in\\b(?!to the (?:line|queue))|\\bclimb\\w* (?:\\w+ )?(?:in|into|through) (?:\\w+ )*(?:window|balcony|house)s?\\b|" +
        "\\brobb?(?:ing|ery|ed|er|ers)?\\b|\\bheld up\\b|\\bhold ?up\\b|\\bcar ?jack\\w*|\\bmugg(?:ed|ing|er)\\b|" +
        "\\bbroke (?:in(?:to)?) (?:my|our|the|her|his) (?:\\w+ )?(?:house|home|apartment|bedroom)\\b",
      "g",
    ),
  },
  {
    kind: "vulnerable",
    lasts: true,
    words: new RegExp(
      `\\b(?:${CHILD})\\b(?: \\w+){0,6}? (?:missing|locked in|alone|by (?:himself|herself|themselves|itself)|unattended|abandoned|wander\\w+|in traffic|in danger|disappeared|ran away|not come home|abused)\\b|` +
        `\\bmissing (?:child|kid|girl|boy|toddler|baby)\\b|\\b(?:lost|left|leave|leaving|locked|abandon\\w*|abus\\w+|grab\\w*|tak\\w+|snatch\\w*) (?:\\w+ ){0,3}?${CHILD}\\b(?: \\w+){0,4} (?:alone|car|cold|store|mall|park|outside|van|themselves|truck)\\b|` +
        `\\b(?:baby|babies|toddler|infant|child|kid|kids) (?:\\w+ ){0,4}?(?:hot car|in the car|in a car|in traffic|in the (?:road|street|highway))\\b|` +
        `\\b(?:${FRAIL})\\b(?: \\w+){0,6}? (?:alone|lost|wander\\w*|in traffic|in the (?:road|street|snow|cold)|missing|fell|fallen)\\b|` +
        "\\bchild (?:abuse|abduction|neglect)\\b|\\belder abuse\\b|\\bamber alert\\b",
      "g",
    ),
  },
  {
    kind: "vulnerable",
    isDenial: true,
    lasts: true,
    words: new RegExp(
      `\\b(?:cant|cannot|cant seem to|couldnt) find (?:\\w+ )?${CHILD}\\b(?! (?:bike|phone|toy|bag))|` +
        `\\b(?:${CHILD})\\b (?:\\w+ ){0,2}?(?:didnt|hasnt|has not|did not|never) (?:come|came|made it|return\\w*|show\\w*)(?: \\w+){0,2} (?:home|back|school|up)\\b`,
      "g",
    ),
  },
  {
    kind: "fire",
    words: new RegExp(
      "\\bfires?\\b|\\bflames?\\b|\\b(?:is|are|its|house|building|car|truck|tree|roof) burning\\b|\\bburning (?:down|up)\\b|" +
        "\\bburning (?:house|building|car)\\b|\\bburnt? down\\b|\\bsmoke\\b|\\bexplo(?:sion|ded|ding)\\b",
      "g",
    ),
  },
  {
    kind: "gas",
    lasts: true,
    words: new RegExp(
      "\\b(?:smell\\w*|odor of|odour of|stinks? of|reeks? of)(?: \\w+){0,5}? (?:natural )?gas\\b|\\bgas (?:leak\\w*|line|smell|odor|main|explosion)\\b|" +
        "\\brotten eggs?\\b|\\b(?:leaking|hissing) (?:\\w+ )?(?:gas|propane)\\b|\\bpropane leak\\b|\\bcarbon monoxide\\b",
      "g",
    ),
  },
  {
    kind: "wires",
    lasts: true,
    words: new RegExp(
      "\\b(?:wires?|power ?lines?|electric\\w* (?:line|cable|wire)s?|live wires?|cables?|utility pole)(?: (?:is|are|came|come|fell|has|have|been|just|a|that|thats|the|in|on|knocked|hanging|lying|laying)){0,4} (?:down|fell|fallen|ground|street|road|sidewalk|spark\\w*|low|yard)\\b|" +
        "\\b(?:down(?:ed)?|fallen|live|sparking|exposed) (?:\\w+ )?(?:power ?)?(?:wires?|lines?)\\b|\\bwires? (?:\\w+ )?spark\\w*\\b|\\btook down (?:\\w+ ){0,2}?(?:power )?lines?\\b",
      "g",
    ),
  },
  {
    kind: "injury",
    words: new RegExp(
      `\\b(?:${HUMAN}|he|she|they|hes|shes|theyre|im|i am|someones|somebodys|is|are|was|got|badly|really|seriously) (?:(?!not\\b|never\\b|no\\b)\\w+ )?(?:hurt|injured|wounded|dying|dead)\\b|` +
        "\\b(?:there (?:is|are)|theres) (?:\\w+ )?(?:injuries|injured|wounded)\\b|\\bbroken (?:leg|arm|neck|bone)\\b|\\bdead body\\b",
      "g",
    ),
  },
  { kind: "emergency", words: /\bemergenc(?:y|ies)\b/g },
];

const STEP =
  "(?:one|two|three|four|five|six|seven|eight|nine|ten|\\d+|a few|a couple(?: of)?|several|some|many|a|an|few)";

/** English. */
export const ENGLISH: Tongue = {
  harmless: HARMLESS_EN,
  joints: /\b(?:and|but|because|so|then|now|although|though|except)\b/,
  denial: new RegExp(
    "\\b(?:no|not|isnt|arent|wasnt|werent|dont|doesnt|didnt|hasnt|havent|hadnt|aint|never|without|nobody|nobodys|no ?ones?|" +
      "none|neither|nor)" +
      // A new subject, or a weapon that is not put down, is not denied.
      "(?: (?!(?:he|she|they|hes|shes|theyre|theres|there|ill|im|put\\w*|drop\\w*|lower\\w*|lett?\\w*|stopp?\\w*|leav\\w+|help\\w*|answer\\w*)\\b)[a-z0-9]+){0,4} ?$" +
      "|\\b(?:dont|didnt|do not) (?:think|believe|see)(?: \\w+){0,4} ?$",
  ),
  past: new RegExp(
    `\\byesterday\\b|\\blast (?:night|time|evening)\\b|\\bthe other (?:day|night)\\b|\\b${STEP} (?:days?|nights?) ago\\b|` +
      "\\bover the weekend\\b|\\bthis weekend\\b|\\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\\b|\\bearlier this week\\b|\\bthe night before\\b",
  ),
  longPast: new RegExp(
    `\\blast (?:week|month|year|summer|winter|spring|fall|autumn|christmas|mon|tues|wednes|thurs|fri|satur|sun)\\w*\\b|` +
      `\\b${STEP} (?:\\w+ )?(?:weeks?|months?|years?) (?:ago|back)\\b|\\b(?:weeks|months|years) ago\\b|\\bused to\\b|\\bback in\\b|` +
      "\\bin (?:19|20)\\d\\d\\b|\\bin (?:january|february|march|april|may|june|july|august|september|october|november|december)\\b|" +
      "\\bwhen i was\\b|\\byears back\\b|\\b(?:in|on|from) (?:the|a|this|that|some) (?:movies?|film|show|tv|television|series|game|book|novel|dream)\\b|\\bvideo ?games?\\b",
  ),
  goesOn: /^ (?:\w+ ){0,2}?(?:was|were|had been)\b/,
  present: /\bstill\b|\bright now\b|\bsince\b|\bthis minute\b|\bhappening\b|\bat the moment\b/,
  unless: UNLESS_EN,
  rules: EN,
};

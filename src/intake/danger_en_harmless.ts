/** English uses of dangerous words that tell of no danger: idioms, names, things. */

const ROAD = "(?:streets?|roads?|rd|avenues?|ave|lane|court|boulevard|blvd|circle|parkway|trail|drive|terrace)";
/** Words of two-word names, as in Knife River Drive. */
const LAND =
  "(?:ranch|river|creek|falls|hills?|ridge|valley|point|mill|grove|lake|mountain|canyon|springs?|church|tower|rock)";

/** Matched against plain words, in this order. */
export const HARMLESS_EN: readonly RegExp[] = [
  /\b(?:burglar|burglary|intruder|intrusion|break ?in) (?:alarms?|system|panel)\b|\bglass ?break(?:age)? (?:sensor|detector|alarm|zone)s?\b/g,
  /\bset(?:s|ting)? off (?:the|my|our|a) (?:fire|smoke) alarm(?= .*\b(?:accident\w*|popcorn|toast|cooking|mistake)\b)/g,
  /\b(?:almost|nearly|barely|about|could have|couldve) (?:got )?(?:hit|hits|hitting|struck|ran over|run over) /g,
  /\bhas (?:my|our) guns\b/g,
  /\bcops and robbers\b|\brobb?(?:ing|ed) (?:me|us|you) blind\b|\b(?:highway|daylight) robbery\b/g,
  /\b(?:giving|gave|give|gives|almost had|nearly had|about to have) (?:me |us )?a heart attack\b|\balmost died laughing\b/g,
  /\bbl(?:ew|owing|ows) up (?:my|his|her|our) (?:ears?|phone|speakers?|mind)\b|\bsmoke ?house\b/g,
  /\bdrive by (?:my|the|our|here|to|and|every)\b|\bnose ?bleeds?\b/g,
  /\b(?:guns?|pistols?|rifles?|shotguns?|weapons?|knife|knives)\b(?=.*\b(?:turn|hand|give) (?:it |them |one |those |these )?(?:in|over)\b)/g,
  /\b(?:not|isnt|aint|wasnt) (?:\w+ ){0,3}?emergenc\w+/g,
  /\bnon ?emergenc\w+/g,
  /\bno emergenc\w+/g,
  /\bemergency (?:room|exit|brakes?|contact|lights?|number|line|services|vehicles?|department)\b/g,
  // `on maple street` is left alone: only a name can stand here, not `a gun`.
  new RegExp(`(?<!\\b(?:a|an|the|his|her|with|some) )\\b\\w+ ${LAND} ${ROAD}\\b`, "g"),
  new RegExp(
    `(?<!\\b(?:a|an|the|his|her|with|some|of) )\\b(?:gunn?|shots?|shooter|smoke|fire|burns?|knife|blood|stab|sword|axe|rifle|pistol) ${ROAD}\\b`,
    "g",
  ),
  /\bof burns? (?:road|street)\b/g,
  /\bfire (?:lanes?|hydrants?|stations?|departments?|dept|trucks?|engines?|fighters?|men|man|extinguishers?|escapes?|exits?|drills?|code|marshal|pits?|places?|works?|wood|arms?|sales?|chief|house|doors?|wall|insurance|inspect\w+|ants?)\b/g,
  /\bfirefighters?\b|\b(?:camp|bon) ?fires?\b/g,
  /\b(?:fire|smoke) (?:alarm|detector)s?(?= (?:\w+ ){0,3}?(?:chirp|beep|batter|test))/g,
  /\b(?:batter\w+|chirp\w*|beep\w*|test\w*|replace|install)(?: \w+){0,4} (?:fire|smoke) (?:alarm|detector)s?\b/g,
  /\bsmoke detectors?\b(?! (?:\w+ ){0,2}(?:going|went))/g,
  /\b(?:smok(?:e|es|ing|ed)) (?:weed|pot|marijuana|cigarettes?|cigars?|meth|crack|outside|on|in (?:the|their|his|her) (?:car|room|balcony))\b/g,
  /\b(?:cigarette|weed|pot|marijuana|barbecue|bbq|grill|cigar|vape) smoke\b|\bsmoke (?:breaks?|shops?|free)|\bsmoke (?:from|off) (?:\w+ ){1,3}?(?:barbecue|bbq|grill|smoker|cigar\w*|vape)s?\b|\b(?:neighbou?rs?|they|he|she|people|kids|guys) smoke\b/g,
  /\bflu shots?\b|\bscreen ?shots?\b|\blong shot\b|\bmug ?shots?\b|\bbooster shots?\b|\bvaccine shots?\b|\bshots? in the dark\b/g,
  /\b(?:a|another|one|gave it a|give it a) shot(?: of (?:whisk(?:e)?y|vodka|tequila|rum|espresso|liquor|\w+))?\b(?! at| in (?:the|his|her|my)| him| her| me)/g,
  /\b(?:doing|do|did|taking|took|drinking|pouring) (?:\w+ )?shots\b/g,
  /\bshoot (?:me|you|us|him|her|them) (?:an?|the|over) (?:email|e mail|text|message|line)\b/g,
  /^ ?(?:oh |aw |well )?shoot (?=i |the |that |sorry |hold )/g,
  /\bshoot\w*(?: off)? (?:\w+ )?(?:fire ?works|fire ?crackers|roman candles|bottle rockets|hoops|baskets|pool|photos?|pictures|video|a (?:movie|video|film))\b/g,
  /\b(?:photo|movie|video) shoot\w*\b|\bshooting (?:video )?games?\b|\bshooting (?:star|range|guard)s?\b/g,
  /\b(?:water|nerf|toy|squirt|bb|paint ?ball|glue|staple|nail|heat|radar|caulk|massage) guns?\b/g,
  /\b(?:top gun|son of a gun|jump the gun|under the gun|gun (?:shop|store|show|range|safe|club))\b/g,
  /\bfired (?:me|him|her|us|them|from|my|for|yesterday|today|last|because)\b|\b(?:got|get|getting|was|been|were) fired\b/g,
  /\bmy (?:phone|battery|cell|car|laptop|plants?|grass|lawn)(?: is|s)? dying\b|\b(?:phone|battery)(?: \w+){0,2} dying\b/g,
  /\bdying (?:of|to|for|from) (?:boredom|laughter|laughing|know|hear|see|curiosity|embarrassment|the heat)\b|\bdying laughing\b/g,
  /\b(?:noise|music|heat|back|feet|head|job|traffic|this|that|its|it is|wait|waiting|suspense|knees?|allergies|shoes)(?: is| are|s|es)? (?:really |just )?killing me\b/g,
  /\bis murder\b|\bmurder mystery\b|\bkill(?:ing)? time\b|\bover my dead body\b/g,
  /\b(?:is|was|are) the bomb\b|\bphoto ?bomb\w*|\bbath bombs?\b|\bbombed the\b/g,
  /\bpassed out (?:\w+ )?(?:flyers|fliers|candy|papers|samples|pamphlets|leaflets|cards|food|flowers)\b/g,
  /\bblood (?:pressure|sugar|test|tests|drive|bank|type|thinners?|work|donation)\b|\bbad blood\b|\bmade my blood boil\b/g,
  /\bhow do i break up\b|\bbreak(?:ing)? up with\b/g,
  /\b(?:beat|beating) (?:the traffic|around the bush|on drums|drums)\b|\bheart ?beat\b/g,
  /\b(?:hit|struck) (?:and|n) run\b|\bhits? me up\b|\bhit the (?:road|brakes|gas(?! (?:line|main|meter|pipe))|curb|wall)\b/g,
  /\bgas (?:stations?|bills?|prices?|pumps?|tank|cap|grill|mileage|pedal|card|money)\b|\b(?:out of|paying for|pay for|stole|siphon\w*|pump\w*|buy) (?:the )?gas\b/g,
  /\bstab (?:at it|in the dark)\b|\bback ?stabb\w+|\bstroke of (?:luck|midnight)\b|\b(?:brush|back|key|golf) ?stroke\b/g,
  /\bsuicide (?:squad|hill|prevention|hotline|awareness)\b/g,
  /\b(?:cat|dog|pillow|snowball|food|water ?balloon|sword) ?fights?\b|\bfight(?:ing)? (?:the|this|a|my) (?:ticket|fine|citation|bill|charge|case)\b|\bfighting (?:cancer|a cold|chickens?)\b/g,
  /\bhurts? (?:my|his|her) feelings\b|\bit (?:wont|doesnt|wouldnt) hurt\b/g,
];

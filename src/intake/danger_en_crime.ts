/** English: people who do harm, or are about to. */

import { phrases, type Rule } from "./danger_rules.ts";
import { WORDS_EN } from "./danger_en_words.ts";

const say = (text: string) => phrases(WORDS_EN, text);

export const CRIME_EN: readonly Rule[] = [
  {
    kind: "shots",
    words: say(String.raw`
      gun ?(shots?|fire)
      shots
      (gun ?)?shoot(s|ing|er|ers)?
      (got|was|been|were|is|being|getting|hes|shes|im) shot
      shot (at|into|up) (a|the|my|our|his|her|their|me|us|him|someone|somebody|people|cars?|houses?)
      shot <one>
      shot (my|the|a|his|her|our) (\w+ )?(dog|cat|horse|window|house|car)
      shot (him|her|my|them) ?sel(f|ves)
      shot in the <body>
      fir(ed|ing|es) (a|his|her|the|some|at|off|shots?|rounds?|gun)
      opened fire
      drive by
      bullets?
    `),
  },
  {
    kind: "weapon",
    words: say(String.raw`
      <weapon>
      armed
      (his|a|her) piece(?! of)
      (pull|pulls|pulled|pulling|drew|has|got|carrying|with) (out )?(a|an|his|her) (forty five|forty four|nine millimeter|nine|9 ?mm|45|thirty eight|38|three fifty seven|357|twelve gauge|12 gauge)
      strapped
      (wield|brandish)\w*
      point\w* (something|it|that) at <one>
      (pulled|pulling|pulls) .. on (me|us|him|her|them)
      packing heat
      (threaten|swing|chas|com|came|lung|attack|hit|beat|wav|stab|go|went|point)\w* .... <tool>
    `),
  },
  {
    kind: "officer",
    words: say(String.raw`
      (officer|cop|policeman|policewoman|deputy|trooper|sheriff)s? .. (down|hurt|shot|stabbed|injured|in trouble|in danger|attacked|beat\w*|bleeding|on the ground)
      (officer|cop|policeman|policewoman|deputy|trooper|sheriff)s? .. (needs? (help|backup|assistance|back up)|fighting|wrestling|losing)
      (officer|cop|policeman|policewoman|deputy|trooper|sheriff)s? .. (struggling|rolling|tussling) with
      (fight|wrestl|attack|hit|punch|jump)\w* (with )?(a|an|the|one of your|your|two) (police )?(officer|cop|deputy|trooper)s?
      on top of (the|an|your|that) (officer|cop|deputy)
    `),
  },
  {
    kind: "domestic",
    words: say(String.raw`
      domestic (violence|abuse|assault|battery)
      (wont|not|doesnt|didnt|never) let(ting)? (me|her|him|us|them) (leave|go|out)
      <partner> .... (hit|hits|hitting|beat\w*|threaten\w*|chok\w+|push\w*|shov\w*|attack\w*|throwing|threw|slap\w*|grabb?\w*|kick\w*|punch\w*|strangl\w*|trying to get in|(going|trying|wants) to (kill|hurt))
      (beat|beats|beating|hitting) (\w+ )?(wife|girlfriend|husband|boyfriend|kids?|children)
      hands? (around|on|to) (my|her|his) (neck|throat)
      (hurting|abusing) (me|her|him|us|my \w+)
      (trying|wants?|going|gonna|threaten\w*) (to )?(hurt|harm) <one>
      (locked|barricaded) (myself|ourselves|herself) (in|inside)
      (hiding|hid) (in|from|under|behind) (the|my|a|him|her|them|our)
      (scared|afraid|fear\w*|terrified) (for|of) (my|our|her|his|him) .. (life|lives|safety)
      (scared|afraid|worried) (hes|shes|he|she|he is|she is|that he|that she) .. (hurt|kill|come back|do something)
      (restraining|protect\w+) order .. (hes|shes|he|she|is|but|here)
    `),
  },
  {
    kind: "violence",
    words: say(String.raw`
      (fist )?fight(s|ing)?
      (brawl|riot|scuffl|maul)\w*
      stab(s|bed|bing|bings)?
      shank\w*
      (hit|hits|hitting|beat|beats|beating|punch\w*|kick(ed|ing|s)?|slap\w*|strangl\w*|chok(ed|es|ing)|attack\w*|assault\w*|jump(ed|ing)|grabb?\w*|slash\w*|hurting|threatening|kidnap\w*|abduct\w*|molest\w*|rap(e|ed|es|ing)|stomp\w*|dragg\w*|drag|threw|throwing|slamm\w*|shov\w+|push(ed|es|ing)|pinn\w*|tackl\w*|club\w*|whipp?\w*|punish\w*|tortur\w*|burning|drugg\w*|forcing) (up |down |out |on |up on |off )?<one>
      (came|coming|lung\w+|charg\w+|swung|swinging|went) (at|after) <one>
      (being|getting|gets|got|been|was|is) (badly )?(beat\w*|attacked|jumped|assaulted|strangled|choked|punched|kicked|raped|kidnapped|mugged|slashed|slapped|abducted|stomped)
      (beating|beat|beats) up
      (is|are|will|gonna|going to|to|wants to|trying to|hes|shes|theyre|hell|shell|might|i) kill(ing)? <one>
      (slit|cut|slash)\w* (my|his|her|your|their) throats?
      head ?lock
      by (her|his|the) (hair|throat|neck)
      pull\w* .. (into|in) (a|the|his) (car|van|truck|bushes)
      ganging up
      (got|gets|getting|turned|turning|gone|went) physical
      (puts?|putting|laid) .. hands on (me|her|him|my)
      throw\w* punches
      (beat|beating|beats|kick\w*|whoop\w*|smack\w*) the \w+ out of
      sucker ?punch\w*
      knocked <one> out
      hold\w* <one> down
      (is|are|being|keeps?|started|hes|shes|theyre) (attacked|attacking)
      killed (?!(a|the) (snake|spider|deer|bug|rat)\b)<one>
      trying to (take|grab|snatch|pull|drag) <one>
      struggl\w* with (a|an|the|some)
      has (my|her|his|the) (daughter|son|baby|kid|kids|child)
      (looking|coming|searching) for me
      (swinging|swings?|swung) (at|on) (each|<one>)
      threat\w* to (kill|shoot|burn|stab|blow|hurt)
      (tied|tying) (up|me|her|him)
      barricaded
      (forced|shoved|threw) .. (into|in) .. (car|van|trunk|truck)
      traffick\w+
      just shot
      they(re| are) killing
      (ill|hell|shell|gonna|going to|will) (shoot|stab|kill|burn|blow)
      (murder|kidnap|abduct|rap|molest)(er|ed|ing|e|s)?
      hostages?
      held? (me|her|him|us|them|someone|people)? ?against
      (sexual|sexually) assault\w*
      (forced|forcing) (herself|himself|me|her)
      scream\w* .. (help|murder|stop|rape)
      (woman|girl|lady|shes|she is|someone|somebody) (\w+ )?scream(ing|s|ed)
      (yell|cry|call)ing (out )?for help
      (being|getting) (followed|chased|stalked)
      (following|chasing|stalking) (me|her|us)
    `),
  },
  {
    kind: "burglary",
    words: say(String.raw`
      break(ing|s)? in(to)?(?! (tears|song|laughter))
      (is|are|hes|theyre|hear|heard|sound) .. (breaking|kicking|banging|smashing) (down|in|through|on|at|open) (my|our|the|her|his) .. (door|window)s?
      (someone|somebody|people|stranger|man|guy|guys|intruder|person|theyre|hes|shes|ex)( is| are|s| still| who| has| was| hiding)* (in|inside)( of)? (my|our|the|her|his|their|this) (\w+ ){0,2}?<house>
      (he|she|they|hes|shes|theyre|someone|somebody|guy|man|they are|he is) still (inside|in there|in (the|my) <house>)
      still inside
      in there (now|right now)
      intruders?
      burglars?
      home ?invasion
      (kick|pry|forc|smash|break|bust|jimm|pick|bang|pound)\w* (\w+ ){0,5}?(door|window|lock|gate|glass)s?
      (door|lock|window) .. (kicked|forced|pried|smashed|busted) (in|open)
      glass (breaking|break|shatter\w*|smash\w*)
      (try|tryin)\w* .. (get|come|kick|climb|break|force|push) (his |her |their )?(way )?in(to|side)?(?! (line|queue|touch|trouble))
      (try|tryin)\w* to open (my|our|the) (front |back |bedroom |side |car )?(door|window)s?
      climb\w* .. (in|into|through|over) .. (window|balcony|house|roof)s?
      (<human>|he|she|they|hes|shes|theyre|who|kids) (\w+ )?(go|goes|going|went|crawl\w*|came|come|coming|get|getting|reach\w*) (in|into|through|out of) .. windows?
      (trying|turning|jiggling|rattling|messing with) (the|my|our) (\w+ )?(door ?knob|knob|door handle|lock|latch)(?! on)
      (hear|heard|hearing) (someone|somebody|people|something|a man|a guy|movement|voices|noises) .. (in|inside) (my|the|our) (\w+ )?<house>
      (moving|walking|creeping|sneaking) around (inside|downstairs|in (my|our|the) (\w+ )?<house>)
      (foot ?steps|noises|voices) (upstairs|downstairs|inside|in (my|the|our))
      (hear|heard|hearing) .. foot ?steps
      (masked|ski masks?|in masks?|wearing masks?|with masks?)
      with a (\w+ )?mask
      demand\w* (\w+ )?(money|cash|wallets?|purse|phone)
      (open|empty|emptied|emptying) the (register|safe|till|drawer)
      give (me|him|them|us) (all )?(the|your|my|our) (money|cash|wallet|purse)
      ransack\w*
      robb?(ing|ery|eries|ed|er|ers|s)?
      (being|got|getting|are|were) held up(?! in)
      (held|holding|hold|stick|stuck) (it |them |us |me )?up(?! (in|at|traffic|on|by|the line))
      car ?jack\w*
      mugg(ed|ing|er)
      loot(ing|ers|ed)
      broke in(to)? (my|our|the|her|his) (\w+ )?(house|home|apartment|bedroom)
      going through (my|our|the|her|his|their|someones) (\w+ )?(car|drawers|house|stuff|things|apartment|truck) .. (now|right now)
    `),
  },
];

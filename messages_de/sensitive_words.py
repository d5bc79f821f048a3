"""German words that point at health, religion, sexuality, origin, politics or crime."""

from __future__ import annotations

import re
from functools import cache

from messages_de.words import variants, words
from rules.sensitive import SensitiveWords

_WORDS = {
    "health": (
        "krank kranke kranker krebs ms hiv aids corona covid reha chemo op ops adhs ads ptbs burnout burn-out insulin blind "
        "gehörlos taub dement demenz depri suizid koma rollator rollstuhl therapie klinik tumor schwanger süchtig chronisch "
        "chronische chronischen dialyse alkoholsucht drogensucht spielsucht esssucht tablettensucht entzug rücken-op rheuma gicht "
        "copd kur grippe lungenentzündung fieber schmerzen rückenschmerzen kopfschmerzen tinnitus schwindel ohnmacht schlaflosigkeit "
        "stoma katheter prothese hörgerät herzschrittmacher bypass stent metastasen chemotherapie bestrahlung kaiserschnitt "
        "impfung ungeimpft hospiz pflegefall palliativ notaufnahme intensivstation stottert lähmung gelähmt amputiert morphium "
        "cortison kortison antidepressiva schlaftabletten tabletten medikamente spritze down-syndrom trisomie gebrochen gestürzt "
        "erkrankt erkrankung krankheit verletzt operiert genesen arbeitsunfähig berufsunfähig erwerbsunfähig wochenbett entbunden "
        "heuschnupfen senkfuß spreizfuß plattfuß"
    ),
    "religion": (
        "halal jude juden jüdin muslim muslima muslimin moslem islam christ christin gläubig fromm religiös ramadan bibel "
        "koran kopftuch moschee synagoge gottesdienst messe-dienst pfarrer pfarrerin pastor pastorin priester diakon diakonin imam "
        "rabbiner nonne mönch kloster taufe getauft hindu sikh baptist baptistin mormone "
        "mormonin methodist sekte fastet fastenzeit chanukka pessach sabbat schabbat zuckerfest opferfest bar-mizwa konvertiert"
    ),
    "sexuality": (
        "schwul schwuler lesbisch lesbe lesben bi bisexuell homosexuell heterosexuell asexuell pansexuell trans transgender queer "
        "nonbinär nichtbinär non-binär intersexuell divers polyamor affäre geliebte geliebter seitensprung fremdgeht fetisch swinger "
        "csd coming-out outing geoutet regenbogenfamilie domina bdsm escort prostituierte"
    ),
    "origin": (
        "türke türkin türkisch-stämmig syrer syrerin afghane afghanin araber araberin kurde kurdin pole polin russe russin ukrainer "
        "ukrainerin rumäne rumänin bulgare bulgarin albaner albanerin iraner iranerin iraker irakerin marokkaner marokkanerin tunesier "
        "afrikaner afrikanerin asiate asiatin vietnamesin chinesin inder inderin ausländer ausländerin sinti herkunft hautfarbe asyl "
        "flüchtling geflüchtete geflüchteter jenische spätaussiedler abstammung zuwanderin zuwanderer aufenthaltstitel duldung"
    ),
    "politics": (
        "spd cdu csu fdp afd bsw linkspartei ver.di verdi dgb gewerkschaft gewerkschafter gewerkschafterin betriebsrat betriebsrätin "
        "kommunist kommunistin sozialist sozialistin querdenker querdenkerin reichsbürger nazi antifa parteimitglied parteilos "
        "parteibuch demonstriert streikt ig-metall gemeinderat stadtrat kreistag landtag bundestag abgeordnete abgeordneter "
        "wahlkampf spaziergänger rechtsradikal linksradikal klimakleberin klimakleber"
    ),
    "crime": (
        "vorbestraft gefängnis knast u-haft untersuchungshaft häftling straftäter vorstrafe vorstrafen privatinsolvenz fußfessel "
        "bewährungshelfer straftat anzeige-gegen strafbefehl freigänger pleite überschuldet verschuldet insolvent"
    ),
}
_BEGINNINGS = {
    "health": (
        "allergi zöliak diabet depress epilep asthma migräne neurodermit psychisch psychiat psychoth psycholog psychos onkolog "
        "bandscheib schlaganfall krankgeschrieben krankmeld krankenhaus krebskrank herzkrank herzinfarkt herzfehler herz-op herzschritt "
        "brustkrebs lungenkrebs hautkrebs darmkrebs fehlgeburt schwanger schwerbehind behindert behinderung magersücht bulimi "
        "essstörung alkoholiker alkoholabhäng drogenabhäng querschnitt rheuma arthros arthrit blutverdünn bluthochdruck diagnose "
        "diagnostiz immunschwäch transplant glutenunver laktoseint fruktoseint histaminint schwerhör sehbehind long-covid hüft-op "
        "knie-op ms-schub angststör panikattack unfruchtbar wechseljahr wochenbettdep autis asperger alzheimer parkinson osteopor "
        "thrombos hepatit endometr schizophr borderline bipolar zwangsstör selbstmord suizid kinderwunsch künstliche_befrucht "
        "schuppenflecht unverträglich zuckerkrank pflegegrad pflegebed alkoholprobl pollenallerg"
    ),
    "religion": "kathol evangel protest muslim buddhist islam jüd hinduis atheist konfess kirchenaustritt orthodox freikirch koscher kosher",
    "sexuality": "lesb schwul homosex bisex transsex transfrau transmann fußfetisch sexuell sexual polyamor",
    "origin": (
        "migration geflücht flüchtling asyl abschieb dunkelhäut schwarzafrik russlanddeutsch roma- sinti- aussiedler hautfarb "
        "staatenlos einbürgerung zuwander"
    ),
    "politics": "gewerkschaft afd- spd- cdu- fdp- csu- grünen-wähl rechtsextrem linksextrem rechtsradikal parteimitglied",
    "crime": "vorbestraft vorstraf inhaftiert bewährungs schuldnerberat privatinsolv offenbarungseid untersuchungshaft",
}
_PARTS = "allergi unverträglichkeit intoleran depression erkrankung"
_COUNTRIES = (
    "syrien|afghanistan|irak|iran|ukraine|russland|türkei|polen|rumänien|bulgarien|albanien|kosovo|eritrea|somalia|nigeria|ghana|"
    "marokko|tunesien|algerien|ägypten|libanon|pakistan|indien|china|vietnam|kasachstan|serbien|bosnien|mazedonien|georgien|"
    "äthiopien|kamerun|togo|senegal|brasilien|kuba|thailand|philippinen|sri lanka|griechenland|italien|spanien|portugal|kroatien"
)
_FOOD = "laktose|gluten|milch|nüsse|eier|fisch|histamin|fruktose|zucker|soja|weizen|penicillin|wolle|alkohol"
_LONGINGS = "fernweh|heimweh|liebeskummer|langeweile|nostalgie"
_DRINKS = "kaffee|tee|wasser|cola|limo|milch|saft|kakao"
_PARTIES = r"grünen?|linken?|linkspartei|afd|spd|cdu|csu|fdp|bsw"
_PHRASES = {
    "health": (
        rf"verträgt (?:keine?n? )?(?:{_FOOD})|(?:{_FOOD}) nicht|im krankenhaus|in der klinik|im rollstuhl|hatte? (?:einen )?unfall|"
        r"beim (?:onkologen|neurologen|psychologen|psychiater|therapeuten)|wegen (?:angst|depression)\w*|darf keinen? (?:zucker|alkohol|"
        r"gluten)|nur (?:glutenfrei|laktosefrei)|liegt im sterben|im pflegeheim|im \w+ monat|(?:mit dem|am|im|schwaches?) (?:rücken|herz|knie)|"
        r"nicht mehr (?:gehen|laufen|sehen|hören)|lange krank|im märz die diagnose|erwartet ein (?:kind|baby)|"
        rf"leidet an (?!{_LONGINGS})|hört (?:sehr |etwas |ganz )?(?:schlecht|schwer|kaum)|sieht (?:sehr |etwas )?schlecht(?! aus)|"
        rf"trinkt (?:wieder |oft )?(?:zu viel|zuviel)(?! (?:{_DRINKS}))"
    ),
    "religion": r"zeug\w* jehovas?|aus der kirche|nichts? mit schwein|kein schwein|streng gläubig|betet (?:jeden|am|freitags|sonntags)|in der gemeinde aktiv|"
    r"(?<!zur )(?<!die )(?:konfirmation|kommunion|erstkommunion|firmung)(?! am )(?!$)",
    "sexuality": (
        r"steht auf (?:frauen|männer|fesseln?|beide)|(?:ihre|seine) (?:frau|freundin|mann|freund) heisst jetzt|pronomen \w+|zwei mütter|"
        r"zwei väter|(?:heiratet|liebt|mit) sein(?:en|em) (?:freund|mann)|(?:heiratet|liebt|mit) ihrer? (?:freundin|frau)|"
        r"lebt mit (?:einem mann|einer frau) zusammen"
    ),
    "origin": (
        rf"(?:kommt|stammt|geflohen|kam|flucht|eltern|familie|mutter|vater|geboren) (?:ursprünglich )?(?:aus|in) (?:der |dem )?(?:{_COUNTRIES})|"
        r"ohne papiere|spricht (?:wenig|kaum|kein) deutsch|\w+ische herkunft|\w+ischer abstammung|schwarze hautfarbe"
    ),
    "politics": (
        rf"wählt (?:die |den |das )?(?:{_PARTIES})|(?:für|bei|in) (?:die|den|der|das) (?:{_PARTIES}|partei)|ig metall|"
        r"(?:auf|bei) (?:der|einer) demo(?:nstration)?|politisch \w+|aber links|ver di|gegen die regierung|hasst die regierung"
    ),
    "crime": (
        r"(?:im|aus dem) (?:gefängnis|knast)|(?:in|aus der) haft|auf bewährung|(?:wurde|ist|wegen) \w+ ?\w* verurteilt|gerichtsvollzieher|"
        r"hat gestohlen|hat (?:hohe |viele |viel )?schulden(?! bei)|wegen (?:betrugs?|diebstahls?|drogen)"
    ),
}
_HARMLESS = (
    "krankenhausstr krankenhausgass krankenschwester krankenpfleg krankenkassen herzchen blutorange flusskreb blindenschrift "
    "gefängnistheater christbaum synagogenw moscheest kirchplatz schwulst transport transparent transfer psychedel evangelistar"
)
_THINGS = (
    "katze kater katzen hund hunde hündin welpe pferd pony kaninchen hase hasen huhn hühner henne vogel wellensittich meerschweinchen "
    "pflanze pflanzen zimmerpflanze zimmerpflanzen rose rosen orchidee strauch baum setzling naht tierarzt sternzeichen ärztin arzt "
    "arbeitet plastikgeruch tasse henkel stuhlbein"
)
_ANIMALS = "katze kater hund hündin welpe pferd"


@cache
def sensitive_words() -> SensitiveWords:
    """All words, in every spelling that people use."""
    return SensitiveWords(
        words={kind: words(text) for kind, text in _WORDS.items()},
        beginnings={kind: _spelled(text) for kind, text in _BEGINNINGS.items()},
        parts={"health": _spelled(_PARTS)},
        phrases={kind: re.compile(_either(pattern)) for kind, pattern in _PHRASES.items()},
        harmless=_spelled(_HARMLESS),
        bystanders={kind: words(_THINGS if kind == "health" else _ANIMALS) for kind in _WORDS},
    )


def _spelled(text: str) -> tuple[str, ...]:
    return tuple(sorted({form for word in text.split() for form in variants(word.replace("_", " "))}))


def _either(pattern: str) -> str:
    """With umlauts or without, at the borders of words."""
    plain = pattern.replace("ä", "(?:ä|ae)").replace("ö", "(?:ö|oe)").replace("ü", "(?:ü|ue)")
    return rf"\b(?:{plain})\b"

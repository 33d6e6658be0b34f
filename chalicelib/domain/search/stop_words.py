"""Words that stand in nearly every message of the thirteen languages of the desk, folded.

They lead to nothing, so texts are kept without them and a question that has other words does without. In subjects and
names they count: Per is a name in Denmark, and little else would be left of some subjects.
"""

_BY_LANGUAGE = {
    "cs": """
        aby ale ani ano bez bude budu byl byla bylo byt co dekuji den do dobry ho jak jako je jeho jen jeste ji
        jiz jsem jsme jsou jste kdyz ke ktera ktere ktery mate mi mit mne mu muze na nad nam nebo nebyl neni od
        po pod podle pokud pozdravem pri pro prosim proto protoze se si tak take tato tedy ten tento tim to
        tohle toto tu uz vam vas ve vsak za ze
    """,
    "da, sv": """
        af alle at blev blir bliver da dag de den der deres det detta dette dig din dit du efter ej eller en end
        er et for fra fran ham han hans har havde hej hilsen hun hvad hvis hvor ikke ind inte jag jeg jer kan
        kunne lige med meget men mig min mit mvh mycket nar nej ni nu och og ogsa om op os oss over pa sa sig
        sin ska skal skulle som ta tack tak til till ud under upp ut vad vaere var vara ved venlig vi vid vil
        vill
    """,
    "de, nl": """
        aan aber alle als am an auch auf aus bei bent bij bin bis bitte da dag dan danke das dass dat de dem den
        der des deze die dies diese dieser dit doch door durch een ein eine einem einen einer en er es
        freundlichen fur geachte geen graag groet groeten gruben gruss grussen habe haben had hallo hat heb
        hebben heeft het hij hoe ich ihm ihn ihnen ihr ihre ik im in is ist ja je kan kann kein keine konnen
        konnte maar meer mein meine met mich mij mijn mir mit mussen na naar nach nicht niet noch nog nu nur ob
        oder of ohne om onze ook op over sehr sein sich sie sind so te tot uber uit um und uns unser uw van
        vanaf veel von voor vor war was wat we wel wenn wie wij wir wird wordt wurde zal ze zijn zo zou zu zum
        zur
    """,
    "en": """
        about after again all also an and any are as at be because been before but by can cannot could dear did
        do does don dont for from fw fwd get got had has have he hello her hi him his how if in into is it its
        just kind know like ll me more my no not now of on only or our out over please re regards she should
        since so some thank thanks that the their them then there these they this those to too up us ve very was
        we were what when where which who why will with would you your yours
    """,
    "es, fr, it, pt": """
        al anche ao aos as ate au aux avec avez avons bom bonjour buongiorno car ce cela ces cet cette che chi
        ci cio com comme como con cordialement cosa cual cuando cui da dal dalla dans das de dei del della delle
        des desde di dia do donc donde dos dove du ed el ela ele ella elle em en era es essa esse est esta este
        esto estoy et ete etre eu fait favor foi gli gracias grazie ha hay ho hola il ils in io isso ja je la
        las le lei les leur lo loro los lui ma mais mas me merci mes meu mi mia minha mio mis moi mon muito muy
        na nao nas ne nei nella nem no noi non nos nossa nosso nostro notre nous obrigada obrigado on ont ou par
        para pas pela pelo per perche pero piu plus por porque pour qu quando que quello questa questo qui sa
        saludos saluti sans se sem ser ses seu si sin sobre son sono sont sta su sua suas suo sur sus ta tambien
        te tem tiene tout tra tres tu um uma un una une uno usted vi voce voi vos vostro votre vous ya yo
    """,
    "fi": """
        ei eika ellei en eri etta haluan han hei ja jo joka jolla jonka jos jossa jota joten kai kaikki kanssa
        kiitos koska kuin kuinka kun me mika mikali mina minulla minulle minun mita mutta myos ne niin nyt ole
        olemme olen olette oli olin olisi on onko ovat paljon sama se seka sen siella sina sita tai tama taman
        tassa tata te teidan teille terveisin tuo vaan vai vain viela voi voin voisi voitte ystavallisin
    """,
    "hu": """
        abban az azt csak de egy el es ez ezt fel ha hanem hogy igen is itt jo kell kerem keszonom kivanok
        koszonom le lehet maga majd mar meg mert mi mint mit mivel nagyon nem ott pedig sem szeretnem szia
        tisztelt udvozlettel ugy vagy vagyok van volna volt
    """,
    "pl": """
        aby ale bardzo bez bo by byc byl byla bylo ci co czy dla dlaczego do dobry dziekuje dzien gdy gdzie go
        ich ile im jak jako je jego jej jest jestem jeszcze ju juz kiedy kto ktora ktore ktory mam mi mnie moge
        moze na nad nam nas nie nim oraz pan pani po pod poniewaz poprosze pozdrawiam prosze przez przy sa sie
        ta tak takze tam tego tej ten tez to tu tylko tym we wiec witam wszystko za ze
    """,
}
STOP_WORDS = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())

"""The small words of each language: articles, prepositions, conjunctions, forms of "to be"."""


def _table(lists: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in lists.items()}


LATIN = _table(
    {
        "en": "the of and to in is that for it as with be on by this are or from at an which not have has was were will can their they its if would should been these other may more when there such but all any you your we our what who how one also into than i am here some then about after most my he she his her no so do does did could up out where each",
        "fr": "le la les de des du un une et à en est que qui dans pour par sur au aux ne pas plus ce cette ces son sa ses leur il elle ils nous vous se avec ou comme être sont a été mais si tout d'un d'une qu'il c'est on y dont l'on peut toute tous sans sous entre",
        "es": "el la los las de del un una y a en es que se por para con no al lo su sus más como o este esta estos pero si son ser ha fue todo toda todos entre sin sobre también cuando muy hay donde puede ya porque cada han derecho",
        "pt": "o a os as de do da dos das um uma e em no na nos nas é que se por para com não ao à aos às mais como ou este esta seu sua seus suas mas são ser foi tem todo toda todos entre sem sobre também quando muito pelo pela pode isso você já num numa",
        "gl": "o a os as de do da dos das un unha e en no na nos nas é que se por para con non ao á aos ás máis como ou este esta seu súa seus súas pero son ser foi ten todo toda todos entre sen sobre tamén cando moi polo pola pode dereito calquera unhas persoa",
        "it": "il lo la i gli le di del della dei delle degli un una e a in è che si per con non al alla nel nella da dal dalla su sul più come o questo questa sono essere ha ma anche se tutti ogni tra fra suo sua loro può cui dell un'altra stato quando della",
        "ca": "el la els les de del dels un una i a en és que es per amb no al als més com o aquest aquesta aquests seu seva però són ser ha fou tot tota tots entre sense sobre també quan molt pel pels pot l'home dret d'una d'un té",
        "oc": "lo la los las de del dels un una e a en es que se per amb non al als mai coma o aqueste aquesta son sa mas èsser son an tot tota totes entre sens sus tanben quand dins pòt drech cada dels",
        "ro": "și si în de la cu pe din să nu este sunt care a al ale ai o un unei unui pentru prin sau mai ca că dar fi fost are au se sa său lor orice toate această acest dreptul sunt între fără către",
        "la": "et in est non ad ut cum ex quod qui quae sed de per ab aut si enim esse atque ac sunt hoc nec eius autem vel omnes ius iura omnibus",
        "rm": "il la ils las da dal dals ed en è che per cun ni u ina in sin sia ses quel quella èn betg vegnir mintga tut tuts persuna dretg",
        "de": "der die das den dem des und in zu von mit ist im für auf nicht ein eine einer eines einem einen sich als auch an es werden wird sind oder bei dass daß aus nach wie wenn nur über zum zur hat kann durch haben diese dieser um sie er am man noch so jeder recht",
        "nl": "de het een en van in is dat op te zijn met voor niet aan er door om ook als bij of naar uit maar dan worden wordt die deze dit zich heeft hebben kan over tot nog wel geen zo ze hij zijn haar wat meer kunnen uw recht ieder",
        "af": "die van en in is dat op te nie het 'n vir met aan om ook as by of na uit maar dan word wat hierdie hy sy hulle kan oor tot nog wel geen deur een elke reg alle sal",
        "lb": "den der d'an déi vun an ze mat ass op net eng en engem fir sech och gëtt ginn sinn oder bei datt aus no wéi wann all jiddereen recht huet vum",
        "fy": "de it in fan en yn is dat op te mei foar net oan der troch om ek as by of nei út mar wurde wurdt dy dizze hat kin oer oant elkenien rjocht",
        "sv": "och i att en ett det som på är av för med den till inte om har de var kan från eller vid också så men ska skall sig denna detta än när hans hon han alla varje rätt genom utan mot under",
        "da": "og i at en et det som på er af for med den til ikke om har de var kan fra eller ved også så men skal sig denne dette end når alle enhver ret gennem uden mod under efter hans blive bliver",
        "nb": "og i å en et det som på er av for med den til ikke om har de var kan fra eller ved også så men skal seg denne dette enn når alle enhver rett gjennom uten mot under etter hans bli blir",
        "nn": "og i å ein eit det som på er av for med den til ikkje om har dei var kan frå eller ved også så men skal seg denne dette enn når alle kvar rett gjennom utan mot under etter hans bli blir ei skulle",
        "is": "og í að á er sem um við af ekki til fyrir með eða það hann þess því skal hver hefur eru frá án þeim allra manna rétt til hvers einnig vera sé",
        "fo": "og í at á er sum um við av ikki til fyri við ella tað hann tess skal hvør hevur eru frá uttan teimum rætt eisini vera ein øll",
        "fi": "ja on ei se että hän ovat oli tai ole mutta myös kuin joka jotka sekä sen tämä tämän kun jos niin olla voi hänen jokaisella oikeus mukaan kaikki ilman hänellä mitä",
        "et": "ja on ei see et oli või ole aga ka kui mis kes ning selle tema kui siis olla võib igal inimesel õigus kõik ilma oma tal nende sest",
        "lv": "un ir ar uz no par ka kas vai bet pie lai kā tā viņa savu nav tiek būt katram cilvēkam tiesības visi bez šo šis arī tikai pēc jebkuru",
        "lt": "ir yra kad su iš į ar bet prie kaip jo savo nėra būti turi kiekvienas žmogus teisę visi be šis tai taip pat tik po už dėl nuo",
        "pl": "i w na z do się nie że jest to o od po za przez dla jak ma są być oraz lub jego jej ich ten tego które który która co także może przy każdy człowiek prawo bez tylko ale już tym",
        "cs": "a v na se je z do že to s o od po za pro jak má jsou být nebo jeho jejich ten které který která co také může při každý právo bez ale jako aby byl bylo ve ze podle však není",
        "sk": "a v na sa je z do že to s o od po za pre ako má sú byť alebo jeho ich ten ktoré ktorý ktorá čo tiež môže pri každý právo bez ale aby bol bolo vo zo podľa však nie",
        "sl": "in v na se je z za da to s o od po pri kot ima so biti ali njegov ki tudi lahko vsak vsakdo pravico brez pa če ne bi svoje ter kakor iz do njihovih",
        "hr": "i u na se je za da to s od po kao ima su biti ili njegov koji koja koje svako svatko pravo bez ali ne bi svoje te iz do također može što prema kako tko uz nije",
        "sq": "dhe në të e i një është që për me nga nuk se ka janë ose si çdo njeri drejtën pa duke më kjo ky ai tij kundër gjitha do edhe",
        "hu": "a az és hogy nem is egy van vagy ez azt de meg ha csak minden kell lehet nak nek joga személynek mely amely szerint valamint való más kell hozzá volt mint által",
        "eu": "eta da ez du dute bat ere edo izan dira den gizon eskubidea eskubide orok guztiek bere beste nahiz behar direnak hau horrek arabera",
        "tr": "ve bir bu için ile de da olarak olan daha her çok gibi kadar sonra ya veya ne değil ancak herkes hakkı hakkına bütün şahsın kendi göre ise olup tarafından var",
        "az": "və bir bu üçün ilə də da olan daha hər çox kimi sonra ya və ya nə deyil ancaq hüququ insan malikdir öz görə ki edir tərəfindən bütün",
        "uz": "va bir bu uchun bilan ham har ega huquqiga inson yoki emas o'z barcha kerak bo'lgan deb shu uning tomonidan huquqi",
        "tk": "we bir bu üçin bilen hem her ýa haky bardyr adamyň däl öz ähli bolmaly onuň tarapyndan hukugy",
        "mt": "il l u ta li ma tal fil għal b'mod jew kull bniedem dritt għandu hu minn biex ikun bla din dan hija huwa tad dawn",
        "ga": "an na agus i is ar ag a do go le ní sé atá ceart duine gach chun mar de nó bheith chuig don faoi lena aon",
        "gd": "an na agus is a do gu le air tha bith neach còir gach no aig mar nan air chan bho fhèin",
        "cy": "y yr a ac i o yn mae ar gan am neu nid bod i'r o'r hawl pawb ei wrth fel sydd ni gyda hyn eu",
        "br": "ar an hag e da eo a ne ket gant evit war pe pep den gwir en deus hep d'an o holl",
        "eo": "la kaj de en estas al ne ke por kun sur ĉiu havas rajton aŭ sen lia tiu kiel per ĉi pri ankaŭ ajn",
        "id": "dan yang di untuk dengan dari pada dalam ini itu adalah tidak ke atau oleh akan sebagai setiap orang berhak dapat telah juga anda bisa karena harus jika ada hak serta semua ia lebih seperti secara tersebut maka saat tetapi hanya sudah belum bila agar sehingga kami kita mereka sebuah terhadap antara bahwa melalui menjadi digunakan lain hal tanpa bagi cara beberapa banyak boleh kepada",
        "ms": "dan yang di untuk dengan dari daripada pada dalam ini itu adalah tidak ke atau oleh akan sebagai setiap orang berhak boleh telah juga kerana hendaklah jika ada hak serta semua ia lebih seperti secara tersebut kepada bagi iaitu",
        "tl": "ang ng sa na mga at ay ay may bawat tao karapatan o hindi ito kanyang para lahat kung nang dapat pag isang siya kaniyang walang",
        "vi": "và của là có các được cho không trong một với những để này người từ về đã khi như tại theo bạn quyền mọi vào hay hoặc phải cũng thể ra đến do",
        "sw": "na ya wa kwa ni za katika la kuwa cha au yake kila mtu haki ana bila vya hii watu pia lake wote kama nchi si",
        "ha": "da na a ya ko wani don ba ta cikin ga kowa yana kuma hakkin dan mutum wata su shi domin an mai ne ce hakki",
        "so": "iyo oo ka ku u in waa ah ee la aan uu wuxuu leeyahay xaq qof walba ay loo ama si lagu kasta isaga laga",
        "zu": "ukuthi futhi noma kanye kwa ngokuba umuntu wonke unelungelo lokuba yakhe yonke kumele kwezwe nelungelo ilungelo labo zonke okanye uthi nawo",
        "xh": "ukuba kunye okanye wonke umntu unelungelo lokuba yakhe nelungelo yonke ngokuba kufuneka kwaye ilungelo apho nawuphi",
        "yo": "ni ati ti ó tí ẹ̀tọ́ àti ní sí fún lati ènìyàn gbogbo kò kan wa si tàbí ẹnì kọ̀ọ̀kan láti ẹni rẹ̀",
        "ig": "na nke ya ọ bụ ma ga onye ọbụla nwere ike mmadụ ọ n'ihi ha n'ime dị ka maọbụ",
        "rw": "na mu ku n'ubwo umuntu wese afite uburenganzira bwo cyangwa ntawe mu by kandi ari yose kugira",
        "mg": "ny sy amin'ny ho fa dia tsy na izay no ao manan zo olona rehetra tsirairay ireo ary misy",
        "ht": "ak nan ki yo pou li pa yon tout moun gen dwa se oswa ou sou lan la ka lòt",
        "qu": "nisqa runa derechoyuq llapan hinallataq mana runakuna chay kay sapa hina paypa",
        "gn": "ha pe umi ñande avave mayma yvypora oguereko derecho hag̃ua ikatu rehe ndive avei",
    }
)
CYRILLIC = _table(
    {
        "ru": "и в не на с что по к из для это как или от быть его все при он так но а у за же их который которые также может если быть каждый человек право были был только до вы этот этого является бы чтобы о",
        "uk": "і в не на з що по до із для це як або від бути його всі при він так але а у за же їх який які також може якщо кожна людина право були був тільки й та ви цей є щоб про",
        "be": "і ў не на з што па да для гэта як або ад быць яго усе пры ён так але а у за яе іх які якія таксама можа калі кожны чалавек права былі толькі ці мае аб",
        "bg": "и в не на с че по да за от се е са при той така но а как или който които може ако всеки човек право без бъде има си това към до ще",
        "mk": "и во не на со дека по да за од се е при тој така но а како или кој кои може ако секој човек право без биде има си ова кон до ќе ги ја му",
        "sr": "и у не на са да се је за од по као има су бити или његов који која које свако право без али би своје те из до такође може што према како",
        "kk": "және мен үшін бар бір бұл де да құқығы адам әр немесе болып ол өз барлық тиіс жоқ деп",
        "ky": "жана менен үчүн бар бир бул да ар укугу адам же болуп ал өз бардык укуктуу тийиш",
        "tg": "ва ба аз дар ки ҳар инсон ҳақ дорад бо ё он ин барои худ бояд аст на",
        "tt": "һәм белән өчен бар бер бу да һәр хокукы кеше яки булып ул үз барлык хокуклы",
        "mn": "ба нь нэг энэ хүн бүр эрхтэй байх буюу ямар өөрийн юм болон эрх бөгөөд аль",
        "uz-Cyrl": "ва билан учун ҳар бир инсон ҳуқуқига эга ёки бу ўз",
        "az-Cyrl": "вә бир бу үчүн илә һәр инсан һүгугу вар вә ја",
        "os": "æмæ адæймаг алы кæнæ йæ сæ дæр уый бар",
        "cv": "тата пур ҫын хӑйӗн е праваллӑ кашни",
        "sah": "уонна киһи бары эбэтэр быраап бэйэ",
    }
)
ARABIC = _table(
    {
        "ar": "في من على إلى أن أو التي الذي هذا هذه لا ما كل مع عن بين كان قد ذلك له لكل لها وفي ومن كما حق غير إن لم هو هي شخص يجب الحق بما عند بعد حيث يمكن ولا أي و تم ثم",
        "fa": "و در به از که را این با است برای آن یک می شود خود تا هر کند یا بر هم نیز شده باید حق دارد کس اند بود های ها شما کنید توان ای اگر",
        "ur": "کے کی میں ہے اور سے کا کو اس پر یہ کہ نے ہر شخص حق ہیں یا بھی نہیں جو ان ہو کسی اپنے گا",
        "ps": "او په د چې له هر حق لري څوک کښې سره ته يې دی کې نه څخه شي خپل",
        "ug": "ۋە ھەر بىر ئادەم ھوقۇقى بىلەن ياكى بۇ ئۇ ئۈچۈن ھوقۇققا ئىگە",
        "ckb": "و لە بۆ هەموو کەس مافی کە بە ئەو هەیە یان لەگەڵ ئەم",
        "sd": "۽ جي کي ۾ جو کان آهي هر حق شخص يا سان",
    }
)
DEVANAGARI = _table(
    {
        "hi": "के में की है का और को से पर यह कि ने प्रत्येक व्यक्ति या हैं नहीं किसी भी इस होगा अपने अधिकार को करने लिए",
        "mr": "आणि आहे या व किंवा प्रत्येक त्याच्या हक्क नाही असा करण्याचा व्यक्तीला त्या मध्ये हे व्यक्ती",
        "ne": "र को छ मा प्रत्येक व्यक्तिलाई वा अधिकार हुनेछ गर्ने छैन लाई हरेक यस पनि आफ्नो तथा",
        "bho": "के में बा आउर भा कवनो आपन हर आदमी अधिकार से करे सकेला होई",
        "mai": "केर मे अछि आ वा प्रत्येक व्यक्तिकेँ अधिकार अपन छैक कोनो",
        "sa": "च वा न सर्वे अस्ति प्रत्येकं एव इति अधिकारः सर्वेषां",
    }
)
HEBREW = _table(
    {
        "he": "של את על לא כל או אדם זכאי הוא זו זה עם אין כי גם אל אשר היא יש אך בכל",
        "yi": "און די דער פון פֿון אין איז צו האט האָט א אַ מיט פאר פאַר זיין אדער יעדער מענטש רעכט",
    }
)

import { ALONE, asWord, B, E, type Language, QUOTED } from './language.ts';

const TELL = `(?:haber ver|bildir|söyle|gönder|paylaş|yapıştır|ilet|yaz)(?:in|ın|un|ün|iniz|ınız|ir misin|ir misiniz|ar mısın|yin|yiniz|elim)?${E}`;

export const tr: Language = {
  spot: '[ğış] bir hangi misin ister haber için bu devam evet etmek gerekiyor sonra ne lütfen',
  courtesy:
    '^(?:peki |şimdi )?(?:sırada ne var|sıradaki (?:adım|iş) ne|(?:şimdi|sonra) ne (?:yapıyoruz|yapalım|olacak))[.!?…]*$|başka.{0,80}(?:yardımcı|var mı|ister mi)|nasıl yardımcı',
  offer:
    '[a-zçğışöü]{2,16}(?:[ıiuü]r|m[ae]z)s[ae](?![a-zçğışöü])|(?:sa|se)n(?:ı|i)z\\b|(?:sa|se)n\\b|isterse|(?:var|gerekir|olur|kalır|çıkar|devam eder)s[ae]\\b|herhangi bir|takıl(?:dığ|ırs)',
  request: [
    '\\bnumara(?:yla|sıyla|sını|yı)\\b.{0,20}(?:yanıtla|cevapla|yaz|söyle|belirt)',
    // The user is to decide.
    '(?:karar|tercih|seçim) (?:sizin|senin)\\W*$',
    '\\blütfen\\b.{0,80}(?:belirt|söyle|bildir|onayla|seç|paylaş|ilet|girin|yazın|gönder)|(?:onay|yanıt|cevap|karar)\\S*\\s+bekliyorum|ihtiyacım var|söyleyin|belirtin',
    `(?:\\b(?:bana|buraya|hangi|ne)\\b|çıktı|sonuc|sonuç|hata|log|ekran görüntü|[ıiuü]ğ[ıiuü]n[ıiuü])\\S{0,20} (?:(?!s[ae] ).){0,40}${TELL}|[ğ][ıiuü]n[ıiuü] (?:bana )?${TELL}`,
  ].join('|'),
  approval: [
    // If you say “go”, I start.
    `["”’»] (?:dersen|yazarsan|yanıtlarsan|cevaplarsan)(?:iz|ız)? .{0,40}(?:yorum|yoruz|[ae]ca[ğg]ım|ece[ğg]im|aca[ğg]ız|ece[ğg]iz|r[ıiuü]m|r[ıiuü]z|l[ıi]m)${E}`,
    // As soon as you give it to me, I begin.
    '(?:ver|gönder|paylaş|ilet|onayla|at)\\S{1,4} \\S{2,10}m[ae]z .{0,60}(?:acağım|eceğim|yorum|ırım|irim|arım|erim|alım|elim)',
    '^hazır (?:olduğun\\S*|olun\\S*|olursan\\S*).{0,60}(?:acağım|eceğim|yalım|yelim|lım|lim|ver|söyle|yaz)',
    '^(?:onay\\S* ver\\S*|onayla\\S*s\\S+|uygunsa|tamamsa).{0,80}(?:yayım|yeyim|lım|lim|rım|rim|yorum|acağım|eceğim)',
    `(?:ığında|iğinde|uğunda|üğünde|ınca|ince|unca|ünce|ken|sonra)\\b.{0,30}${TELL}`,
  ].join('|'),
  toAgent: '(?:yim|yım|yum|yüm|lim|lım) m[iıuü]|ister mi|hangi|misin|mısın',
  conjunctions: { and: 've', or: 'veya', choice: "(?:ya da|veya)'?(?:yi|yı|ye|ya)?" },
  cues: {
    open: `${B}(?:hâlâ|hala|henüz) (?:açık|belirsiz|karar verilmedi)${E}|^(?:açık soru|karar bekleyen|netleşmesi gereken)${E}`,
    consent: `${B}(?:uygunsa|uygun (?:görürsen|bulursan|görürseniz|bulursanız)|kabul eders\\S{1,6}|katılıyorsa\\S{1,6}|onaylarsa\\S{1,6}|tamamsa|itirazın(?:ız)? yoksa|aynı fikirdeyse\\S{1,6})${E}`,
    owed: `${B}(?:karar|seçim|tercih)\\S{0,4} (?:sana|size|sende|sizde|senin|sizin)(?: ait| kalmış)?${E}|${B}karar(?:ı)? (?:sen|siz) ver|${B}karar vermen(?:iz)? (?:gerek|lazım)`,
    yours: `${B}(?:sadece|yalnızca|yalnız) (?:sende|sizde|sen|siz)${E}|${B}(?:senden|sizden)${E}|${B}(?:senin|sizin) taraf`,
    tell: `${B}(?:haber ver|bildir|söyle|gönder|paylaş|yapıştır|ilet|yaz|belirt|onayla|seç|yanıtla|cevapla)(?:in|ın|un|ün|iniz|ınız|yin|yiniz|ir misin|ir misiniz|men yeterli|meniz yeterli)?${E}`,
    act: `${B}(?:karar ver|gir|dene|kontrol et|incele|gözden geçir)(?:in|ın|un|iniz|yin)?${E}`,
    answer: `${B}(?:hangi\\S*|ne|nasıl|mı|mi|mu|mü|sonuc\\S*|sonuç\\S*|çıktı\\S*|hata\\S*|log\\S*|seçene\\S*|numara\\S*|bana|buraya|karar\\S*|tercih\\S*|ekran görüntü\\S*)${E}|${QUOTED}`,
    moment: `(?:ınca|ince|unca|ünce|ığında|iğinde|uğunda|üğünde|dıktan|dikten|duktan|dükten)|${B}(?:sonra|önce|kadar|göre|için)${E}`,
    signal: `${B}(?:incelemen|değerlendirmen|gözden geçirmen|geri dönüşün|komutun|talimatın|işaretin)(?:iz)?(?:i|e|den|in|ü|u|ı)?${E}|${B}(?:onay\\S*|karar\\S*|cevab\\S*|yanıt\\S*|tercih\\S*|talimat\\S*|izn\\S*) (?:ver\\S*|bekl\\S*|sonra|ile|gel\\S*|al\\S*)${E}|${B}(?:onayla\\S+|uygunsa|tamamsa|hazır (?:olduğun\\S*|olun\\S*))${E}|${B}(?:onayın\\S*|kararın\\S*|cevabın\\S*|yanıtın\\S*|tercihin\\S*)${E}`,
    next: '(?:yorum|acağım|eceğim|alım|elim|ayım|eyim|rım|rim)\\W*$|\\b(?:devam|başla)\\S*|ebilmem için|abilmem için',
    waits: `${B}(?:\\S{3,14}(?:mam|mem|mayacağım|meyeceğim)|bekl(?:iyorum|emedeyim)|gerekiyor|lazım|ihtiyacım var|eksik|kaldı)${E}`,
    ready: `${B}(?:hazırım|durdum)${E}`,
    wish: `${B}\\S{2,16}(?:[ıiuüae]r|m[ae]z)s[ae]${E}|${B}iste(?:diğin|rsen|diğiniz)|(?:ister|gerekir|olur|var|çıkar|takıl\\S{0,16})s[ae]|${B}(?:herhangi|başka|eğer|sorun)${E}`,
  },
  signs: {
    yesNo: 'e\\s?/\\s?h',
    toItself: '^(?:neden|niye|ne (?:değişti|oldu))',
    settles: `^(?:evet|hayır)${ALONE}`,
    either: '[ ,](?:ya da|veya|yoksa) ',
    leavesOpen: 'teşekkür',
    awaits: '\\bbekliyorum\\b',
    work: 'iki \\S{3,10}jan|arka plan',
    what: asWord('ne'),
    goOn: 'devam|evet',
    greeting: 'merhaba|selam|günaydın',
    choiceNames: 'seçenek',
  },
};

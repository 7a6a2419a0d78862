import { QUOTED } from './cues.ts';
import { B, type Cues, E } from './language.ts';

export const zh: Cues = {
  tell: '(?<![会會将將已曾]|自动|自動|系统|系統)(?:告诉|告訴|告知|通知|回复|回覆|答复|反馈给|回饋給|跟|和|发给|發給|贴给|貼給|给)(?:一下)?我(?!们|們|的)|(?:回复|回覆|回我|说一声|說一聲|吱一声|拍板|定夺|过目)|(?:^|[，,；;]|先|请|請|你|您)(?:回答|作答)|(?:需要|要|请|請)(?:用户|用戶|你|您)(?:提供|确认|確認|决定|決定|选择|選擇|补充|補充|指定|授权|授權|回答|回复)|[请請](?:您|你)?(?:先|直接|帮忙|幫忙)?(?:选择|選擇|决定|決定|指定|回复|回覆|提供|补充|補充|批准|审阅|審閱|审核|審核|告知|说明|說明|指示|裁定|选|選)',
  act: '(?:^|[，,；;])(?:你|您|请|請|先|把)?(?:确认|確認|选|選|挑|定|决定|決定|提供|粘贴|贴|貼|发来|發來|反馈|审阅|看一下|看看|过一遍)',
  answer: `哪|是否|什么|什麼|怎么|怎麼|结果|結果|日志|日誌|输出|輸出|报错|截图|截圖|选项|選項|方案|编号|編號|数字|數字|意见|意見|还是|還是|即可|${QUOTED}`,
  moment: '后|後|之后|以后|再|等|之前|前|才|待|需|要你|要您',
  signal:
    '(?:你|您|用户)(?:来|來)?(?:的)?(?:最终|最後|最后)?(?:确认|確認|同意|批准|决定|決定|指示|指令|选择|選擇|答复|回复|回覆|反馈|意见|意見|点头|點頭|拍板|授权|授權|认可|認可|看完|审完|審完|准备好|準備好|审阅|審閱|过目|定)|(?:你|您)(?:说|說|一句)(?:可以|开始|继续|「|“|话)|(?:用户|人工)(?:确认|審核|审核|批准)',
  next: '才能(?:继续|繼續|按|开始|開始|往下|进行|進行)|我(?:们|們)?(?:就|再|会|會|来|來|将|將|马上|立即|立刻|可以|继续|繼續|开始|開始|接着|下一|立马|直接|按)|即可(?:继续|开始|繼續|開始)|[继繼][续續](?:下一|执行|實施|实施|推进)|再(?:继续|繼續|动手|動手|开始|開始|实施|推进|执行|進行|往下)',
  waits:
    '等(?:待|你|您|着)|待(?:你|您)|暂停|停在|先不(?:动|改|做|提交|推)|准备好(?:了)?|準備好|随时可以|待命|未(?:提交|推送).{0,6}等',
  wish: '如果(?:你|您)?(?:想|需要|希望|愿意|有|还|發現|发现|遇)|如需|如有|需要的话|若|任何|其他|其它|随时|隨時|(?:想|需要|有问题)的话|会(?:告诉|通知|告知)|(?:告诉|通知|告知)(?:你|您)|自动|自動|出错|报错了|失败',
};

export const ja: Cues = {
  tell: '(?:教えて|お知らせ|知らせて|ご?指定|ご?提供|共有|ご?指示|ご?回答|ご?返信|お申し付け|送って|決めて|貼り付けて|貼って|見せて|ご?報告|ご?連絡|伝えて|選んで|お選び|ご?選択|ご?判断|ご?承認|レビュー)(?:の?ほど)?(?:を)?(?:して)?(?:ください|下さい|いただけ|頂け|もらえ|くれ|ほしい|欲しい|お願い|よろしく)',
  act: '(?:と|を)(?:入力|返信|回答|選択|記入|伝え|言っ)(?:して|て)(?:ください|下さい|いただけ|もらえ|くれ)',
  answer:
    'どれ|どちら|どの|いずれ|何を|方針|結果|ログ|出力|番号|案|オプション|か(?:どうか|否か)|ご?意見|ご?判断|可否|「.{1,12}」|レビュー|承認|内容|もの',
  moment: '後|次第|たら|れば|まで|前に|から|ので|ため|上で|うえで',
  signal:
    '(?:ご?承認|ご?了承|ご?許可|ご?同意|ご?確認|ご?判断|ご?指示|ご?回答|ご?返答|ご?返信|ok|ＯＫ|合図|go ?サイン|ゴーサイン|ゴー|レビュー|選択|決定)(?:を|が|いただけ|頂け|もらえ|次第|後|待ち|でき|いただい|ください|の上|のうえ)|問題(?:が|は)?な(?:ければ|さそうなら)|よろしければ|良ければ|よければ|(?:決めて|選んで)(?:くれ|もらえ|いただけ)',
  next: '(?:進み|進め|開始し|着手し|実装し|実行し|反映し|適用し|対応し|コミットし|取り掛かり|取りかかり|再開し|移り|移行し|修正し|作成し)ます|(?:進める|始める|作る|切る|実行する|やる)(?:よ|ね|。|$)',
  waits: '待ち|待って|お待ち|保留|停止してい|止めてい|準備(?:が)?(?:でき|完了|整い)',
  wish: '必要(?:で|が|に|なら)|何か.{0,8}あれば|(?:ご)?(?:希望|要望|質問|不明点|懸念)(?:が|は|も)?(?:あれば|ありましたら|でしたら)|があれば|がありましたら|場合は|場合、|お気軽|遠慮なく|いつでも|何でも|ほか|他に|気になる',
};

export const ko: Cues = {
  tell: '(?:알려|말씀해|말해|제공해|지정해|공유해|보내|답해|답변해|결정해|붙여넣어|붙여|올려|첨부해|보여|전달해|회신해|선택해|골라|승인해|정해|검토해|피드백)\\s?(?:부탁|주|줘)(?!신|셔|셨|었|서)(?:세요|십시오|시면|드립|$|\\.|!)?',
  act: '(?:입력|답|회신|선택|승인|결정)(?:만)?\\s?(?:하세요|하시면|바랍니다|부탁)',
  answer:
    '어느|어떤|무엇|뭘|어떻게|여부|결과|로그|출력|번호|옵션|방안|방식|의견|선택|중에?서?|["“「\'‘].{1,12}["”」\'’]|지(?:를|만)? |쪽|것',
  moment: '후|면|까지|전에|대로|다음|때',
  signal:
    '(?:승인|확인|허락|동의|결정|허가|선택|답변|응답|지시|의견|피드백|검토|오케이|ok|go)\\S{0,3}\\s?(?:해\\s?)?(?:주|하시|되|받|나|후|떨어|기다|필요|대기)',
  next: '(?:진행|시작|구현|적용|반영|착수|계속|커밋|푸시|작업|수정|실행|이어)\\S{0,3}\\s?(?:하겠|할게|합니다|들어가|가겠|갈게|해 드리|해드리)',
  waits: '기다리|대기|멈추|멈췄|보류|준비(?:가)? (?:되|됐|완료)',
  wish: '필요하(?:면|시면|시다면)|있으(?:면|시면|시다면)|원하(?:면|시면|시다면)|싶(?:으|다)|맞추려면|언제든|혹시|다른|추가로|문제가|궁금|생기',
};

export const tr: Cues = {
  tell: `${B}(?:haber ver|bildir|söyle|gönder|paylaş|yapıştır|ilet|yaz|belirt|onayla|seç|yanıtla|cevapla)(?:in|ın|un|ün|iniz|ınız|yin|yiniz|ir misin|ir misiniz|men yeterli|meniz yeterli)?${E}`,
  act: `${B}(?:karar ver|gir|dene|kontrol et|incele|gözden geçir)(?:in|ın|un|iniz|yin)?${E}`,
  answer: `${B}(?:hangi\\S*|ne|nasıl|mı|mi|mu|mü|sonuc\\S*|sonuç\\S*|çıktı\\S*|hata\\S*|log\\S*|seçene\\S*|numara\\S*|bana|buraya|karar\\S*|tercih\\S*|ekran görüntü\\S*)${E}|${QUOTED}`,
  moment: `(?:ınca|ince|unca|ünce|ığında|iğinde|uğunda|üğünde|dıktan|dikten|duktan|dükten)|${B}(?:sonra|önce|kadar|göre|için)${E}`,
  signal: `${B}(?:onay\\S*|karar\\S*|cevab\\S*|yanıt\\S*|tercih\\S*|talimat\\S*|izn\\S*) (?:ver\\S*|bekl\\S*|sonra|ile|gel\\S*|al\\S*)${E}|${B}(?:onayla\\S+|uygunsa|tamamsa|hazır (?:olduğun\\S*|olun\\S*))${E}`,
  next: '(?:yorum|acağım|eceğim|alım|elim|ayım|eyim|rım|rim)\\W*$|\\b(?:devam|başla)\\S*',
  waits: `${B}(?:bekl(?:iyorum|emedeyim)|hazırım|durdum)${E}`,
  wish: `(?:ister|gerekir|olur|var|çıkar|takıl\\S{0,16})s[ae]|${B}(?:herhangi|başka|eğer|sorun)${E}`,
};

export const pl: Cues = {
  tell: `${B}(?:daj(?:cie)? znać|powiedz(?:cie)?|napisz(?:cie)?|odpowiedz|odpisz|prześlij|wyślij|pokaż|wskaż|podaj|potwierdź|wklej)${E}`,
  act: `${B}(?:wybierz|zdecyduj|określ|zatwierdź|sprawdź|przejrzyj|skopiuj|wpisz)${E}`,
  answer: `${B}(?:któr\\S*|czy|co|jak\\S*|gdzie|wynik\\S*|log\\S*|opcj\\S*|numer\\S*|wariant\\S*|decyzj\\S*|tutaj|mi)${E}|${QUOTED}`,
  moment: `${B}(?:gdy|kiedy|jak tylko|po|zanim|przed|aż|dopóki|na|bez)${E}`,
  signal: `${B}(?:twoj\\S+|pańsk\\S+|wasz\\S*) (?:zgod\\S+|decyzj\\S+|akceptacj\\S+|potwierdzeni\\S+|odpowied\\S+|wybór|wyboru|ok|sygnał)${E}|${B}(?:zatwierdzisz|potwierdzisz|zdecydujesz|wybierzesz|zaakceptujesz|będziesz gotow\\S+|dasz znać)${E}`,
  next: `${B}(?:zaczn\\S+|zaczynam|przejd\\S+|kontynuuj\\S+|ruszam\\S*|zrobi\\S+|wdro\\S+|zacommituj\\S+|mogę|uruchomię|poprawię|lecimy)${E}|${B}(?:żeby|aby) (?:kontynuować|ruszyć|przejść)${E}`,
  waits: `${B}(?:czekam|oczekuję|gotow[ya] (?:do|na)|zatrzymuję się|wstrzymuję)${E}`,
  wish: `${B}(?:jeśli|jeżeli|jakby|gdyby|w razie|jak chcesz|coś jeszcze|ewentualnie|chcesz)${E}`,
};

export const nl: Cues = {
  tell: `${B}(?:laat (?:het )?(?:me|mij)(?: even| maar)? weten|vertel (?:me|mij)|zeg (?:me|mij|het)|geef (?:me|mij|aan|een seintje)|stuur (?:me|mij)|antwoord|reageer|meld)${E}`,
  act: `(?:^|${B}(?:en|dan) )(?:kies|bevestig|beslis|plak|deel|stuur|typ|beoordeel|controleer)${E}`,
  answer: `${B}(?:welke?|wat|hoe|of|waar|uitvoer|resultaat|output|log\\S*|fout\\S*|optie|nummer|keuze|beslissing|akkoord)${E}|${QUOTED}`,
  moment: `${B}(?:zodra|wanneer|als|nadat|tot|voordat|na|op|zonder|met)${E}`,
  signal: `${B}(?:je|jouw|uw) (?:akkoord|goedkeuring|bevestiging|keuze|beslissing|antwoord|feedback|reactie|ok|go|toestemming)${E}|${B}(?:je|u) (?:\\S+ ){0,2}(?:akkoord|bevestigt|goedkeurt|klaar bent|beslist|kiest|gekozen)${E}`,
  next: `${B}(?:ik (?:kan|zal|ga|begin|start|pak|zet|commit|push|maak|verwerk)|(?:begin|start|ga|maak|zet|kan|pak) ik|kunnen we|om (?:verder te gaan|door te gaan))${E}`,
  waits: `${B}(?:ik wacht|wacht (?:ik )?op|klaar (?:voor|om)|ik (?:stop|pauzeer))${E}`,
  wish: `${B}(?:(?:als|indien|wanneer) (?:je|u) (?:\\S+ ){0,3}(?:wil|wilt|nodig|vragen|liever)|mocht|eventueel|nog iets|iets (?:anders|nieuws)|de agent)${E}`,
};

export const vi: Cues = {
  tell: `(?:cho (?:tôi|mình|em) (?:biết|xem)|nói (?:cho )?(?:tôi|mình|em)|báo (?:lại )?(?:cho )?(?:tôi|mình|em)|gửi (?:lại )?(?:cho )?(?:tôi|mình|em)|trả lời|xác nhận giúp|vui lòng (?:xác nhận|chọn|cung cấp))${E}`,
  act: `${B}(?:chọn|xác nhận|duyệt|dán|gửi|nhập|quyết định)${E}`,
  answer: `${B}(?:nào|gì|hay không|thế nào|kết quả|log|lỗi|số|phương án|hay|ok)${E}|${QUOTED}`,
  moment: `${B}(?:khi|sau khi|sau đó|trước khi|xong|rồi|thì|chờ|cần)${E}`,
  signal: `${B}bạn (?:\\S+ ){0,2}(?:đồng ý|xác nhận|duyệt|chốt|chọn|sẵn sàng|quyết định|ok|review)${E}`,
  next: `${B}(?:tôi|mình|em) (?:\\S+ )?(?:sẽ|bắt đầu|tiếp tục|làm|triển khai|code|commit|sửa)${E}|${B}để (?:tôi|mình|em|tiếp tục)${E}`,
  waits: `${B}(?:đang chờ|chờ bạn|đợi bạn|sẵn sàng (?:để|cho|làm)|tạm dừng|dừng (?:ở đây|lại))${E}`,
  wish: `${B}(?:nếu|khi cần|bất cứ|thêm gì|gì (?:thêm|khác|nữa))${E}`,
};

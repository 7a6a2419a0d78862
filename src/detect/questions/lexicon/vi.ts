import { B, E, type Language, QUOTED, SAID } from './language.ts';

export const vi: Language = {
  spot: '[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]',
  courtesy:
    '^(?:vậy |và )?(?:tiếp theo|bây giờ|giờ) (?:thì )?(?:làm |mình làm |là )?gì[.!?…]*$|còn (?:gì|điều gì) (?:khác|nữa)|(?:giúp|hỗ trợ) (?:gì|được gì)|cần (?:gì|hỗ trợ gì) (?:thêm|nữa|khác)',
  offer:
    '^(?:nếu|khi nào|trong trường hợp|bất cứ lúc nào|khi cần)|(?:cứ|hãy) (?:cho .{0,8}biết|báo|nói|hỏi).{0,12} (?:nếu|khi cần)|(?:bảo|báo) nếu',
  request: `(?:vui lòng|xin|hãy|bạn (?:có thể|hãy)).{0,30}(?:cho (?:tôi|mình|em) (?:biết|xem)|gửi (?:cho |lại )?(?:tôi|mình|em|kết quả)|xác nhận|cung cấp|chọn (?:một|phương án)|dán|trả lời)${E}|(?:cho (?:tôi|mình|em) biết|gửi (?:cho |lại )?(?:tôi|mình|em)|báo (?:lại )?(?:cho )?(?:tôi|mình|em))${E}|(?:tôi|mình) (?:cần (?:bạn|biết)|đang chờ|chờ bạn)`,
  approval: `^(?:nếu|khi) (?:bạn|anh|chị) (?:nói|gõ|nhắn|trả lời) ${SAID},? (?:thì )?(?:tôi|mình|em) (?:sẽ )?|^(?:ngay khi|sau khi|một khi|khi) (?:bạn|anh|chị) (?!.{0,10}(?:muốn|cần))[^,]{2,80}, (?:tôi|mình|em) (?:sẽ|có thể)|^(?:nếu|khi|sau khi) bạn .{0,16}(?:đồng ý|xác nhận|duyệt|sẵn sàng|ok).{0,40}(?:tôi|mình|em) sẽ|^(?:khi|sau khi|xong).{0,50}(?:cho (?:tôi|mình) biết|báo (?:tôi|mình|lại))`,
  lead: '^bạn (?:có thể|vui lòng|hãy)',
  toAgent: 'bạn (?:có )?muốn|có cần|tôi (?:có )?(?:nên|tiếp tục)|mình (?:có )?(?:nên|làm luôn)',
  conjunctions: { and: 'và|rồi', choice: 'hoặc|hay' },
  cues: {
    open: `còn (?:để ngỏ|bỏ ngỏ|chưa (?:chốt|quyết))${E}|chưa (?:chốt|quyết định)${E}`,
    consent: `${B}(?:nếu|khi) (?:bạn |anh |chị )?(?:\\S{1,8} ){0,2}(?:đồng ý|ok|ổn|hợp lý|duyệt|nhất trí|phản đối)${E}`,
    owed: `(?<!theo )(?:quyết định|lựa chọn) (?:là )?(?:ở|thuộc về|của|nằm ở) (?:phía )?(?:bạn|anh|chị)${E}|tùy (?:bạn|anh|chị)${E}|cần (?:bạn|anh|chị) (?:quyết|chốt|chọn)|(?:bạn|anh|chị) (?:là người )?(?:quyết định|chốt)(?: nhé)?$`,
    yours: `chỉ (?:có )?(?:bạn|anh|chị)${E}|từ (?:bạn|anh|chị)${E}|phía (?:bạn|anh|chị)${E}`,
    tell: `(?:cho (?:tôi|mình|em) (?:biết|xem)|nói (?:cho )?(?:tôi|mình|em)|báo (?:lại )?(?:cho )?(?:tôi|mình|em)|gửi (?:lại )?(?:cho )?(?:tôi|mình|em)|trả lời|xác nhận giúp|vui lòng (?:xác nhận|chọn|cung cấp))${E}|(?:dán|gửi)(?=.{0,50}(?:vào đây|lên đây|kết quả|log|lỗi))`,
    act: `^(?:bạn |hãy |chỉ cần )?(?:gõ|nhắn|trả lời|nhập)${E}|^(?:(?:hãy|vui lòng|thì|rồi|bạn|nhờ bạn|xin) ){0,2}(?:chọn|xác nhận|duyệt|dán|gửi|nhập|quyết định|chốt)${E}`,
    answer: `${B}(?:nào|gì|hay không|thế nào|kết quả|log|lỗi|số|phương án|hay|ok)${E}|${QUOTED}`,
    moment: `${B}(?:khi|sau khi|sau đó|trước khi|xong|rồi|thì|chờ|cần)${E}`,
    signal: `${B}bạn (?:\\S+ ){0,2}(?:đồng ý|xác nhận|duyệt|chốt|chọn|sẵn sàng|quyết định|ok|review)${E}`,
    next: `${B}(?:tôi|mình|em) (?:\\S+ )?(?:sẽ|bắt đầu|tiếp tục|làm|triển khai|code|commit|sửa)${E}|${B}để (?:tôi|mình|em|tiếp tục)${E}`,
    waits: `${B}(?:chưa (?:động|làm|chạm|đụng|bắt đầu)|không (?:động|chạm|đụng)|đang chờ|chờ|đợi|cần bạn|chỉ còn|còn thiếu)${E}`,
    ready: `${B}(?:sẵn sàng (?:để|cho|làm)|tạm dừng|dừng (?:ở đây|lại))${E}`,
    wish: `${B}(?:nếu|khi cần|bất cứ|thêm gì|gì (?:thêm|khác|nữa))${E}`,
  },
  signs: {
    toItself: `^(?:vì sao|tại sao|sao)${E}`,
    either: '[ ,](?:hoặc|hay) ',
    awaits: `${B}chờ${E}`,
    work: 'chạy nền',
    what: 'gì',
    goOn: 'tiếp(?: tục)?',
    greeting: 'xin chào|chào',
  },
};

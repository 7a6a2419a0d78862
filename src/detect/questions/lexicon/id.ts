import { byWords } from './by-words.ts';
import { asWord, E, type Language, SAID } from './language.ts';

export const id: Language = {
  spot: 'apakah tolong silakan mohon anda untuk yang sudah saya bisa jika kalau tidak ke dan di kamu sini lanjut lalu nanti mau ada dengan dari akan ya tapi sudah begitu pilih balas tempelkan menunggu',
  courtesy:
    '^(?:lalu |jadi )?(?:selanjutnya|sekarang|berikutnya) (?:kita )?(?:apa|ngapain)[.!?…]*$|(?:apa|lain|lagi|ada) (?:\\S+ ){0,2}(?:bisa|dapat) (?:saya )?bantu|ada hal lain',
  offer:
    '^(?:jika|kalau|bila|apabila)(?! (?:sudah|anda setuju|kamu setuju))|(?:beri ?tahu|kabari) (?:saya |saja )?(?:jika|kalau|bila)(?! (?:sudah|selesai))',
  request: `(?:tolong|mohon|harap|silakan) (?:\\S+ ){0,2}(?:kirim(?:kan)?|berikan|beri ?tahu|pilih|konfirmasi(?:kan)?|tempel(?:kan)?|bagikan|jawab|tentukan|sebutkan|lampirkan)${E}|(?:beri ?tahu|kabari) (?:saya )?(?:mana|apa|apakah|bagaimana|kapan|setelah)${E}|saya (?:perlu|butuh|menunggu) .{1,60}(?:untuk (?:melanjutkan|lanjut)|dari anda|anda\\W*$)|(?:keputusan|pilihan)(?:nya)? (?:ada )?(?:di tangan )?anda\\W*$`,
  approval: `^(?:jika|kalau|bila|begitu) (?:anda|kamu) (?:bilang|ketik|jawab|balas) ${SAID},? (?:saya|aku|kita) |^(?:begitu|segera setelah|setelah) (?:anda|kamu) (?!.{0,10}(?:mau|ingin|perlu))[^,]{2,80}, (?:saya|aku|kita) |^(?:jika|kalau|setelah) anda .{0,16}(?:setuju|konfirmasi|siap).{0,40}saya (?:akan|bisa)`,
  toAgent: 'apakah (?:saya|anda (?:ingin|mau))|(?:perlukah|haruskah|bolehkah|boleh) saya|mana yang',
  /** Indonesian and Malay. */
  conjunctions: { and: 'lalu', choice: 'atau' },
  cues: byWords({
    open: 'masih (?:terbuka|belum diputuskan|perlu diputuskan)|belum (?:diputuskan|ditentukan)',
    consent:
      '(?:kalau|jika|bila|apabila) (?!(?:\\S{1,12} ){0,3}(?:tidak(?! keberatan)) ).{0,24}(?<= )(?:setuju|oke|ok|cocok|sepakat|tidak keberatan|berkenan)',
    owed: '(?<!sesuai )(?:keputusan|pilihan)(?:nya)? (?:ada )?(?:di tangan|pada|milik) (?:anda|kamu)|terserah (?:anda|kamu)|(?:anda|kamu) (?:yang|perlu|harus) (?:memutuskan|menentukan|memilih)',
    yours: '(?:hanya|cuma) (?:ada )?(?:pada |di )?(?:anda|kamu)|dari (?:anda|kamu)|di pihak (?:anda|kamu)',
    please: 'tolong|mohon|harap|silakan|sila|dan|lalu|kemudian|cukup|coba|boleh',
    tell: '(?:beri ?tahu|kabari|kabarkan|jawab|balas|konfirmasi(?:kan)?|sebutkan|ceritakan|jelaskan|katakan|maklumkan|bilang)(?: (?:saya|aku|ke saya))?|(?:kirim(?:kan)?|tempel(?:kan)?|paste|bagikan|lampirkan|tunjukkan)(?=.{0,50}(?:sini|saya|hasil|output|log|error))',
    act: 'pilih(?:lah)?|tentukan|putuskan|setujui|cek|tinjau|periksa|ketik',
    step: 'jalankan|buka|pasang|instal|buat|tambahkan|coba',
    answer:
      'mana|apa|apakah|bagaimana|ya|tidak|ok|oke|opsi\\S{0,16}|pilihan\\S{0,16}|nomor\\S{0,16}|angka\\S{0,16}|hasil\\S{0,16}|output\\S{0,16}|log\\S{0,16}|error\\S{0,16}|di ?sini|ke ?sini|kalau sudah|setelah',
    moment: 'setelah|begitu|ketika|saat|kalau sudah|jika sudah|bila sudah|sebelum saya|sebelum|sampai|tanpa|untuk|dulu',
    signal:
      'sampai (?:anda|kamu)(?: \\S{1,16})?|(?:konfirmasi|persetujuan|keputusan|jawaban|pilihan|arahan|izin|ok)(?:mu|nya)? ?(?:anda|kamu)?(?! (?:dialog|server|pengguna))|(?:anda|kamu) (?:\\S{1,16} ){0,2}(?:setuju|setujui|konfirmasi|siap|putuskan|pilih|memutuskan|memilih|menyetujui)',
    next: 'saya|aku|kita|nanti saya|melanjutkan|lanjut',
    waits:
      'tidak (?:akan )?(?:menyentuh|mengubah|mulai|lanjut|melanjutkan)|(?:saya |aku )?(?:menunggu|tunggu|butuh|perlu)|tinggal|kurang',
    ready: 'siap|saya berhenti',
    wish: '(?:jika|kalau|bila|apabila)(?! (?:sudah|anda setuju|kamu setuju|selesai))|ada yang|yang lain|hal lain|bagaimana hasilnya nanti',
  }),
  signs: {
    toItself: `^(?:kenapa|mengapa)${E}`,
    either: '[ ,]atau ',
    awaits: '\\bmenunggu\\b',
    work: '\\blatar belakang\\b',
    what: asWord('apa'),
    goOn: 'lanjut|ya',
    greeting: 'halo|hai|selamat (?:pagi|siang|sore|malam|datang)',
  },
};

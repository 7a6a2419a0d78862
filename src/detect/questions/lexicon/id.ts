import { E, type Language } from './language.ts';

export const id: Language = {
  spot: 'apakah tolong silakan mohon anda untuk yang sudah saya bisa jika kalau tidak ke dan di kamu sini lanjut lalu nanti mau ada dengan dari akan ya tapi sudah begitu pilih balas tempelkan menunggu',
  courtesy: '(?:apa|lain|lagi|ada) (?:\\S+ ){0,2}(?:bisa|dapat) (?:saya )?bantu|ada hal lain',
  offer:
    '^(?:jika|kalau|bila|apabila)(?! (?:sudah|anda setuju|kamu setuju))|(?:beri ?tahu|kabari) (?:saya |saja )?(?:jika|kalau|bila)(?! (?:sudah|selesai))',
  request: `(?:tolong|mohon|harap|silakan) (?:\\S+ ){0,2}(?:kirim(?:kan)?|berikan|beri ?tahu|pilih|konfirmasi(?:kan)?|tempel(?:kan)?|bagikan|jawab|tentukan|sebutkan|lampirkan)${E}|(?:beri ?tahu|kabari) (?:saya )?(?:mana|apa|apakah|bagaimana|kapan|setelah)${E}|saya (?:perlu|butuh|menunggu) .{1,60}(?:untuk (?:melanjutkan|lanjut)|dari anda|anda\\W*$)|(?:keputusan|pilihan)(?:nya)? (?:ada )?(?:di tangan )?anda\\W*$`,
  approval: '^(?:jika|kalau|setelah) anda .{0,16}(?:setuju|konfirmasi|siap).{0,40}saya (?:akan|bisa)',
  toAgent: 'apakah (?:saya|anda (?:ingin|mau))|(?:perlukah|haruskah|bolehkah|boleh) saya|mana yang',
  follows: '^(?:setelah itu|lalu|kemudian|dengan (?:itu|begitu)|ini akan)',
};

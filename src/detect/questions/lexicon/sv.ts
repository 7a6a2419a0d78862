import { E, type Language } from './language.ts';

export const sv: Language = {
  spot: 'båda här du säg och inte är jag för att vill ska vilken vilket varför på med det den är om när så redo svara kör välj',
  courtesy: 'något (?:annat|mer) (?:jag|du)|(?:hur|vad) kan jag hjälpa',
  offer: '^(?:om|ifall|skulle) |(?:säg (?:bara |gärna )?till|hör (?:gärna )?av dig|meddela mig) (?:om|ifall)',
  request: `(?:säg|berätta|meddela|skriv)(?: till)?(?: mig)?,? (?:vilken|vilket|vilka|vad|hur|när|om (?:jag|det (?:fungerar|är okej)))${E}|(?:^|och |sedan )(?:klistra in|(?:skicka|bifoga|visa) (?:mig|hit|in|loggen|utdata|resultatet))|(?:vänligen|snälla|var snäll och) (?:\\S+ )?(?:ange|bekräfta|välj|skicka|svara|dela)|jag (?:behöver|väntar på) (?:din|ditt|dina|att du|veta)|(?:valet|beslutet) är (?:ditt|ert)|(?:du|ni) bestämmer`,
  approval: '^(?:när|om) du (?:godkänner|är klar|är redo|säger till).{0,60}jag',
  toAgent: '(?:vill du|ska jag|får jag|bör jag|kan jag)|vilken .{0,20}(?:vill|föredrar)',
  follows: '^(?:då|sedan|därefter|så (?:kan|fortsätter) jag|det här)',
};

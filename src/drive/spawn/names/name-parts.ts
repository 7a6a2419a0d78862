/** Short, plain words unrelated to an agent's work: no name reads like a state or a command. */
export const FIRST_WORDS = split(`
  amber aqua azure beige bold brave breezy bright brisk bronze calm candid cedar clever coral cosy crimson crisp curly
  cyan dapper dusty eager early fair fancy fleet fluffy fresh frosty gentle giddy glad golden grand green happy hardy
  hazel honest humble indigo ivory jade jolly keen kind lavender lemon light lilac lively lofty lucky lunar maroon mauve
  mellow merry mighty mild minty misty modest mossy neat nimble noble olive opal orange pearl peppy pink plucky plum
  polite proud purple quick quiet rapid rosy royal ruby rustic sandy scarlet sepia shiny silent silky silver sleek smart
  smooth snowy soft solar spry steady stout sturdy sunny swift tan tawny teal tender tidy tiny topaz umber velvet violet
  vivid warm wavy white wise witty woolly young zesty
`);

export const SECOND_WORDS = split(`
  acorn alder apple aspen badger bamboo basil beaver beech berry birch bison brook canyon castle cedar cherry clover
  comet condor crane creek cricket daisy delta dolphin dove dune eagle elk elm falcon fern finch fjord forest fox garnet
  gecko geyser glacier grove gull harbor hare hawk hazel heron hill ibex iris island jasmine juniper kelp kestrel kiwi
  koala lagoon lake lark laurel lemur lily linden lynx magpie maple marsh meadow mesa mint moose moth newt oak oasis
  ocean orchid osprey otter owl panda parrot peach pebble pelican pine planet plover pond poppy prairie puffin quail
  quartz rabbit raven reef ridge river robin sage salmon seal shore sparrow spruce squid stork sun swan thistle tiger
  toucan trout tulip turtle valley vine walnut walrus whale willow wolf wren yak zebra
`);

/** Champions of League of Legends whose names are one word, and the five roles of a team. */
export const CHAMPIONS = split(`
  aatrox ahri akali akshan alistar amumu anivia annie aphelios ashe azir bard blitz brand braum cait camille cassio
  corki darius diana draven ekko elise evelynn ezreal fiora fizz galio garen gnar gragas graves gwen hecarim illaoi
  irelia ivern janna jarvan jax jayce jhin jinx kalista karma karthus kassadin katarina kayle kayn kennen kindred kled
  leblanc leona lillia lissandra lucian lulu lux malphite maokai mordekaiser morgana nami nasus nautilus neeko nidalee
  nocturne nunu olaf orianna ornn pantheon poppy pyke qiyana quinn rakan rammus rell renekton rengar riven rumble ryze
  samira sejuani senna sett shaco shen shyvana singed sion sivir skarner sona soraka swain sylas syndra taliyah talon
  taric teemo thresh tristana trundle twitch udyr urgot varus vayne veigar vex viktor vladimir volibear warwick xayah
  xerath yasuo yone yorick yuumi zac zed ziggs zilean zoe zyra
`);
export const ROLES = ['top', 'jg', 'mid', 'adc', 'sup'] as const;

function split(words: string): string[] {
  return words.trim().split(/\s+/);
}

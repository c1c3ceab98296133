import type { MessageKey } from '../../i18n/translate.ts';

interface EmojiGroup {
  readonly name: MessageKey;
  readonly emoji: readonly string[];
}

const segmenter = new Intl.Segmenter();

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The emoji people use most, by theme: the system's own keyboard has the rest. */
export const emojiGroups: readonly EmojiGroup[] = [
  {
    name: 'emoji.faces',
    emoji: graphemes(
      '😀😄😁😅😂🤣🙂🙃😉😊😇🥰😍🤩😘😋😜🤪🤨🧐🤓😎🥳😏😒😞😔😟😕🙁😣😖😫😩🥺😢😭😤😠😡🤬🤯😳🥵🥶😱😨😰😥🤗🤔🤭🤫😶😐😬🙄😯😲🥱😴🤤🤐🤢🤮🤧😷🤒🤕',
    ),
  },
  {
    name: 'emoji.hands',
    emoji: graphemes('👍👎👌🤌🤏🤞🤟🤘🤙👈👉👆👇👋🤚🖐🖖👏🙌👐🤲🤝🙏💪🫶✍💅👀🧠👶🧒👧👦👩👨👵👴🙋🤷🤦🙅🙆💁'),
  },
  {
    name: 'emoji.hearts',
    emoji: [
      '❤️',
      '🧡',
      '💛',
      '💚',
      '💙',
      '💜',
      '🖤',
      '🤍',
      '🤎',
      '💔',
      '❣️',
      '💕',
      '💞',
      '💓',
      '💗',
      '💖',
      '💘',
      '💝',
      '✨',
      '⭐',
      '🌟',
      '💯',
      '🔥',
      '🎉',
    ],
  },
  {
    name: 'emoji.nature',
    emoji: graphemes('🐶🐱🐭🐰🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦉🐝🦋🐌🐞🐢🐙🐬🐳🌵🌲🌳🌴🌱🍀🍁🌷🌹🌻🌈🌞🌙🌍🌊'),
  },
  {
    name: 'emoji.food',
    emoji: graphemes('🍏🍎🍐🍊🍋🍌🍉🍇🍓🍒🍑🥭🍍🥑🍅🌽🥕🥐🍞🧀🥚🍳🥞🍔🍟🍕🌮🥗🍝🍜🍣🍦🍰🎂🍫🍪🍩☕🍵🍺🍷🥂🍹'),
  },
  {
    name: 'emoji.things',
    emoji: graphemes('⚽🏀🎾🏐🎮🎲🎸🎹🎧🎬🎨🎁🎈🏆🚗🚕🚌🚲✈🚀⛵🏠🏡🏢⛺🏖⌚📱💻⌨📷💡🔑🔒📌📎✏📚📅⏰☔🧳💊🛒💬✅❌❓❗'),
  },
];

import type { MessageKey } from '../../i18n/translate.ts';

interface EmojiGroup {
  readonly name: MessageKey;
  readonly emoji: readonly string[];
}

/** The emoji people use most, by theme: the system's own keyboard has the rest. */
export const emojiGroups: readonly EmojiGroup[] = [
  {
    name: 'emoji.faces',
    emoji: [...'😀😄😁😅😂🤣🙂🙃😉😊😇🥰😍🤩😘😋😜🤪🤨🧐🤓😎🥳😏😒😞😔😟😕🙁😣😖😫😩🥺😢😭😤😠😡🤬🤯😳🥵🥶😱😨😰😥🤗🤔🤭🤫😶😐😬🙄😯😲🥱😴🤤🤐🤢🤮🤧😷🤒🤕'],
  },
  { name: 'emoji.hands', emoji: [...'👍👎👌🤌🤏🤞🤟🤘🤙👈👉👆👇👋🤚🖐🖖👏🙌👐🤲🤝🙏💪🫶✍💅👀🧠👶🧒👧👦👩👨👵👴🙋🤷🤦🙅🙆💁'] },
  { name: 'emoji.hearts', emoji: ['❤️', '🧡', '💛', '💚', '💙', '💜', '🖤', '🤍', '🤎', '💔', '❣️', '💕', '💞', '💓', '💗', '💖', '💘', '💝', '✨', '⭐', '🌟', '💯', '🔥', '🎉'] },
  { name: 'emoji.nature', emoji: [...'🐶🐱🐭🐰🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦉🐝🦋🐌🐞🐢🐙🐬🐳🌵🌲🌳🌴🌱🍀🍁🌷🌹🌻🌈🌞🌙🌍🌊'] },
  { name: 'emoji.food', emoji: [...'🍏🍎🍐🍊🍋🍌🍉🍇🍓🍒🍑🥭🍍🥑🍅🌽🥕🥐🍞🧀🥚🍳🥞🍔🍟🍕🌮🥗🍝🍜🍣🍦🍰🎂🍫🍪🍩☕🍵🍺🍷🥂🍹'] },
  { name: 'emoji.things', emoji: [...'⚽🏀🎾🏐🎮🎲🎸🎹🎧🎬🎨🎁🎈🏆🚗🚕🚌🚲✈🚀⛵🏠🏡🏢⛺🏖⌚📱💻⌨📷💡🔑🔒📌📎✏📚📅⏰☔🧳💊🛒💬✅❌❓❗'] },
];

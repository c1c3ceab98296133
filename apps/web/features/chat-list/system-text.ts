import type { SystemContent } from '@parley/protocol/content';
import type { User } from '@parley/protocol/user';
import type { Format } from '../../i18n/format.ts';
import type { MessageKey, Translate } from '../../i18n/translate.ts';

interface Words {
  readonly t: Translate;
  readonly format: Format;
  readonly users: ReadonlyMap<string, User>;
  readonly meId: string;
}

const keys = {
  'chat.created': 'system.created',
  'group.member.added': 'system.added',
  'group.member.removed': 'system.removed',
  'group.member.left': 'system.left',
  'group.member.role': 'system.role',
  'group.title': 'system.title',
  'group.topic': 'system.topic',
  'group.avatar': 'system.avatar',
  'group.permissions': 'system.permissions',
  'chat.disappearing': 'system.disappearing',
  'message.deleted': 'message.deleted',
  'message.expired': 'message.expired',
  'message.pinned': 'system.pinned',
} as const satisfies Record<SystemContent['event'], MessageKey>;

/** What happened in a chat, as a sentence in the language of the interface. */
export function systemText(content: SystemContent, { t, format, users, meId }: Words): string {
  // A newer server may tell of events that this build has no words for.
  const key: MessageKey | undefined = keys[content.event];
  if (!key) return t('system.other');
  const name = (id: string) => users.get(id)?.displayName ?? t('person.unknown');
  return t(key, {
    you: content.by === meId ? 'yes' : 'no',
    who: content.by ? name(content.by) : t('person.unknown'),
    whom: format.list((content.userIds ?? []).map((id) => (id === meId ? t('person.you') : name(id)))),
    title: content.title ?? '',
    role: content.role ?? '',
    on: content.disappearAfter ? 'yes' : 'no',
    duration: format.duration(content.disappearAfter ?? 0),
  });
}

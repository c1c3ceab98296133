import type { Content } from '@parley/protocol/content';
import type { User } from '@parley/protocol/user';
import { useCallback } from 'react';
import { useMe } from '../../app/use-me.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { systemText } from './system-text.ts';

/** Makes the one line that stands for a message: its text, or what happened. */
export function useMessagePreview(): (content: Content, users: ReadonlyMap<string, User>) => string {
  const { t, format } = useI18n();
  const { id: meId } = useMe();
  return useCallback(
    (content, users) => {
      if (content.type === 'text') return content.text;
      if (content.type === 'system') return systemText(content, { t, format, users, meId });
      return t('message.unsupported');
    },
    [t, format, meId],
  );
}

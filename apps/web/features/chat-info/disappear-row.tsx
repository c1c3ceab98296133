import type { ChatItem } from '@parley/client/views/chat-item';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Fact } from '../../ui/fact.tsx';
import { SelectRow } from '../../ui/select-row.tsx';
import { mayChange } from './may-change.ts';

const DAY = 86_400;
/** Seconds. */
const PRESETS = [DAY, 7 * DAY, 90 * DAY];

/** How long new messages of a chat stay. In a chat of two either of them may change it, in a group those who may edit it. */
export function DisappearRow({ chat }: { readonly chat: ChatItem }) {
  const { t, format } = useI18n();
  const { chats } = useParley();
  const current = chat.disappearAfter ?? 0;
  const change = useAction(async (seconds: number) => {
    await chats.update(chat.id, { disappearAfter: seconds === 0 ? null : seconds });
  });
  const label = (seconds: number): string => (seconds === 0 ? t('disappear.off') : format.duration(seconds));
  if (chat.type === 'group' && !mayChange(chat, 'edit'))
    return current === 0 ? null : <Fact label={t('disappear.title')} value={label(current)} />;
  // Other devices and bots may have set another time.
  const choices = [...new Set([0, ...PRESETS, current])].sort((a, b) => a - b);
  return (
    <>
      <SelectRow
        label={t('disappear.title')}
        value={String(current)}
        options={choices.map((seconds) => ({ value: String(seconds), label: label(seconds) }))}
        onChange={(value) => change.run(Number(value))}
      />
      <p className="px-4 pb-2 text-sm text-muted">{t('disappear.hint')}</p>
      <ErrorNote text={change.error} />
    </>
  );
}

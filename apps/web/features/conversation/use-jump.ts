import type { ConversationSnapshot, ConversationView } from '@parley/client/views/conversation';
import { useEffect, useState } from 'react';
import { useGo, usePlace } from '../../app/navigation.ts';
import { problemText } from '../../app/problem-text.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { showToast } from '../../ui/toast.ts';
import type { ListVirtualizer } from './list-virtualizer.ts';
import { type Row, rowOfSeq } from './rows.ts';

/** How long (ms) a message that was jumped to stands out; as long as the `flash` animation. */
const flashTime = 1800;

/** Goes to the message that the address names and makes it stand out for a moment. Answers the key of the row that does. */
export function useJump(
  view: ConversationView,
  conversation: ConversationSnapshot,
  virtualizer: ListVirtualizer,
  rows: readonly Row[],
): string | undefined {
  const t = useT();
  const go = useGo();
  const { at } = usePlace();
  const [flashing, setFlashing] = useState<string>();
  const index = at === undefined ? -1 : rowOfSeq(rows, at);
  const ready = conversation.status === 'ready';

  useEffect(() => {
    if (at === undefined || index >= 0 || !ready) return;
    view.jumpTo(at).catch((problem: unknown) => {
      showToast({ title: problemText(t, problem) });
      go.forgetJump();
    });
  }, [view, at, index, ready, go, t]);

  useEffect(() => {
    if (index < 0) return;
    virtualizer.scrollToIndex(index, { align: 'center' });
    setFlashing(rows[index]?.key);
    go.forgetJump();
  }, [index, rows, virtualizer, go]);

  useEffect(() => {
    if (!flashing) return;
    const timer = setTimeout(() => setFlashing(undefined), flashTime);
    return () => clearTimeout(timer);
  }, [flashing]);

  return flashing;
}

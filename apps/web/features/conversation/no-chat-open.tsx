import { useT } from '../../i18n/i18n-context.ts';
import { Logo } from '../../ui/logo.tsx';

/** What wide screens show beside the list until a chat is opened. */
export function NoChatOpen() {
  const t = useT();
  return (
    <div className="grid h-full place-items-center p-8 text-center">
      <div className="animate-rise">
        <Logo className="mx-auto mb-6 size-16" />
        <p className="text-lg font-semibold">{t('chat.none')}</p>
        <p className="mt-1 max-w-sm text-muted">{t('chat.noneHint')}</p>
        <dl className="mx-auto mt-8 grid w-fit grid-cols-[auto_auto] items-center gap-x-4 gap-y-2.5 text-start text-sm text-muted">
          <Shortcut keys={['Ctrl', 'K']} does={t('shortcut.search')} />
          <Shortcut keys={['Ctrl', 'Alt', 'N']} does={t('shortcut.newChat')} />
          <Shortcut keys={['↑']} does={t('shortcut.editLast')} />
          <Shortcut keys={['Esc']} does={t('shortcut.close')} />
        </dl>
      </div>
    </div>
  );
}

function Shortcut({ keys, does }: { readonly keys: readonly string[]; readonly does: string }) {
  return (
    <>
      <dt className="flex justify-end gap-1" dir="ltr">
        {keys.map((key) => (
          <kbd
            key={key}
            className="rounded-md border border-line bg-panel px-1.5 py-0.5 font-sans text-xs font-semibold text-soft"
          >
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </>
  );
}

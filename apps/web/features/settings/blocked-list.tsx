import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/section.tsx';

/** The people one has blocked. */
export function BlockedList() {
  const t = useT();
  const { people } = useParley();
  const { value: blocked, error, reload } = useLoaded('blocks', () => people.blocks());
  const unblock = useAction(async (userId: string) => {
    await people.unblock(userId);
    reload();
  });
  return (
    <Section title={t('privacy.blocked')}>
      <ErrorNote text={error ?? unblock.error} />
      {blocked?.length === 0 ? <p className="px-4 py-2 text-muted">{t('privacy.noneBlocked')}</p> : null}
      <ul>
        {(blocked ?? []).map((user) => (
          <li key={user.id} className="flex min-h-14 items-center gap-3.5 px-4">
            <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="md" />
            <span className="min-w-0 flex-1 truncate text-start">
              <bdi>{user.displayName}</bdi>
            </span>
            <Button variant="plain" onClick={() => unblock.run(user.id)}>
              {t('person.unblock')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

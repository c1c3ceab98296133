import { Ban, UserRoundCheck, UserRoundPlus } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Fact } from '../../ui/fact.tsx';
import { RowButton } from '../../ui/row-button.tsx';
import { Section } from '../../ui/section.tsx';

/** What is known of the other person, and how one stands to them. */
export function PersonSection({ userId }: { readonly userId: string }) {
  const t = useT();
  const { people, views } = useParley();
  const user = useView(views.user(userId));
  const blocks = useLoaded('blocks', () => people.blocks());
  const contacts = useLoaded('contacts', () => people.contacts());
  const blocked = blocks.value?.some(({ id }) => id === userId) ?? false;
  const isContact = contacts.value?.some((contact) => contact.user.id === userId) ?? false;

  const toggleBlock = useAction(async () => {
    await (blocked ? people.unblock(userId) : people.block(userId));
    blocks.reload();
  });
  const toggleContact = useAction(async () => {
    await (isContact ? people.removeContact(userId) : people.addContact({ userId }));
    contacts.reload();
  });

  return (
    <>
      <Section>
        {user?.about ? <Fact label={t('profile.about')} value={user.about} /> : null}
        {user?.username ? <Fact label={t('field.username')} value={`\u2066@${user.username}\u2069`} /> : null}
        {user?.phone ? <Fact label={t('field.phone')} value={`\u2066${user.phone}\u2069`} /> : null}
      </Section>
      <Section>
        <ErrorNote text={toggleBlock.error ?? toggleContact.error} />
        <RowButton
          icon={isContact ? UserRoundCheck : UserRoundPlus}
          label={isContact ? t('person.removeContact') : t('person.addContact')}
          disabled={contacts.value === undefined || toggleContact.busy}
          onClick={() => toggleContact.run()}
        />
        <RowButton
          icon={Ban}
          tone="danger"
          label={blocked ? t('person.unblock') : t('person.block')}
          disabled={blocks.value === undefined || toggleBlock.busy}
          onClick={() => toggleBlock.run()}
        />
      </Section>
    </>
  );
}

import type { User } from '@parley/protocol/user';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.ts';
import { Form } from '../welcome/form.tsx';
import { textOf } from '../welcome/form-fields.ts';

/** One's own name, username and words about oneself. */
export function ProfilePanel({ me }: { readonly me: User }) {
  const t = useT();
  const go = useGo();
  const { people } = useParley();
  const save = useAction(async (fields: FormData) => {
    const username = textOf(fields, 'username');
    await people.updateMe({
      displayName: textOf(fields, 'displayName'),
      about: textOf(fields, 'about'),
      ...(username && username !== me.username ? { username } : {}),
    });
    showToast({ title: t('profile.saved') });
  });
  return (
    <Panel title={t('profile.title')} backLabel={t('action.back')} onBack={go.closePanel}>
      <div className="grid place-items-center py-6">
        <Avatar id={me.id} name={me.displayName} url={me.avatarUrl} size="xl" />
      </div>
      <div className="px-4">
        <Form onSubmit={save.run} busy={save.busy} error={save.error} submitLabel={t('action.save')}>
          <TextField label={t('field.displayName')} name="displayName" defaultValue={me.displayName} maxLength={64} required />
          <TextField
            label={t('field.username')}
            name="username"
            defaultValue={me.username}
            autoCapitalize="none"
            spellCheck={false}
            hint={t('field.usernameHint')}
            maxLength={32}
          />
          <TextField
            label={t('profile.about')}
            name="about"
            defaultValue={me.about}
            hint={t('profile.aboutHint')}
            maxLength={140}
          />
        </Form>
      </div>
      {me.phone ? (
        <div className="mt-4">
          <Fact label={t('field.phone')} value={`\u2066${me.phone}\u2069`} />
        </div>
      ) : null}
    </Panel>
  );
}

import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { TextField } from '../../ui/text-field.tsx';
import { Form } from './form.tsx';
import { secretOf, textOf } from './form-fields.ts';
import { PasswordField } from './password-field.tsx';

/** A new account with a username and a password. */
export function SignUp() {
  const t = useT();
  const { auth } = useParley();
  const register = useAction((fields: FormData) =>
    auth.register({
      displayName: textOf(fields, 'displayName'),
      username: textOf(fields, 'username'),
      password: secretOf(fields, 'password'),
    }),
  );
  return (
    <Form onSubmit={register.run} busy={register.busy} error={register.error} submitLabel={t('welcome.create')}>
      <TextField label={t('field.displayName')} name="displayName" autoComplete="name" maxLength={64} required />
      <TextField
        label={t('field.username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint={t('field.usernameHint')}
        maxLength={32}
        required
      />
      <PasswordField autoComplete="new-password" hint={t('field.passwordHint')} />
    </Form>
  );
}

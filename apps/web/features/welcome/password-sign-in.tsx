import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { TextField } from '../../ui/text-field.tsx';
import { Form } from './form.tsx';
import { secretOf, textOf } from './form-fields.ts';
import { PasswordField } from './password-field.tsx';

/** Back into an account with its username (or phone number) and password. */
export function PasswordSignIn() {
  const t = useT();
  const { auth } = useParley();
  const login = useAction((fields: FormData) =>
    auth.login({ login: textOf(fields, 'login'), password: secretOf(fields, 'password') }),
  );
  return (
    <Form onSubmit={login.run} busy={login.busy} error={login.error} submitLabel={t('welcome.signIn')}>
      <TextField
        label={t('field.login')}
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <PasswordField autoComplete="current-password" />
    </Form>
  );
}

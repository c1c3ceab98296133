import { useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { TextField } from '../../ui/text-field.tsx';
import type { Challenge } from './challenge.ts';
import { CodeForm } from './code-form.tsx';
import { Form } from './form.tsx';
import { textOf } from './form-fields.ts';

/** Sign in or up with a code sent to a phone: first the number, then the code. */
export function PhoneSignIn() {
  const { t } = useI18n();
  const { auth } = useParley();
  const [challenge, setChallenge] = useState<Challenge>();
  const request = useAction(async (phone: string) => {
    const country = new Intl.Locale(navigator.language).maximize().region;
    setChallenge({ ...(await auth.requestCode({ phone, ...(country ? { country } : {}) })), phone });
  });

  if (challenge) {
    return (
      <CodeForm
        key={challenge.challengeId}
        challenge={challenge}
        onBack={() => setChallenge(undefined)}
        onResend={() => request.run(challenge.phone)}
        resendError={request.error}
      />
    );
  }
  return (
    <Form
      onSubmit={(fields) => request.run(textOf(fields, 'phone'))}
      busy={request.busy}
      error={request.error}
      submitLabel={t('welcome.sendCode')}
    >
      <TextField
        label={t('field.phone')}
        name="phone"
        type="tel"
        autoComplete="tel"
        dir="ltr"
        placeholder="+44 20 7946 0958"
        hint={t('field.phoneHint')}
        required
      />
    </Form>
  );
}

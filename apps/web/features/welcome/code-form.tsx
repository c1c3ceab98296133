import { useEffect, useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Challenge } from './challenge.ts';
import { Form } from './form.tsx';
import { textOf } from './form-fields.ts';

interface CodeFormProps {
  readonly challenge: Challenge;
  readonly onBack: () => void;
  readonly onResend: () => void;
  readonly resendError: string | undefined;
}

/** Asks for the code that was sent, and sends another once the server allows it. */
export function CodeForm({ challenge, onBack, onResend, resendError }: CodeFormProps) {
  const t = useT();
  const { auth } = useParley();
  const wait = useCountdown(challenge.resendIn);
  const verify = useAction((code: string) => auth.verifyCode({ challengeId: challenge.challengeId, code }));
  return (
    <Form
      onSubmit={(fields) => verify.run(textOf(fields, 'code'))}
      busy={verify.busy}
      error={verify.error ?? resendError}
      submitLabel={t('welcome.verify')}
    >
      <p className="text-muted">{t('welcome.codeSent', { phone: `\u2066${challenge.phone}\u2069` })}</p>
      <TextField
        label={t('field.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        defaultValue={challenge.code}
        hint={challenge.code ? t('welcome.codeEcho') : undefined}
        required
        autoFocus
      />
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="plain" onClick={onBack}>
          {t('welcome.otherPhone')}
        </Button>
        <Button variant="plain" onClick={onResend} disabled={wait > 0}>
          {wait > 0 ? t('welcome.resendIn', { seconds: wait }) : t('welcome.resend')}
        </Button>
      </div>
    </Form>
  );
}

/** Seconds left of a wait, counted down once a second. */
function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(Math.ceil(seconds));
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}

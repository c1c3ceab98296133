import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** A password that can be looked at while it is typed. */
export function PasswordField({
  autoComplete,
  hint,
}: {
  readonly autoComplete: 'new-password' | 'current-password';
  readonly hint?: string;
}) {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={t('field.password')}
      name="password"
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      minLength={autoComplete === 'new-password' ? 8 : undefined}
      required
      hint={hint}
      trailing={
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={shown ? t('field.hidePassword') : t('field.showPassword')}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

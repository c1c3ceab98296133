import { useState } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { Logo } from '../../ui/logo.tsx';
import { PasswordSignIn } from './password-sign-in.tsx';
import { PhoneSignIn } from './phone-sign-in.tsx';
import { SignUp } from './sign-up.tsx';
import { WayChooser, type WayIn } from './way-chooser.tsx';

interface WelcomeScreenProps {
  readonly reason?: 'never' | 'logged-out' | 'revoked' | undefined;
}

/** The way in: sign up, or sign in with a password or a code by phone. */
export function WelcomeScreen({ reason }: WelcomeScreenProps) {
  const t = useT();
  const [way, setWay] = useState<WayIn>(reason === 'never' || reason === undefined ? 'sign-up' : 'password');
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto grid min-h-full max-w-5xl items-center gap-10 px-5 py-10 lg:grid-cols-[1fr_26rem]">
        <header className="max-lg:text-center">
          <Logo className="mb-6 size-16 max-lg:mx-auto" />
          <h1 className="text-2xl font-bold tracking-tight text-balance lg:text-[2.75rem] lg:leading-[1.1]">
            {t('welcome.title')}
          </h1>
          <p className="mt-3 max-w-md text-lg text-balance text-muted max-lg:mx-auto">{t('welcome.subtitle')}</p>
        </header>
        <section aria-label={t('welcome.signIn')} className="rounded-3xl border border-line bg-panel p-5 shadow-raised sm:p-7">
          {reason === 'revoked' ? (
            <p role="alert" className="mb-5 rounded-xl bg-saffron-tint px-4 py-3 text-sm">
              {t('welcome.revoked')}
            </p>
          ) : null}
          <WayChooser value={way} onChange={setWay} />
          <div className="mt-6">{way === 'sign-up' ? <SignUp /> : way === 'password' ? <PasswordSignIn /> : <PhoneSignIn />}</div>
        </section>
      </div>
    </main>
  );
}

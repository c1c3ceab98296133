import { lazy, Suspense } from 'react';
import { useParley } from './parley-context.ts';
import { Splash } from './splash.tsx';
import { useView } from './use-view.ts';

const WelcomeScreen = lazy(async () => ({ default: (await import('../features/welcome/welcome-screen.tsx')).WelcomeScreen }));
const Shell = lazy(async () => ({ default: (await import('./shell.tsx')).Shell }));

/** Shows the app to those who are signed in, and the way in to the others. */
export function Gate() {
  const auth = useView(useParley().views.auth());
  if (auth.state === 'loading') return <Splash />;
  return (
    <Suspense fallback={<Splash />}>
      {auth.state === 'signed-in' ? <Shell me={auth.session.user} /> : <WelcomeScreen reason={auth.reason} />}
    </Suspense>
  );
}

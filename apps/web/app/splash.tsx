import { Logo } from '../ui/logo.tsx';

/** What stands for the moment until the local store has answered. */
export function Splash() {
  return (
    <div className="grid h-full place-items-center" aria-busy="true">
      <Logo className="size-16 animate-pulse-soft" />
    </div>
  );
}

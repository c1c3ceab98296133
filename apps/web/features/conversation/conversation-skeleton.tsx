import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/skeleton.tsx';

const bubbles = ['w-56', 'w-40 mine', 'w-72', 'w-48', 'w-64 mine', 'w-32 mine'];

/** The shape of a conversation that is on its way. */
export function ConversationSkeleton() {
  return (
    <div aria-busy="true" className="mx-auto flex h-full w-full max-w-3xl flex-col justify-end gap-2 p-4">
      {bubbles.map((look) => (
        <Skeleton key={look} className={classNames('h-10 rounded-bubble', look, look.includes('mine') && 'self-end')} />
      ))}
    </div>
  );
}

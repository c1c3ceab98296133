import { Skeleton } from '../../ui/skeleton.tsx';

const widths = ['w-32', 'w-44', 'w-24', 'w-40', 'w-36', 'w-28', 'w-44'];

/** The shape of a chat list while the first chats are on their way. */
export function ChatListSkeleton() {
  return (
    <div aria-busy="true" className="px-4 py-2">
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of placeholders.
        <div key={index} className="flex h-18 items-center gap-3.5">
          <Skeleton className="rounded-full size-12 shrink-0" />
          <div className="flex-1 space-y-2.5">
            <Skeleton className={`rounded-full h-3.5 ${width}`} />
            <Skeleton className="rounded-full h-3 w-3/4" />
          </div>
        </div>
      ))}
    </div>
  );
}

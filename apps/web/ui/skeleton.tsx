import { classNames } from './class-names.ts';

/** A grey block where content is about to appear; the container carries `aria-busy`. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden className={classNames('block animate-pulse-soft bg-sunken', className)} />;
}

import { hueOf, initialsOf } from './avatar-look.ts';
import { classNames } from './class-names.ts';

const sizes = { sm: 'size-8 text-xs', md: 'size-10 text-sm', lg: 'size-12 text-base', xl: 'size-24 text-2xl' } as const;

interface AvatarProps {
  /** Chooses the colour, so it stays the same wherever this person or group appears. */
  readonly id: string;
  readonly name: string;
  readonly url?: string | undefined;
  readonly size?: keyof typeof sizes;
  readonly online?: boolean;
}

/** A picture, or initials on a colour of their own. Decorative: the name always stands beside it. */
export function Avatar({ id, name, url, size = 'lg', online = false }: AvatarProps) {
  return (
    <span aria-hidden className={classNames('relative inline-block shrink-0', sizes[size])}>
      {url ? (
        <img src={url} alt="" className="size-full rounded-full object-cover" />
      ) : (
        <span
          className="avatar grid size-full place-items-center rounded-full font-semibold"
          data-hue={hueOf(id)}
          data-initials={initialsOf(name)}
        />
      )}
      {online ? <span className="absolute end-0 bottom-0 size-3.5 rounded-full border-[2.5px] border-panel bg-online" /> : null}
    </span>
  );
}

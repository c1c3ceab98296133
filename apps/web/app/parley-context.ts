import type { Parley } from '@parley/client/parley';
import { createContext, use } from 'react';

const ParleyContext = createContext<Parley | undefined>(undefined);

/** Gives the tree below it the signed-in (or not yet signed-in) person's `Parley`. */
export const ParleyProvider = ParleyContext.Provider;

/** The `Parley` of this page. */
export function useParley(): Parley {
  const parley = use(ParleyContext);
  if (!parley) throw new Error('useParley outside of ParleyProvider');
  return parley;
}

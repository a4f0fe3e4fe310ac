import type { KeyboardEvent } from 'react';

/** A field that keeps what was typed when it is left keeps it on Enter too. */
export const keepOnEnter = (event: KeyboardEvent<HTMLInputElement>): void => {
  if (event.key === 'Enter') event.currentTarget.blur();
};

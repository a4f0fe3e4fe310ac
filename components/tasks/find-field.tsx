'use client';
import { useState } from 'react';
import { Input } from '#components/ui/index.ts';

/**
 * Finds tasks by words that live in the address. While one types the field has its own text: the address
 * follows a moment later, and a field that waited for it lost the letters in between.
 */
export function FindField({ value, onFind }: { readonly value: string; readonly onFind: (find: string) => void }) {
  const [typed, setTyped] = useState<string>();
  return (
    <Input
      label="Find a task"
      hideLabel
      placeholder="Find"
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        onFind(event.target.value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

'use client';
import { useEffect, useState } from 'react';
import { loadMonaco, type Monaco } from './monaco/load.ts';
import { registerProviders } from './monaco/providers.ts';

/** Monaco once its chunk is here; `failed` when it could not be loaded, `retry` asks again. */
export function useMonaco(): {
  readonly monaco: Monaco | undefined;
  readonly failed: boolean;
  readonly retry: () => void;
} {
  const [monaco, setMonaco] = useState<Monaco>();
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again
  useEffect(() => {
    let gone = false;
    setFailed(false);
    loadMonaco().then(
      (loaded) => {
        if (gone) return;
        registerProviders(loaded);
        setMonaco(loaded);
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [tries]);
  return { monaco, failed, retry: () => setTries((count) => count + 1) };
}

'use client';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { useProject } from './project-context.tsx';

interface Store {
  readonly values: Readonly<Record<string, unknown>>;
  readonly set: (key: string, value: unknown) => void;
}

const Context = createContext<Store>({ values: {}, set: () => {} });
const SAVE_AFTER_MS = 800;

/** What a person chose in this project (sizes, tabs, open folders), kept by the server, so that it is there on the first paint. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const { project, actions } = useProject();
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(project.preferences);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changed = useRef<Record<string, unknown>>({});
  const save = useCallback(() => {
    const preferences = changed.current;
    changed.current = {};
    if (Object.keys(preferences).length > 0) {
      // A size that is not kept is not worth a word to the person.
      void actions.savePreferences({ projectId: project.id, preferences }).catch(() => {});
    }
  }, [actions, project.id]);
  const set = useCallback(
    (key: string, value: unknown) => {
      setValues((before) => ({ ...before, [key]: value }));
      changed.current[key] = value;
      clearTimeout(timer.current);
      timer.current = setTimeout(save, SAVE_AFTER_MS);
    },
    [save],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return <Context value={useMemo(() => ({ values, set }), [values, set])}>{children}</Context>;
}

/** One preference: what was stored if it has the right shape, else `fallback`; setting it stores it. */
export function usePreference<T>(key: string, schema: z.ZodType<T>, fallback: T): readonly [T, (value: T) => void] {
  const { values, set } = useContext(Context);
  const stored = values[key];
  const value = useMemo(() => {
    const parsed = schema.safeParse(stored);
    return parsed.success ? parsed.data : undefined;
  }, [schema, stored]);
  const change = useCallback((next: T) => set(key, next), [set, key]);
  return [value ?? fallback, change];
}

/** Monaco, once it is loaded. */
export type Monaco = typeof import('./setup.ts');

let loading: Promise<Monaco> | undefined;

/** Loads Monaco once a page, as a chunk of its own. A failed load can be tried again. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= import('./setup.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

import { z } from 'zod';

/** The open files in their order, and which one shows. One at most is a preview: a click on another file takes its place. */
export const tabsSchema = z.object({
  open: z.array(z.string()),
  current: z.string().optional(),
  preview: z.string().optional(),
});
export type OpenTabs = z.infer<typeof tabsSchema>;

export const NO_TABS: OpenTabs = { open: [] };

/** Opens a file: `keep` stays, without it the file takes the preview's place. */
export function openTab(tabs: OpenTabs, path: string, keep: boolean): OpenTabs {
  if (tabs.open.includes(path)) {
    return { ...tabs, current: path, preview: keep && tabs.preview === path ? undefined : tabs.preview };
  }
  if (keep) return { ...tabs, open: insertAfter(tabs.open, tabs.current, path), current: path };
  const open =
    tabs.preview !== undefined && tabs.open.includes(tabs.preview)
      ? tabs.open.map((each) => (each === tabs.preview ? path : each))
      : insertAfter(tabs.open, tabs.current, path);
  return { open, current: path, preview: path };
}

/** Closes a file; its neighbour shows instead. */
export function closeTab(tabs: OpenTabs, path: string): OpenTabs {
  const at = tabs.open.indexOf(path);
  if (at < 0) return tabs;
  const open = tabs.open.filter((each) => each !== path);
  const current = tabs.current === path ? (open[at] ?? open[at - 1]) : tabs.current;
  return { open, current, preview: tabs.preview === path ? undefined : tabs.preview };
}

/** Tabs follow their files: `nameOf` says what an open path is called now. */
export function renameTabs(tabs: OpenTabs, nameOf: (path: string) => string): OpenTabs {
  const open = tabs.open.map(nameOf);
  if (open.every((path, at) => path === tabs.open[at])) return tabs;
  const named = (path: string | undefined) => (path === undefined ? undefined : nameOf(path));
  return { open: [...new Set(open)], current: named(tabs.current), preview: named(tabs.preview) };
}

/** Tabs of files that are there no longer go. */
export function keepTabs(tabs: OpenTabs, there: (path: string) => boolean): OpenTabs {
  const gone = tabs.open.filter((path) => !there(path));
  return gone.reduce(closeTab, tabs);
}

/** The tab `step` further, round the end. */
export function stepTab(tabs: OpenTabs, step: 1 | -1): OpenTabs {
  const at = tabs.open.indexOf(tabs.current ?? '');
  const next = tabs.open.at((at + step) % Math.max(tabs.open.length, 1));
  return next === undefined ? tabs : { ...tabs, current: next };
}

function insertAfter(open: readonly string[], after: string | undefined, path: string): string[] {
  const at = after === undefined ? -1 : open.indexOf(after);
  return at < 0 ? [...open, path] : [...open.slice(0, at + 1), path, ...open.slice(at + 1)];
}

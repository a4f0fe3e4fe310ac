'use client';
import { Download, Monitor, Moon, Save, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { KindIcon } from '#components/ui/index.ts';
import { iconOf } from './file-kind.ts';
import type { PaletteCommand } from './palette.tsx';
import { canBeDone, type PrimaryAction } from './primary.tsx';
import { useProject } from './project-context.tsx';
import { useFiles } from './project-files.tsx';
import { projectScreens } from './screens.ts';
import { useTheme } from './theme.ts';
import type { SaveVersion } from './use-save-version.tsx';

/** What the screen offers to do. */
export interface Here {
  readonly primary: PrimaryAction | null;
  readonly save: SaveVersion;
}

/** What ⌘K finds in a project: what the screen does, files, nodes that have no file of their own, screens, themes. */
export function useProjectCommands({ primary, save }: Here): readonly PaletteCommand[] {
  const { href, fileHref, project, mayEdit } = useProject();
  const { files } = useFiles();
  const { graph } = useLanguage();
  const router = useRouter();
  const { choose } = useTheme();
  // What the screen does is another with each of its drawings; the project's files are not gathered again for it.
  const anywhere = useMemo(() => {
    const kinds = new Map(graph?.nodes.map((node) => [node.path, node.kind]));
    const fileCommands = files.map(
      ({ path }): PaletteCommand => ({
        id: `file:${path}`,
        group: 'files',
        label: path.split('/').at(-1) ?? path,
        where: path.split('/').slice(0, -1).join('/'),
        icon: <KindIcon kind={iconOf(path, kinds.get(path))} />,
        onRun: () => router.push(fileHref(path)),
      }),
    );
    const sources = (graph?.nodes ?? [])
      .filter(({ kind }) => kind === 'source')
      .map(
        (node): PaletteCommand => ({
          id: `node:${node.id}`,
          group: 'nodes',
          label: node.name,
          where: 'source',
          icon: <KindIcon kind="source" />,
          onRun: () => router.push(fileHref(node.path, node.line)),
        }),
      );
    const screens = projectScreens(href).map(
      ({ id, label, href: to, icon: Icon }): PaletteCommand => ({
        id: `screen:${id}`,
        group: 'commands',
        label: `Go to ${label.toLowerCase()}`,
        icon: <Icon size={14} strokeWidth={1.6} />,
        onRun: () => router.push(to),
      }),
    );
    const artifacts: PaletteCommand = {
      id: 'artifacts',
      group: 'commands',
      label: 'Download artifacts (manifest.json, catalog.json)',
      icon: <Download size={14} strokeWidth={1.6} />,
      onRun: () => window.location.assign(`/api/projects/${project.id}/artifacts`),
    };
    const exported: PaletteCommand = {
      id: 'export',
      group: 'commands',
      label: 'Export the project as a zip, for dbt',
      icon: <Download size={14} strokeWidth={1.6} />,
      onRun: () => window.location.assign(`/api/projects/${project.id}/export`),
    };
    return [...screens, exported, artifacts, ...themes(choose), ...fileCommands, ...sources];
  }, [files, graph, href, fileHref, project.id, router, choose]);
  const saved: PaletteCommand = {
    id: 'save',
    group: 'here',
    label: 'Save version',
    icon: <Save size={14} strokeWidth={1.6} />,
    keys: 'mod+s',
    onRun: save.save,
  };
  return [...waysOf(primary), ...(mayEdit ? [saved] : []), ...anywhere];
}

/** The screen's one action and the ways to do it, those that can be done now. */
function waysOf(primary: PrimaryAction | null): readonly PaletteCommand[] {
  if (primary === null || primary.loading) return [];
  const { label, hint, icon, menu = [] } = primary;
  const main: PaletteCommand = {
    id: 'here',
    group: 'here',
    label,
    where: hint,
    icon,
    keys: 'mod+enter',
    onRun: primary.onAct,
  };
  const ways = menu
    .filter(canBeDone)
    .flatMap(({ id, label: way, onSelect }): PaletteCommand[] =>
      typeof way === 'string' ? [{ id: `here:${id}`, group: 'here', label: way, icon, onRun: onSelect }] : [],
    );
  return primary.disabled ? ways : [main, ...ways];
}

function themes(choose: ReturnType<typeof useTheme>['choose']): readonly PaletteCommand[] {
  const icon = { system: Monitor, dark: Moon, light: Sun };
  return (['system', 'dark', 'light'] as const).map((choice) => {
    const Icon = icon[choice];
    return {
      id: `theme:${choice}`,
      group: 'commands',
      label: choice === 'system' ? 'Theme: as the system' : `Theme: ${choice}`,
      icon: <Icon size={14} strokeWidth={1.6} />,
      onRun: () => choose(choice),
    };
  });
}

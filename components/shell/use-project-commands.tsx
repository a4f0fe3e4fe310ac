'use client';
import { Download, Monitor, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { KindIcon } from '#components/ui/index.ts';
import { iconOf } from './file-kind.ts';
import type { PaletteCommand } from './palette.tsx';
import { useProject } from './project-context.tsx';
import { useFiles } from './project-files.tsx';
import { projectScreens } from './screens.ts';
import { useTheme } from './theme.ts';

/** What ⌘K finds in a project: the screen's own commands, files, nodes that have no file of their own, screens, themes. */
export function useProjectCommands(own: readonly PaletteCommand[]): readonly PaletteCommand[] {
  const { href, fileHref, project } = useProject();
  const { files } = useFiles();
  const { graph } = useLanguage();
  const router = useRouter();
  const { choose } = useTheme();
  return useMemo(() => {
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
    return [...own, ...screens, exported, artifacts, ...themes(choose), ...fileCommands, ...sources];
  }, [own, files, graph, href, fileHref, project.id, router, choose]);
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

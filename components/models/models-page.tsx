'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { modelNameOf } from '#components/graph/glances.ts';
import { useLanguage } from '#components/language/use-language.tsx';
import styles from '#components/runs/page.module.css';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { FailureCard } from '#components/ui/index.ts';
import { modelsQuery } from '#lib/client/queries.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { ModelList } from './model-list.tsx';

/** The registry of trained models. */
export function ModelsPage() {
  const { project, href } = useProject();
  const { data: models, error } = useQuery(modelsQuery(project.id));
  const { graph } = useLanguage();
  const nodes = useMemo(
    () => new Map(graph?.nodes.filter(({ kind }) => kind === 'train').map((node) => [modelNameOf(node), node.name])),
    [graph],
  );
  return (
    <AppShell screen="models" title="Models" primary={null}>
      <div className={styles.page}>
        <header className={styles.pageHead}>
          <h1>Trained models</h1>
          <span>{models ? models.length : ''}</span>
        </header>
        {error instanceof ProblemError && (
          <div className={styles.center}>
            <FailureCard title="The trained models can’t be read" problem={error.problem} />
          </div>
        )}
        {models && (
          <ModelList
            models={models}
            now={Date.now()}
            hrefOf={({ name, version }) => {
              const node = nodes.get(name);
              return node && `${href(`train/${encodeURIComponent(node)}`)}?version=${version}`;
            }}
          />
        )}
      </div>
    </AppShell>
  );
}

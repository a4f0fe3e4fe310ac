'use client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { modelNameOf } from '#components/graph/glances.ts';
import { useProjectNodes } from '#components/graph/use-project-nodes.ts';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { EmptyState } from '#components/ui/index.ts';
import { modelsQuery } from '#lib/client/queries.ts';
import { versionsOf } from './phase.ts';
import styles from './train.module.css';
import { TrainNode } from './train-node.tsx';

/** The Train screen of the training node with this name. */
export function TrainPage({ name }: { readonly name: string }) {
  const { project, href } = useProject();
  const nodes = useProjectNodes(project.id);
  const { data: models } = useQuery(modelsQuery(project.id));
  const asked = Number(useSearchParams().get('version') ?? Number.NaN);
  const node = nodes.graph?.nodes.find((candidate) => candidate.kind === 'train' && candidate.name === name);
  const versions = useMemo(() => versionsOf(models ?? [], (node && modelNameOf(node)) ?? ''), [models, node]);
  if (node)
    return <TrainNode node={node} nodes={nodes} versions={versions} ready={models !== undefined} asked={asked} />;
  return (
    <AppShell screen="graph" title={name} primary={null}>
      <div className={styles.screen} aria-busy={!nodes.graph}>
        {nodes.graph && (
          <EmptyState
            title={`No training node is called ${name}`}
            text={
              <>
                A SELECT with <code>materialized=&#39;model&#39;</code> is one. Those of this project are in the{' '}
                <a href={href('graph')}>graph</a>.
              </>
            }
          />
        )}
      </div>
    </AppShell>
  );
}

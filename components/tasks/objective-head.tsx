'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Pencil, Plus, Target } from 'lucide-react';
import { formatScore, metricLabel } from '#components/charts/format.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { Button, IconButton, Menu } from '#components/ui/index.ts';
import { stateQuery } from '#lib/client/queries.ts';
import type { Objective } from '#lib/contracts/task.ts';
import styles from './objective-head.module.css';

/** What the tasks work towards, and where its score stands now. */
export function ObjectiveHead({
  objectives,
  chosen,
  onChoose,
  onEdit,
}: {
  readonly objectives: readonly Objective[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onEdit: (objective: Objective | 'new') => void;
}) {
  const { mayEdit } = useProject();
  const objective = objectives.find(({ id }) => id === chosen) ?? (objectives.length === 1 ? objectives[0] : undefined);
  return (
    <>
      <h1>{objective?.name ?? 'Board'}</h1>
      {objective && <Aim objective={objective} />}
      {objectives.length > 1 && (
        <Menu
          entries={[
            ...objectives.map(({ id, name }) => ({
              id,
              label: name,
              checked: id === chosen,
              onSelect: () => onChoose(id),
            })),
            { id: 'all', label: 'All objectives', checked: chosen === '', onSelect: () => onChoose('') },
          ]}
        >
          <IconButton label="Choose an objective">
            <ChevronDown size={14} strokeWidth={1.6} />
          </IconButton>
        </Menu>
      )}
      {mayEdit && objective && (
        <IconButton label="Edit the objective" onClick={() => onEdit(objective)}>
          <Pencil size={13} strokeWidth={1.6} />
        </IconButton>
      )}
      {mayEdit && objectives.length === 0 && (
        <Button variant="ghost" icon={<Target size={13} strokeWidth={1.6} />} onClick={() => onEdit('new')}>
          Set an objective
        </Button>
      )}
      {mayEdit && objectives.length > 0 && (
        <IconButton label="New objective" onClick={() => onEdit('new')}>
          <Plus size={14} strokeWidth={1.6} />
        </IconButton>
      )}
    </>
  );
}

function Aim({ objective }: { readonly objective: Objective }) {
  const { project } = useProject();
  const { data } = useQuery(stateQuery(project.id));
  const score = data?.find(({ id }) => id === objective.nodeId)?.score;
  return (
    <>
      <span className={styles.aim}>
        <Target size={13} strokeWidth={1.6} aria-hidden="true" />
        {[objective.target, objective.metric && metricLabel(objective.metric)].filter(Boolean).join(' / ')}
      </span>
      {score && (
        <span className={styles.score}>
          {formatScore(score.value, 3)}
          <span>{score.std === undefined ? 'now' : `± ${formatScore(score.std, 3)}`}</span>
        </span>
      )}
    </>
  );
}

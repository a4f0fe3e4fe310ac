'use client';
import { useState } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Button, Dialog, Input, Menu } from '#components/ui/index.ts';
import type { Objective } from '#lib/contracts/task.ts';
import { useBoardActions } from './use-board.ts';

/** What the project predicts and how it is judged. */
export function ObjectiveDialog({
  objective,
  onClose,
}: {
  readonly objective: Objective | undefined;
  readonly onClose: () => void;
}) {
  const { project, tasks } = useProject();
  const { graph } = useLanguage();
  const { act } = useBoardActions();
  const [value, setValue] = useState({
    name: objective?.name ?? '',
    target: objective?.target ?? '',
    grain: objective?.grain ?? '',
    asOfColumn: objective?.asOfColumn ?? '',
    metric: objective?.metric ?? '',
    nodeId: objective?.nodeId as string | undefined,
  });
  const training = (graph?.nodes ?? []).filter(({ kind }) => kind === 'train');
  const node = training.find(({ id }) => id === value.nodeId);
  const save = async () => {
    const given = { ...value, asOfColumn: value.asOfColumn || undefined };
    const at = { projectId: project.id, objective: given };
    const done = objective
      ? await act(tasks.changeObjective({ ...at, objectiveId: objective.id }))
      : await act(tasks.createObjective(at));
    if (done !== undefined) onClose();
  };
  const field = (key: 'name' | 'target' | 'grain' | 'asOfColumn' | 'metric', label: string, hint: string) => (
    <Input
      label={label}
      hint={hint}
      value={value[key]}
      maxLength={200}
      onChange={(event) => setValue({ ...value, [key]: event.target.value })}
    />
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={objective ? 'Objective' : 'New objective'}
      description="What the tasks of this project work towards."
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={() => void save()} disabled={value.name.trim() === ''}>
            {objective ? 'Save' : 'Make objective'}
          </Button>
        </>
      }
    >
      {field('name', 'Name', 'For example: Arrive late')}
      {field('target', 'Target', 'The column that is predicted')}
      {field('grain', 'Grain', 'What one row is: a flight, a customer and day')}
      {field('asOfColumn', 'As-of column', 'When a row’s features have to be known')}
      {field('metric', 'Metric', 'For example: roc_auc')}
      <Menu
        entries={[
          ...training.map(({ id, name }) => ({
            id,
            label: name,
            checked: id === value.nodeId,
            onSelect: () => setValue({ ...value, nodeId: id }),
          })),
          { id: 'none', label: 'None', checked: !node, onSelect: () => setValue({ ...value, nodeId: undefined }) },
        ]}
      >
        <Button>Training node: {node?.name ?? 'none'}</Button>
      </Menu>
    </Dialog>
  );
}

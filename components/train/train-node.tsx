'use client';
import { Play, RotateCw, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { trainWish } from '#components/graph/commands.ts';
import { lineage } from '#components/graph/near.ts';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { RunPill } from '#components/runs/run-pill.tsx';
import { useRunActions } from '#components/runs/use-run-actions.ts';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Button } from '#components/ui/index.ts';
import { predict } from '#lib/client/queries.ts';
import type { Prediction } from '#lib/contracts/api.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import type { TrainedModel, TrainingCheck } from '#lib/contracts/train.ts';
import { CheckPhase } from './check-phase.tsx';
import { DuringPhase } from './during-phase.tsx';
import { includeEdit } from './include.ts';
import { editRecipe, readRecipe } from './recipe.ts';
import { RecipeColumn } from './recipe-column.tsx';
import { ResultPhase } from './result-phase.tsx';
import { fieldText } from './schema.ts';
import { TrainScreen } from './train-screen.tsx';
import { useNodeText } from './use-node-text.ts';
import { useSampleRow } from './use-sample-row.ts';
import { type TrainRun, useTrainRun } from './use-train-run.ts';
import { type Check, useTrainingCheck } from './use-training-check.ts';

/** One training node: its recipe, and the phase it is in. */
export function TrainNode({
  node,
  nodes,
  versions,
  ready,
  asked,
}: {
  readonly node: GraphNode;
  readonly nodes: ProjectNodes;
  readonly versions: readonly TrainedModel[];
  /** False until the trained models have been read: the phase is not guessed before. */
  readonly ready: boolean;
  /** Version that the address names, or NaN. */
  readonly asked: number;
}) {
  const { project, href, fileHref, mayEdit } = useProject();
  const router = useRouter();
  const { active, now } = nodes;
  const runs = useRunActions();
  const document = useNodeText(node.path);
  const recipe = readRecipe(document.text);
  const training = useTrainRun(project.id, nodes, node.id, versions.length > 0, !Number.isNaN(asked));
  const [picked, setPicked] = useState(asked);
  const shown = versions.find(({ version }) => version === picked) ?? versions[0];
  const upstream = upstreamOf(nodes, node);
  const check = useTrainingCheck(project.id, node, upstream, nodes.views, training.phase === 'check');
  const sample = useSampleRow(project.id, node.path, node.checksum, training.phase === 'result');
  const openFile = (path: string, line?: number) => router.push(fileHref(path, line));
  const canEdit = mayEdit && document.mayEdit && !training.going;
  const train = () => {
    training.choose(undefined);
    void runs.start(trainWish(node, upstream, nodes.views)).then((run) => {
      if (run) training.choose('train');
    });
  };
  const cancel = () => void (active.summary && runs.cancel(active.summary.id));
  const sources = node.dependsOn.flatMap((id) => nodes.graph?.nodes.find((each) => each.id === id) ?? []);
  return (
    <AppShell
      screen="graph"
      title={node.name}
      primary={mayEdit && ready ? primaryOf({ training, check, busy: runs.busy, train, cancel, trained: shown }) : null}
      pill={training.going ? undefined : <RunPill active={active} hrefOf={(number) => href(`runs/${number}`)} />}
      statusEnd={training.going && active.summary && <StatusItem>Run {active.summary.number}</StatusItem>}
    >
      <TrainScreen
        name={node.name}
        tags={['task', 'algorithm'].flatMap((key) => fieldText(recipe, [key]) ?? [])}
        phase={training.phase}
        run={training.run}
        trained={shown}
        check={check.data}
        now={now}
        onPhase={training.choose}
        replay={training.runId !== undefined}
        onCheckAgain={
          <Button
            variant="ghost"
            icon={<RotateCw size={14} strokeWidth={1.6} />}
            loading={check.loading}
            onClick={check.again}
          >
            Check again
          </Button>
        }
        recipe={
          <RecipeColumn
            fileName={node.path.split('/').at(-1) ?? node.path}
            fileHref={fileHref(node.path)}
            recipe={recipe}
            columns={columnsOf(check.data, sources)}
            rowsFrom={sources.map(({ name }) => name)}
            lockedAt={training.going ? active.summary?.versionNumber : undefined}
            mayEdit={canEdit}
            onEdit={(path, value) => document.edit((text) => editRecipe(text, path, value))}
          />
        }
      >
        {training.phase === 'check' && (
          <CheckPhase
            check={check.data}
            problem={check.problem}
            waitsFor={check.waitsFor}
            mayEdit={canEdit}
            onInclude={(feature, included) => document.edit((text) => includeEdit(text, feature, included))}
            onOpenFile={openFile}
          />
        )}
        {training.phase === 'train' && training.run && (
          <DuringPhase
            run={training.run}
            step={training.run.steps.get(node.id)}
            nodeId={node.id}
            metric={fieldText(recipe, ['metric']) ?? shown?.metric ?? ''}
            capBytes={check.data?.estimate.capBytes}
            onOpenFile={openFile}
          />
        )}
        {training.phase === 'result' && shown && (
          <ResultPhase
            versions={versions}
            shown={shown}
            now={now}
            rowsFrom={sources[0]?.relation}
            sample={sample.sample}
            onShow={setPicked}
            onSample={sample.next}
            predict={(row) => ask(project.id, shown.name, row)}
          />
        )}
      </TrainScreen>
    </AppShell>
  );
}

function upstreamOf(nodes: ProjectNodes, node: GraphNode): readonly GraphNode[] {
  if (!nodes.graph) return [];
  const distances = lineage(nodes.graph, node.id);
  return nodes.graph.nodes.filter(({ id }) => (distances.get(id) ?? 0) < 0);
}

function columnsOf(check: TrainingCheck | undefined, sources: readonly GraphNode[]) {
  const known = sources.flatMap(({ columns }) => columns.map(({ name, type }) => ({ name, type })));
  const checked = check ? [{ name: check.target.name, type: check.target.type }, ...check.features] : [];
  return [...new Map([...known, ...checked].map((column) => [column.name, column])).values()];
}

async function ask(projectId: string, name: string, row: Record<string, unknown>): Promise<Result<Prediction>> {
  try {
    return { ok: true, value: await predict(projectId, name, row) };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    return refuse({
      code: 'network.unreachable',
      message: 'Insitu does not answer.',
      remedy: 'Try again in a moment.',
    });
  }
}

function primaryOf({
  training,
  check,
  busy,
  train,
  cancel,
  trained,
}: {
  readonly training: TrainRun;
  readonly check: Check;
  readonly busy: boolean;
  readonly train: () => void;
  readonly cancel: () => void;
  readonly trained: TrainedModel | undefined;
}): PrimaryAction {
  if (training.going) return { label: 'Cancel', tone: 'danger', icon: <X size={14} />, loading: busy, onAct: cancel };
  const blocks = check.data?.findings.find(({ level }) => level === 'error');
  return {
    label: training.phase === 'result' && trained ? 'Train again' : 'Train',
    icon: <Play size={14} strokeWidth={1.6} />,
    loading: busy,
    disabled: training.phase === 'check' && blocks !== undefined,
    hint:
      blocks?.message ??
      (check.waitsFor.length > 0
        ? `Builds ${formatCounted(check.waitsFor.length, 'node')} first`
        : 'Stores a version and trains on it'),
    onAct: train,
  };
}

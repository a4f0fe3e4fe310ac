import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Chip } from '#components/ui/index.ts';
import type { ProjectCard } from '#lib/contracts/api.ts';
import { GraphPicture } from './graph-picture.tsx';
import styles from './projects.module.css';
import type { SampleView } from './projects-page.tsx';

/** A sample with its graph and its size; one click makes it a project of one's own. */
export function SampleCard(props: {
  readonly sample: SampleView;
  /** The person's project of this sample, where it is there already. */
  readonly project: ProjectCard | undefined;
  readonly primary: boolean;
  readonly busy: boolean;
  readonly onOpen: () => void;
}): ReactNode {
  const { sample } = props;
  const score = props.project?.bestScore;
  const [amount = '', ...noun] = sample.rows.split(' ');
  return (
    <article className={styles.sample} aria-label={`Sample ${sample.id}`}>
      <div className={styles.picture}>
        <GraphPicture picture={sample.picture} />
      </div>
      <div className={styles.words}>
        <h2>
          {sample.id} <Chip>sample</Chip>
        </h2>
        <p>{sample.description}</p>
        <ul>
          <Fact value={amount} name={noun.join(' ')} />
          <Fact value={String(sample.picture.nodes.length)} name="nodes" />
          <Fact value={String(sample.picture.tests)} name="tests" />
          {score ? <Fact value={score.value.toFixed(3)} name={score.metric} /> : null}
        </ul>
        <Button
          variant={props.primary ? 'primary' : 'plain'}
          icon={<FolderOpen size={14} strokeWidth={1.6} />}
          loading={props.busy}
          onClick={props.onOpen}
        >
          Open {sample.id}
        </Button>
      </div>
    </article>
  );
}

const Fact = (props: { readonly value: string; readonly name: string }): ReactNode => (
  <li>
    <b>{props.value}</b>
    <span>{props.name}</span>
  </li>
);

import { TrainPage } from '#components/train/train-page.tsx';

interface Params {
  readonly params: Promise<{ readonly node: string }>;
}

export async function generateMetadata({ params }: Params) {
  return { title: `Train ${decodeURIComponent((await params).node)}` };
}

export default async function Page({ params }: Params) {
  const name = decodeURIComponent((await params).node);
  return <TrainPage key={name} name={name} />;
}

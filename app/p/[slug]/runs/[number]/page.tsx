import { notFound } from 'next/navigation';
import { RunPage } from '#components/runs/run-page.tsx';

interface Params {
  readonly params: Promise<{ readonly number: string }>;
}

export async function generateMetadata({ params }: Params) {
  return { title: `Run ${(await params).number}` };
}

export default async function Page({ params }: Params) {
  const { number } = await params;
  if (!/^\d{1,9}$/.test(number)) notFound();
  return <RunPage key={number} number={Number(number)} />;
}

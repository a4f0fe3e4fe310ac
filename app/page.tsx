import { pictureOf } from '#components/projects/picture.ts';
import { ProjectsPage, type SampleView } from '#components/projects/projects-page.tsx';
import { compileProject, toGraph } from '#lib/domain/compile/index.ts';
import { databaseName } from '#lib/domain/machine/store.ts';
import { readSample, samples } from '#lib/domain/project/sample-store.ts';
import { listProjects } from '#lib/domain/project/view-store.ts';
import { pageCaller } from './_server/session.ts';
import { createProject, signOut } from './actions.ts';

export const dynamic = 'force-dynamic';

/** The projects of the one who is signed in. */
export default async function Page() {
  const caller = await pageCaller();
  const [projects, samples, database] = await Promise.all([listProjects(caller), sampleViews(), databaseName()]);
  const actions = { createProject, signOut };
  return <ProjectsPage me={caller.person} projects={projects} samples={samples} database={database} {...actions} />;
}

let views: Promise<SampleView[]> | undefined;

/** The samples come with the program: they are compiled once. */
function sampleViews(): Promise<SampleView[]> {
  const made =
    views ??
    Promise.all(
      samples.map(async ({ name, description, rows }) => {
        const graph = toGraph(compileProject(await readSample(name), { target: PICTURE_TARGET }));
        return { id: name, description, rows, picture: pictureOf(graph) };
      }),
    );
  views = made;
  // A failure is told once, not for as long as the server lives.
  made.catch(() => {
    views = undefined;
  });
  return made;
}

/** Nothing runs here: the picture needs names only. */
const PICTURE_TARGET = {
  name: 'picture',
  type: 'postgres',
  database: 'data',
  schema: 'sample',
  user: 'nobody',
  host: 'localhost',
  port: 5432,
  threads: 1,
} as const;

/**
 * The room table of the README, enforced by dependency-cruiser: each room may import what stands
 * in its row and nothing else of this project. Tests and `lib/testing` are free of it.
 */
const test = '\\.test\\.(ts|tsx|js)$|^lib/testing/|^e2e/';

/** Domain rooms in their order; a room sees the ones before its own stage, never the ones after. */
const stages = [['project'], ['jinja'], ['compile'], ['graph', 'lineage'], ['artifact'], ['run'], ['test', 'train']];

const rooms = [
  { name: 'contracts', path: '^lib/contracts/', may: ['^lib/contracts/'], packages: ['zod'] },
  { name: 'client', path: '^lib/client/', may: ['^lib/(contracts|client)/', '^lib/collab/document'] },
  { name: 'collab-document', path: '^lib/collab/document', may: ['^lib/contracts/', '^lib/collab/document'], packages: ['yjs', 'y-protocols', 'zod'] },
  { name: 'db', path: '^lib/db/', may: ['^lib/(contracts|db)/'] },
  { name: 'access', path: '^lib/access/', may: ['^lib/(contracts|db|access)/'] },
  { name: 'components', path: '^components/', may: ['^components/', '^lib/(contracts|client|domain)/'], notPath: '^lib/domain/.*store\\.ts$' },
  { name: 'app', path: '^app/', may: ['^app/', '^components/', '^lib/(access|domain|contracts|client)/'] },
  { name: 'collab', path: '^lib/collab/(?!document)', may: ['^lib/(collab|domain|db|access|contracts)/'] },
  { name: 'runner', path: '^lib/runner/', may: ['^lib/(runner|domain|db|access|contracts)/'] },
  { name: 'cli', path: '^lib/cli/', may: ['^lib/(cli|domain|db|access|contracts|runtime)/', '^lib/launch/'] },
  { name: 'runtime', path: '^lib/runtime/', may: ['^lib/runtime/', '^lib/contracts/'] },
  { name: 'samples', path: '^lib/samples/', may: ['^lib/(samples|db|contracts)/'] },
  { name: 'server', path: '^lib/server/', may: ['^lib/(server|contracts)/'] },
  { name: 'launch', path: '^lib/launch/', may: ['^lib/launch/'], packages: [] },
];

function roomRules({ name, path, may, notPath, packages }) {
  const from = { path, pathNot: test };
  const rules = [
    {
      name: `${name}-imports-only-its-row`,
      comment: `the room table: ${name} may import ${may.join(', ')}`,
      severity: 'error',
      from,
      to: { path: '^(lib|app|components|e2e|prisma)/', pathNot: may },
    },
  ];
  if (notPath) rules.push({ name: `${name}-not-stores`, severity: 'error', from, to: { path: notPath } });
  if (packages) {
    const allowed = packages.map((one) => `^node_modules/${one}/`);
    rules.push({
      name: `${name}-packages`,
      comment: `${name} stands on ${packages.join(', ') || 'Node alone'}`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: allowed },
    });
  }
  return rules;
}

function stageRules() {
  return stages.slice(0, -1).map((stage, at) => ({
    name: `domain-${stage.join('-')}-sees-no-later-stage`,
    severity: 'error',
    from: { path: `^lib/domain/(${stage.join('|')})/`, pathNot: `${test}|store\\.ts$` },
    to: { path: `^lib/domain/(${stages.slice(at + 1).flat().join('|')})/` },
  }));
}

const domainRules = [
  {
    name: 'domain-is-pure',
    comment: 'only a store.ts touches the database; the rest takes values and gives values',
    severity: 'error',
    from: { path: '^lib/domain/', pathNot: `${test}|store\\.ts$` },
    to: { path: '^(app|components|e2e|prisma|lib/(?!domain/|contracts/))' },
  },
  {
    name: 'domain-store-imports',
    severity: 'error',
    from: { path: '^lib/domain/.*store\\.ts$' },
    // The shape of a live document, and the way to ask the collab process.
    to: { path: '^(app|components|e2e|lib/(?!domain/|contracts/|db/|access/|collab/(document|control)\\.ts))' },
  },
  {
    name: 'domain-without-frameworks',
    severity: 'error',
    from: { path: '^lib/domain/', pathNot: `${test}|store\\.ts$` },
    to: { path: '^node_modules/(react|react-dom|next|pg|@prisma|pg-copy-streams|graphile-worker)/' },
  },
];

const processRules = [
  {
    name: 'processes-without-next-and-react',
    severity: 'error',
    from: { path: '^lib/(collab|runner|cli|db|access|runtime)/', pathNot: test },
    to: { path: '^node_modules/(react|react-dom|next)/', pathNot: '^node_modules/next/dist/(server/web|compiled/server-only)' },
  },
  {
    name: 'browser-without-drivers',
    severity: 'error',
    from: { path: '^(components|lib/client)/', pathNot: test },
    to: { path: '^node_modules/(pg|@prisma|graphile-worker|pg-copy-streams)/' },
  },
  {
    name: 'tests-stay-tests',
    severity: 'error',
    from: { path: '^(app|components|lib)/', pathNot: test },
    to: { path: '^(lib/testing|e2e)/|\\.test\\.(ts|tsx|js)$' },
  },
  { name: 'found', severity: 'error', from: { pathNot: test }, to: { couldNotResolve: true, pathNot: '/generated/' } },
];

module.exports = {
  forbidden: [...rooms.flatMap(roomRules), ...stageRules(), ...domainRules, ...processRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.next/|/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

import type { Problem } from '../../contracts/problem.ts';

const OF_PACKAGES = ['package.missing', 'package.private'];

/** Problems in which a package that is not here is told once, with the number of places that use it, and not at each of them. */
export function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const packages = new Set(
    problems.flatMap(({ code, missing }) => (OF_PACKAGES.includes(code) && missing !== undefined ? [missing] : [])),
  );
  if (packages.size === 0) return problems;
  const isEcho = ({ code, missing }: Problem): boolean =>
    !OF_PACKAGES.includes(code) && missing !== undefined && packages.has(missing);
  const echoes = Map.groupBy(problems.filter(isEcho), ({ missing }) => missing);
  return problems
    .filter((problem) => !isEcho(problem))
    .map((problem) => {
      const places = OF_PACKAGES.includes(problem.code) ? (echoes.get(problem.missing)?.length ?? 0) : 0;
      if (places === 0) return problem;
      const message = `${problem.message} ${places === 1 ? 'One place uses it.' : `${places} places use it.`}`;
      return { ...problem, message };
    });
}

import type { Access } from '#lib/access/access.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { type ObjectiveFields, type WipLimits, wipLimits } from '#lib/contracts/task.ts';
import { control } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';

const rowOf = ({ name, target, grain, asOfColumn, metric, nodeId }: ObjectiveFields) => ({
  name,
  target,
  grain,
  metric,
  asOfColumn: asOfColumn ?? null,
  nodeId: nodeId ?? null,
});

/** Sets what a project works towards. */
export async function createObjective(
  access: Access,
  fields: ObjectiveFields,
): Promise<Result<{ objectiveId: string }>> {
  return control().$transaction(async (tx) => {
    const { id } = await tx.objective.create({ data: { ...rowOf(fields), projectId: access.project.id } });
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: { objectiveId: id } };
  });
}

/** Says an objective otherwise. */
export async function changeObjective(access: Access, id: string, fields: ObjectiveFields): Promise<Result<null>> {
  return control().$transaction(async (tx) => {
    const { count } = await tx.objective.updateMany({
      where: { id, projectId: access.project.id },
      data: rowOf(fields),
    });
    if (count === 0) {
      const remedy = 'Choose one from the list.';
      return refuse({ code: 'objective.missing', message: 'There is no such objective in this project.', remedy });
    }
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: null };
  });
}

/** Sets how many tasks a state may hold; one that is not named has no limit. Nothing that is there moves. */
export async function setWipLimits(access: Access, limits: WipLimits): Promise<Result<null>> {
  return control().$transaction(async (tx) => {
    await tx.project.update({ where: { id: access.project.id }, data: { wipLimits: wipLimits.parse(limits) } });
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: null };
  });
}

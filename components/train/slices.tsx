import { formatCounted, formatScore, formatSigned } from '#components/charts/format.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import styles from './panel.module.css';

/** Where the model is surely worse than on the whole: a place to look for the next feature. */
export function Slices({ slices }: { readonly slices: NonNullable<TrainedModel['slices']> }) {
  return (
    <section className={styles.panel}>
      <h3>
        Worst slices <span>mean loss, against all</span>
      </h3>
      <table className={styles.slices}>
        <tbody>
          {slices.map(({ feature, slice, rows, loss, overall }) => (
            <tr key={`${feature} ${slice}`}>
              <th scope="row">
                {feature} {slice}
              </th>
              <td>{formatCounted(rows, 'row')}</td>
              <td>
                <b>{formatScore(loss, 3)}</b>
              </td>
              <td className={styles.wrong}>{formatSigned(loss - overall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

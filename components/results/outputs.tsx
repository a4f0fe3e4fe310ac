import type { PreviewResult } from '#lib/contracts/api.ts';
import styles from './panel.module.css';

/** What a Python cell printed and drew, above its rows. Pictures are data addresses; text is text. */
export function Outputs({ outputs }: { readonly outputs: PreviewResult['outputs'] }) {
  return (
    <div className={styles.outputs}>
      {outputs.map((output, at) => {
        const key = `${at}-${output.kind}`;
        if (output.mime.startsWith('image/')) {
          // biome-ignore lint/performance/noImgElement: a picture of the database's own making, never fetched
          return <img key={key} className={styles.picture} src={addressOf(output)} alt="Figure that the cell drew" />;
        }
        return (
          <pre key={key} className={output.kind === 'stderr' ? styles.stderr : undefined}>
            {output.data}
          </pre>
        );
      })}
    </div>
  );
}

function addressOf({ mime, data }: { readonly mime: string; readonly data: string }): string {
  if (data.startsWith('data:image/')) return data;
  return mime === 'image/svg+xml' && data.trimStart().startsWith('<')
    ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(data)}`
    : `data:${mime};base64,${data}`;
}

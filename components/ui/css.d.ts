import 'react';

declare module 'react' {
  /** Custom properties may be handed to a component's CSS module. */
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}

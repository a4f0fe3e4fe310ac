/** The command line can't be understood, or the project can't be read: exit code 2. */
export class UsageError extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}
